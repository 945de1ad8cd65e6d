"""One sync of a company file with its shared file: take in what is new there, put there what it lacks.

Every decision follows from the listing of the hub and the journal of the file, never from what an earlier sync
remembers. So a hub that was deleted, rolled back, cut short or damaged is whole again after the next sync.
"""

import heapq
import logging
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage import numbers
from crm_desktop.storage.database import Database
from crm_desktop.sync import base, clocks, erasure, forks, settings, upkeep
from crm_desktop.sync.about import About
from crm_desktop.sync.attachments import Files
from crm_desktop.sync.hubs.opening import Hub, Seen, open_known
from crm_desktop.sync.listing import Listing
from crm_desktop.sync.publishing import batches, publish
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.settings import HubSettings, LastSync
from crm_desktop.sync.transaction import Transaction

Progress = Callable[[float, Message], None]

_log = logging.getLogger(__name__)

WEEK_MS = 7 * 24 * 3600 * 1000
# One's own forked identity is mended, and may turn out to have forked earlier than was seen at first.
_ATTEMPTS = 5
_READ_AT_ONCE = 50_000
# How much is coming is known when it is here: so many changes are taken for half of it.
_MANY = 20_000
# Every so many looks at the shared file all its segments are asked how long they are: four times an hour.
SIZES_EVERY = 50


class _Told:
    """Tells how far a sync is, after every piece: when it says nothing for long, the shared file seems to hang."""

    def __init__(self, progress: Progress, text: Message) -> None:
        self._progress, self._fraction, self.text = progress, 0.0, text
        self.again()

    def at(self, fraction: float) -> None:
        """It is so far."""
        self._fraction = fraction
        self.again()

    def again(self) -> None:
        """It is as far as before, and at work."""
        self._progress(self._fraction, self.text)


@dataclass(frozen=True)
class Synced:
    """What a sync did, counted in steps: transactions brought, sent for the first time, and put back.

    `held` wait for something that has not arrived; `relabelled` got a new identity; `damaged` segments were set aside.
    Files are contents of attachments; those missing are fetched by a later sync. `clock` says whose is wrong.
    """

    at_ms: int
    brought: int = 0
    changes: int = 0
    sent: int = 0
    put_back: int = 0
    held: int = 0
    relabelled: int = 0
    damaged: int = 0
    files_sent: int = 0
    files_brought: int = 0
    files_missing: int = 0
    is_new: bool = False
    clock: Message | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing was to be done."""
        return not any((self.brought, self.sent, self.put_back, self.relabelled, self.files_sent, self.files_brought))


def sync(
    replica: Replica,
    hub: Hub,
    progress: Progress = lambda _fraction, _text: None,
    *,
    thorough: bool | None = None,
    dice: random.Random | None = None,
) -> Synced:
    """Bring a company file and its shared file together; safe to break off at any moment, and to call again.

    `thorough` reads everything again, because a listing cannot see rot: by default once a week.
    """
    now = replica.database.clock.now_ms()
    last = settings.last_sync(replica.database)
    is_due = bool(last.scrubbed_ms) and abs(now - last.scrubbed_ms) >= WEEK_MS if thorough is None else thorough
    if is_due:
        hub.seen.whole.clear()
    listing, relabelled = _listed(replica, hub)
    told = _Told(progress, Message(N_("Reading what is new…")))
    watched = _Watched()
    incoming = watched.passing(_incoming(replica, listing))
    merged = replica.merge(incoming, lambda changes: told.at(0.5 * changes / (changes + _MANY)))
    known = replica.vector()
    listing.refuse_another_company(known)
    held = max(merged.held, listing.beyond(known))
    _renew_numbers(replica)
    upkeep.look_again(listing, everything=is_due, dice=dice or random.Random())
    if listing.vanished:
        listing = _relisted(hub, listing)
    files = Files(replica.database, hub, told.again)
    told.text = Message(N_("Putting into the shared file what it lacks…"))
    told.at(0.5)
    # Nothing that is written from here on counts as covered.
    vector = replica.vector()
    sent, put_back = _publish(replica, hub, listing, files, watched, vector, last.covered, told)
    files.fetch(everything=is_due)
    if is_due:
        files.send_all()
    if is_due or hub.is_new:
        _refresh_base(replica, hub)
    if is_due or watched.erased:
        erasure.forget(replica, hub, listing)
    upkeep.tidy(replica, hub, listing)
    read_at = now if is_due or not last.scrubbed_ms else last.scrubbed_ms
    settings.note_sync(replica.database, last, LastSync(now, vector, read_at))
    progress(1.0, Message(N_("In step.")))
    return Synced(
        now,
        brought=merged.count,
        changes=merged.changes,
        sent=sent,
        put_back=put_back,
        held=held,
        relabelled=relabelled + merged.relabelled,
        damaged=listing.damaged,
        files_sent=files.sent,
        files_brought=files.brought,
        files_missing=files.missing,
        is_new=hub.is_new,
        clock=clocks.warning(replica.database),
    )


class _Watched:
    """Sees whether any of the steps that pass erases something."""

    erased = False

    def passing(self, transactions: Iterable[Transaction]) -> Iterator[Transaction]:
        """The same steps."""
        for each in transactions:
            self.erased = self.erased or erasure.is_erasure(each)
            yield each


def _refresh_base(replica: Replica, hub: Hub) -> None:
    try:
        base.refresh(replica, hub)
    except MachineError as error:
        # It only saves time to those who join; every step is in the hub without it.
        _log.info("no new base was put into the hub: %s", error)


def _renew_numbers(replica: Replica) -> None:
    """Now that the blocks of all others are known, the next one is leased before it is needed."""
    with replica.database.snapshot() as connection:
        is_low = numbers.is_low(connection, replica.database.today())
    if is_low:
        with replica.database.write(Message(N_("Numbers for new records")), SYSTEM) as work:
            numbers.renew(work.connection, work.today)


def _listed(replica: Replica, hub: Hub) -> tuple[Listing, int]:
    """What the hub holds, and how many own steps had to get a new identity to be told from what is there."""
    relabelled = 0
    listing = Listing.of(hub)
    for _ in range(_ATTEMPTS):
        mended = forks.mend(replica, listing, replica.vector())
        if not mended:
            break
        relabelled += mended
    return listing, relabelled


def _incoming(replica: Replica, listing: Listing) -> Iterator[Transaction]:
    """What is new, oldest first; one segment of each replica is in memory at a time."""
    vector = replica.vector()
    streams = [listing.after(origin, vector.get(origin, 0)) for origin in sorted(listing.spans)]
    return heapq.merge(*streams, key=lambda transaction: transaction.order)


def _relisted(hub: Hub, before: Listing) -> Listing:
    """What is listed now, after a segment that was listed could not be read: its writer may have merged it meanwhile.

    One that is still listed and cannot be read is struck off all the same.
    """
    left = {span.name for span in before}
    again = Listing.of(hub)
    again.damaged, again.read = before.damaged, before.read
    for spans in again.spans.values():
        spans[:] = [span for span in spans if span.name in left or span.name not in before.read]
    return again


def _publish(
    replica: Replica,
    hub: Hub,
    listing: Listing,
    files: Files,
    watched: "_Watched",
    vector: Mapping[str, int],
    before: Mapping[str, int],
    told: _Told,
) -> tuple[int, int]:
    """How many steps were put there for the first time, and how many had been there before."""
    sent = put_back = 0
    writer = replica.id
    upkeep.clear_away(hub, listing, writer)
    covered = listing.covered()
    owed = sum(max(0, seq - covered.get(origin, 0)) for origin, seq in vector.items())
    # The company file is read in parts and let go of before each is put: a hub may take its time.
    while part := _next_part(replica, covered, vector):
        for batch in batches(watched.passing(each for each in part if not listing.has(each.origin, each.seq))):
            files.send_those_of(batch)
            publish(hub, writer, batch)
            again = sum(each.seq <= before.get(each.origin, 0) for each in batch)
            put_back += again
            sent += len(batch) - again
            told.at(0.5 + 0.4 * min(1.0, (sent + put_back) / owed))
        covered |= {each.origin: each.seq for each in part}
    return sent, put_back


def _next_part(replica: Replica, covered: Mapping[str, int], vector: Mapping[str, int]) -> list[Transaction]:
    """The oldest transactions that are not covered, as many as are put before more are read.

    What is written meanwhile is left to the next sync, which else might never come.
    """
    part, changes = [], 0
    with closing(replica.export(covered)) as lacking:
        for each in lacking:
            if each.seq > vector.get(each.origin, 0):
                continue
            part.append(each)
            changes += len(each.changes) + 1
            if changes >= _READ_AT_ONCE:
                break
    return part


class Team:
    """A company file and where its shared file is. The hub is opened anew for each sync: it may come and go.

    Of segments that were whole it is not asked each time how long they are now, only every so often.
    """

    def __init__(self, database: Database, known: HubSettings) -> None:
        self.database = database
        self.settings = known
        self._replica = Replica(database)
        self._seen = Seen()
        self._looks = 0

    def sync(self, progress: Callable[[float], None] = lambda _fraction: None) -> Synced:
        """Bring both in step; raises what keeps them from it, and may be called again then."""
        self._looks += 1
        if self._looks % SIZES_EVERY == 0:
            self._seen.whole.clear()
        with closing(hub_at(self.settings)) as hub:
            hub.seen = self._seen
            return sync(self._replica, hub, lambda fraction, _text: progress(fraction))

    def waiting(self) -> int:
        """How many steps of this laptop are not known to be in the shared file."""
        with self.database.read(SYSTEM) as reading:
            return settings.waiting(reading)

    def last_in_step_ms(self) -> int | None:
        """When a sync ended well for the last time, to a few minutes; None before the first."""
        return settings.last_sync(self.database).at_ms or None

    def close(self) -> None:
        """Release the company file."""
        self.database.close()


def open_team(database: Database) -> Team:
    """The team of a company file; refused when it has no shared file yet."""
    known = settings.hub_of(database)
    if known is None:
        raise UserError(
            Message("“{file}” is not shared yet. Share it with the team first, or join one.", file=database.path.name)
        )
    return Team(database, known)


def hub_at(known: HubSettings) -> Hub:
    """The shared file a company file remembers; made anew when it was lost."""
    return open_known(known.address, known.form, About(**known.about), known.key, known.place)
