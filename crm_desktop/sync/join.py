"""Joining a team: a new company file, with an identity of its own, is made from what lies in a shared file.

It begins from the hub's base where there is one, and takes in the steps since. A download that breaks off is gone on
with the next time; until it is complete, nothing stands under the name of the new file.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.storage import snapshot
from crm_desktop.storage.connection import explained, remove_file
from crm_desktop.storage.database import Database
from crm_desktop.sync import base, settings
from crm_desktop.sync.about import About
from crm_desktop.sync.base import Base
from crm_desktop.sync.envelope import Damaged
from crm_desktop.sync.exchange import Synced, sync
from crm_desktop.sync.hubs import opening
from crm_desktop.sync.hubs.opening import Hub, form_at, must_be_address, open_hub
from crm_desktop.sync.hubs.places import Form, recognise
from crm_desktop.sync.listing import Listing
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.settings import HubSettings

Progress = Callable[[float, Message | None], None]

_BASE_PART = 0.7
_INCOMPLETE = Message(
    N_(
        "Some of the company is not in the shared file yet. It comes by itself when the others have exchanged their"
        " changes."
    )
)
_STEP_BY_STEP = Message(
    N_("The copy for new laptops is damaged: the company is put together from its single steps, which takes longer…")
)
_BESIDE = ("-wal", "-shm")


def describe(address: str) -> About:
    """What a shared file says of itself before it is joined: whose it is, whether it needs a passphrase."""
    return opening.describe(address)


def join(
    address: str,
    path: Path,
    passphrase: str | None = None,
    progress: Progress = lambda _fraction, _text: None,
    told: Callable[[Message], None] = lambda _message: None,
) -> Path:
    """Make a company file from a shared file; a file that is there already is never touched.

    `told` hears when some of the company could not be had yet.
    """
    if path.exists():
        raise UserError(Message("“{file}” exists already. Choose another name or open it.", file=path.name))
    must_be_address(address)
    place = recognise(address)
    if place.form != Form.POSTGRESQL:
        address = str(Path(address).absolute())
    with closing(open_hub(address, passphrase)) as hub:
        known = HubSettings(
            address,
            form_at(address),
            asdict(hub.about),
            place.kind,
            place.service,
            hub.envelope.key,
        )
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{path.name}.joining")
            bases = base.bases(hub)
            has_base = _has_begun(hub, bases, unfinished, progress)
            if not has_base:
                _begin_empty(hub, unfinished)
            _settle_in(unfinished, known)
            _finish(unfinished, path)
        text = None if has_base or not bases else _STEP_BY_STEP
        synced = _catch_up(hub, path, _later(progress, _BASE_PART if has_base else 0.0, text))
    if synced is None or synced.held or synced.damaged:
        told(_INCOMPLETE)
    progress(1.0, None)
    return path


def _later(progress: Progress, begin: float, text: Message | None) -> Progress:
    """What is told of the part after `begin`; `text` instead of what each piece of it would be called."""
    return lambda fraction, said: progress(begin + fraction * (1 - begin), text or said)


def _has_begun(hub: Hub, bases: Iterable[Base], unfinished: Path, progress: Progress) -> bool:
    """Make a file of the newest base that can be had whole; False when none can."""
    told = Message(N_("Getting the company from the shared file…"))
    for each in bases:
        _go_on_with(unfinished, each.id)
        try:
            base.fetch(hub, each, unfinished, lambda done: progress(done * _BASE_PART, told))
            return True
        except Damaged:
            continue
    return False


def _begin_empty(hub: Hub, unfinished: Path) -> None:
    """Make an empty file of the company."""
    _refuse_an_empty_hub(hub)
    _clear(unfinished)
    database = Database.create(unfinished)
    try:
        with database.merging() as connection:
            snapshot.adopt(connection, hub.about.workspace_id)
    finally:
        database.close()


def _refuse_an_empty_hub(hub: Hub) -> None:
    if not Listing.of(hub).covered():
        raise UserError(
            Message(
                "There is nothing in “{place}” yet, or it is not downloaded. Wait until a colleague has shared or"
                " synced, then try again.",
                place=hub.store.place,
            )
        )


def _settle_in(path: Path, known: HubSettings) -> None:
    """An identity of its own before anything can be written in it, and where its team meets."""
    database = Database.open(path)
    try:
        Replica(database).rehome()
        settings.remember(database, known)
    finally:
        database.close()


def _finish(unfinished: Path, path: Path) -> None:
    for ending in _BESIDE:
        unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
    unfinished.rename(path)
    _note_of(unfinished).unlink(missing_ok=True)


def _catch_up(hub: Hub, path: Path, progress: Progress) -> Synced | None:
    """Take in the steps since.

    When that fails, a file that began from a base is a good one all the same, and its next sync goes on; one that holds
    nothing yet is taken away again.
    """
    database = Database.open(path)
    replica = Replica(database)
    is_worth_nothing = not replica.vector()
    try:
        synced = sync(replica, hub, progress)
        is_worth_nothing = False
        return synced
    except MachineError:
        if is_worth_nothing:
            raise
        return None
    finally:
        database.close()
        if is_worth_nothing:
            remove_file(path)


def _go_on_with(unfinished: Path, base_id: str) -> None:
    """Keep what an earlier attempt left only when it is of the same base."""
    note = _note_of(unfinished)
    # What an attempt that came as far as opening the file left there does not belong to the pieces.
    for ending in _BESIDE:
        unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
    if not (note.exists() and note.read_text(encoding="utf-8") == json.dumps(base_id)):
        _clear(unfinished)
    note.write_text(json.dumps(base_id), encoding="utf-8")


def _clear(unfinished: Path) -> None:
    remove_file(unfinished)
    _note_of(unfinished).unlink(missing_ok=True)


def _note_of(unfinished: Path) -> Path:
    return unfinished.with_name(f"{unfinished.name}.json")
