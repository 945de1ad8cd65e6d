"""What a timeline is made of: entries under headings of days, as rows of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import trn
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.marks import Sign

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ACCESSIBLE, _DISPLAY = int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True)
class Remark:
    """What somebody said of an entry; one's own can be taken back."""

    id: str
    author: str
    when: str
    text: str
    is_own: bool = False


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, in words as shown; `day` is the heading it stands under.

    What is still to be done has a box to tick. `notes` are lines below the body, `remarks` stand below all of it.
    """

    key: str
    kind: str
    day: str
    icon: str
    title: str
    meta: str
    body: str = ""
    chip: str = ""
    tone: Tone = Tone.NEUTRAL
    sign: Sign = None
    amount: str = ""
    is_pinned: bool = False
    is_open: bool = False
    meta_tone: Tone = Tone.NEUTRAL
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    record_id: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the list: a heading, an entry, a remark on it or the place to write one, or the way to older ones."""

    heading: str = ""
    entry: TimelineEntry | None = None
    earlier: int = 0
    thread: bool = False
    remark: Remark | None = None
    is_writing: bool = False

    @property
    def key(self) -> str:
        """What it is known by from one reading to the next."""
        if self.remark is not None:
            return self.remark.id
        return self.entry.key if self.entry is not None and not self.is_writing else ""


class Rows(QAbstractListModel):
    """The rows made from entries."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, entries: Sequence[TimelineEntry], earlier: int, writing: str = "") -> None:
        """Replace all rows; under the entry of the key `writing` there is room to write."""
        self.beginResetModel()
        self.rows = rows_of(entries, earlier, writing)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        row = self.rows[index.row()]
        if row.entry is None:
            return row.heading or earlier_text(row.earlier)
        if row.is_writing:
            return ""
        if (said := row.remark) is not None:
            return said.text if role == _DISPLAY else ", ".join((said.author, said.text, said.when))
        entry = row.entry
        parts = (entry.title, entry.chip, entry.amount, entry.body, *entry.notes, entry.meta)
        return entry.title if role == _DISPLAY else ", ".join(part for part in parts if part)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.rows[index.row()].heading or self.rows[index.row()].is_writing:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def earlier_text(count: int) -> str:
    """The words of the row that loads older entries."""
    return trn("1 earlier entry", "{count} earlier entries", count)


def rows_of(entries: Sequence[TimelineEntry], earlier: int, writing: str = "") -> list[Row]:
    """Entries as rows, each day's under its heading."""
    rows: list[Row] = []
    day = None
    for number, entry in enumerate(entries):
        if entry.day != day:
            day = entry.day
            rows.append(Row(heading=day))
        following = number + 1 < len(entries) and entries[number + 1].day == day and not entry.is_open
        rows.append(Row(entry=entry, thread=following))
        rows += [Row(entry=entry, thread=following, remark=each) for each in entry.remarks]
        if entry.key == writing:
            rows.append(Row(entry=entry, thread=following, is_writing=True))
    if earlier:
        rows.append(Row(earlier=earlier))
    return rows
