"""What a hub holds, told from its listing: which transactions of which replica are covered by which segments.

Nobody remembers what was sent: what the listing lacks is put there again, by anyone who has it. A segment that is
missing, cut short or damaged is one that the hub lacks; nothing is ever deleted because a file is not there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crm_desktop.sync.envelope import Damaged, Foreign, is_whole
from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.segment import HASH_DIGITS, Span, unpack
from crm_desktop.sync.transaction import Transaction
from crm_desktop.sync.trouble import OtherCompany, WrongPassphrase


@dataclass
class Listing:
    """The segments of a hub that seem whole, by the replica whose transactions they hold."""

    hub: Hub
    spans: dict[str, list[Span]] = field(default_factory=dict)
    cut_short: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    damaged: int = 0
    vanished: bool = False
    is_foreign_in_part: bool = False

    @classmethod
    def of(cls, hub: Hub) -> "Listing":
        """What is listed now."""
        listing = cls(hub)
        for name, size in hub.store.segments(hub.seen.whole):
            span = Span.of(name, size)
            if span is None:
                listing.cut_short.append(name)
            else:
                listing.spans.setdefault(span.origin, []).append(span)
        hub.seen.whole = {span.name: span.size for span in listing}
        for spans in listing.spans.values():
            spans.sort(key=lambda span: (span.first, -span.last))
        return listing

    def __iter__(self) -> Iterator[Span]:
        for spans in self.spans.values():
            yield from spans

    def covered(self) -> dict[str, int]:
        """Replica → how far its transactions are there without a gap."""
        return {origin: at for origin in self.spans if (at := self._reach(origin, 0))}

    def has(self, origin: str, seq: int) -> bool:
        """Whether a transaction is in any segment."""
        return any(span.first <= seq <= span.last for span in self.spans.get(origin, ()))

    def beyond(self, known: Mapping[str, int]) -> int:
        """How many transactions are there beyond these: they follow on some that are not there."""
        count = 0
        for origin, spans in self.spans.items():
            at = known.get(origin, 0)
            for span in spans:
                count += max(0, span.last - max(at, span.first - 1))
                at = max(at, span.last)
        return count

    def after(self, origin: str, known: int) -> Iterator[Transaction]:
        """The transactions of a replica that follow, one after the other, as far as they are there."""
        at = known
        while (span := self._next(origin, at)) is not None:
            for each in self.open(span) or ():
                if each.seq > at:
                    at = each.seq
                    yield each

    def open(self, span: Span) -> Sequence[Transaction] | None:
        """What a segment holds; one that turns out not to hold it is struck off, and set aside when it is damaged."""
        data = self._data(span)
        if data is None:
            return None
        try:
            found = unpack(data, self.hub.envelope)
        except Foreign:
            self.is_foreign_in_part = True
            self._leave_alone(span)
            return None
        except Damaged:
            found = []
        except WrongPassphrase:
            # Ours was tried when the hub was opened: this is somebody else's.
            self._leave_alone(span)
            return None
        if not found or not _keeps(span, found):
            self._set_aside(span)
            return None
        return found

    def check(self, span: Span) -> None:
        """Look whether a segment is still what was put there: a hundredth of what it costs to open it."""
        data = self._data(span)
        if data is not None and not is_whole(data):
            self._set_aside(span)

    def _data(self, span: Span) -> bytes | None:
        self.read.add(span.name)
        data = self.hub.store.get(span.name)
        if data is None:
            self.vanished = True
            self._strike_off(span)
        return data

    def refuse_another_company(self, known: Mapping[str, int]) -> None:
        """Pass over a stray piece of another company; a hub that holds nothing of replicas known here is theirs."""
        if self.is_foreign_in_part and not any(spans and origin in known for origin, spans in self.spans.items()):
            raise OtherCompany.at(self.hub.store.place)

    def _leave_alone(self, span: Span) -> None:
        self.damaged += 1
        self._strike_off(span)

    def _set_aside(self, span: Span) -> None:
        self.damaged += 1
        self._strike_off(span)
        self.hub.store.bad(span.name)

    def _strike_off(self, span: Span) -> None:
        self.hub.seen.whole.pop(span.name, None)
        self.spans[span.origin].remove(span)

    def _next(self, origin: str, at: int) -> Span | None:
        fitting = [span for span in self.spans.get(origin, ()) if span.first <= at + 1 <= span.last]
        return max(fitting, key=lambda span: span.last, default=None)

    def _reach(self, origin: str, at: int) -> int:
        for span in self.spans[origin]:
            if span.first > at + 1:
                break
            at = max(at, span.last)
        return at


def _keeps(span: Span, found: Sequence[Transaction]) -> bool:
    """Whether what is in a segment is what its name says: names can be damaged too."""
    first, last = found[0], found[-1]
    return (first.origin, first.seq, last.seq, last.hash[:HASH_DIGITS]) == (
        span.origin,
        span.first,
        span.last,
        span.hash,
    )
