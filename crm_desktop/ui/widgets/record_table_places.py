"""Where the columns of a record table lie across: some frozen at the left, the others scrolling behind them.

Table and header paint themselves and ask here for every place, so that both freeze the same columns without a second
view. Qt's own geometry knows nothing of it: whatever asks for a place under the mouse has to ask here, too.
"""

from dataclasses import dataclass

from PySide6.QtWidgets import QHeaderView

# More than this part of the room stays free to scroll, however many columns are frozen.
_MOST = 0.6
_GRIP = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section of the table lies across."""

    section: int
    left: int
    width: int


class SectionPlaces:
    """The places of one header's sections. The check box is always frozen; `frozen` says how many columns are."""

    def __init__(self, header: QHeaderView) -> None:
        self._header = header
        self.frozen = 0

    def shown(self) -> list[int]:
        """The sections shown, in their order."""
        header = self._header
        sections = (header.logicalIndex(place) for place in range(header.count()))
        return [each for each in sections if not header.isSectionHidden(each)]

    def frozen_sections(self) -> list[int]:
        """The sections that do not scroll: as many as leave room for the others."""
        room = self._header.viewport().width() * _MOST
        frozen, taken = [], 0
        for number, section in enumerate(self.shown()):
            taken += self._header.sectionSize(section)
            if number > self.frozen or (number and taken > room):
                break
            frozen.append(section)
        return frozen

    def frozen_width(self) -> int:
        """How much of the room does not scroll."""
        return sum(self._header.sectionSize(each) for each in self.frozen_sections())

    def frozen_places(self) -> list[Place]:
        """The places of what does not scroll."""
        header = self._header
        return [Place(each, header.sectionPosition(each), header.sectionSize(each)) for each in self.frozen_sections()]

    def scrolled_places(self) -> list[Place]:
        """The places of what scrolls and is in sight, also where frozen columns lie over it."""
        header, first = self._header, len(self.frozen_sections())
        offset, room = header.offset(), header.viewport().width()
        every = (Place(each, header.sectionPosition(each) - offset, header.sectionSize(each)) for each in self.shown())
        return [each for each in list(every)[first:] if each.left < room and each.left + each.width > 0]

    def is_scrolled(self) -> bool:
        """Whether something lies behind the frozen columns."""
        return self._header.offset() > 0

    def left_of(self, section: int) -> int:
        """Where a section begins in the viewport."""
        position = self._header.sectionPosition(section)
        return position if section in self.frozen_sections() else position - self._header.offset()

    def section_at(self, x: int) -> int:
        """The section under a place of the viewport, -1 for none."""
        is_frozen = 0 <= x < self.frozen_width()
        return self._header.logicalIndexAt(x - self._header.offset() if is_frozen else x)

    def divider_at(self, x: int) -> int:
        """The column whose right edge is grasped at a place of the viewport, -1 for none."""
        for places in (self.frozen_places(), self.scrolled_places()):
            for each in places:
                if each.section > 0 and abs(each.left + each.width - x) <= _GRIP:
                    return each.section
        return -1

    def gap_at(self, x: int) -> int:
        """Before which of the shown sections something dropped here belongs; never before the check box."""
        before = [*self.frozen_places(), *self.scrolled_places()]
        gap = next((each.section for each in before if x < each.left + each.width / 2 and each.section > 0), -1)
        shown = self.shown()
        return shown.index(gap) if gap > 0 else len(shown)

    def edge_of_gap(self, gap: int) -> int:
        """Where the gap before the shown section of this number lies in the viewport."""
        shown = self.shown()
        if gap < len(shown):
            return self.left_of(shown[gap])
        return self.left_of(shown[-1]) + self._header.sectionSize(shown[-1])
