"""A short list of rows to fill in: phones with a kind, addresses, lines of products."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.field import Field, Link, chain
from crm_desktop.ui.widgets.labels import Label

# Between the edge of a field and what is written in it.
_INSIDE = 12


@dataclass(frozen=True)
class RowColumn:
    """One column: the attribute of the record, its header, how to make its field, its share of the width.

    The header of numbers stands at the right, above their last figures. With less than its `least` width the fields of
    a row take two lines.
    """

    name: str
    title: Text
    make: Callable[[], Field]
    stretch: int = 1
    is_number: bool = False
    least: int = 0


class _Row(QWidget):
    """One row of fields with a button that removes it; without room for one line it takes two, with labels."""

    def __init__(self, theme: Theme, columns: Sequence[RowColumn], *, narrow: bool) -> None:
        super().__init__()
        self.record: Any = None
        self.fields = {column.name: column.make() for column in columns}
        self._columns = columns
        self.remove = IconButton(theme, "x", N_("Remove the row"), height=32)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(6))
        for each in (self._first, self._second):
            each.setSpacing(theme.px(8))
            lines.addLayout(each)
        # Made when first needed, as the words below a field are.
        self.note: Label | None = None
        self._theme, self._lines = theme, lines
        self.arrange(narrow=narrow)

    def arrange(self, *, narrow: bool) -> None:
        """Lay the fields out in one line, or in two."""
        half = (len(self._columns) + 1) // 2 if narrow else len(self._columns)
        for number, column in enumerate(self._columns):
            field = self.fields[column.name]
            field.show_label(narrow)
            (self._first if number < half else self._second).addWidget(field, column.stretch)
        alignment = Qt.AlignmentFlag.AlignBottom if narrow else Qt.AlignmentFlag.AlignTop
        self._first.addWidget(self.remove, 0, alignment)

    def say(self, text: Text, *, warns: bool) -> None:
        """Show quiet words, or a warning, below the fields; nothing to say takes no room."""
        if self.note is None:
            if not text:
                return
            self.note = Label(self._theme, "", Role.SMALL, wrap=True)
            self.note.setContentsMargins(self._theme.px(_INSIDE), 0, self._theme.px(40), 0)
            self._lines.addWidget(self.note)
        self.note.set_colour("warning" if warns else "text3")
        self.note.set_text(text)
        self.note.setVisible(bool(text))

    def is_empty(self, ignored: frozenset[str]) -> bool:
        """Whether nothing was entered; columns that start filled do not count."""
        return all(field.is_empty() for name, field in self.fields.items() if name not in ignored)


class RowsField(Field):
    """Sub-records of a form.

    `make_record(old, **values)` builds one from its fields; `old` is the record loaded, or None for a new row. Rows
    without any value outside the `prefilled` columns are left out.
    """

    def __init__(
        self,
        theme: Theme,
        label: Text,
        columns: Sequence[RowColumn],
        make_record: Callable[..., Any],
        *,
        add: Text,
        prefilled: Iterable[str] = (),
        help_text: Text = "",
    ) -> None:
        self._rows: list[_Row] = []
        super().__init__(theme, label, help_text=help_text)
        self._columns, self._make, self._prefilled = tuple(columns), make_record, frozenset(prefilled)
        self._is_narrow = False
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.px(6))
        # Two fields explain each other, unless they are figures.
        is_headed = len(self._columns) > 2 or any(column.is_number for column in self._columns)
        self._head = self._header() if is_headed else None
        if self._head is not None:
            self._list.addWidget(self._head)
        self._add = Button(theme, add, kind="quiet", icon="plus", height=28)
        self._add.clicked.connect(self._on_add)
        self._list.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(body)
        self.setFocusProxy(self._add)

    def value(self) -> tuple[Any, ...]:
        """The records of all rows that hold something."""
        return tuple(
            self._make(row.record, **{name: field.value() for name, field in row.fields.items()})
            for row in self._rows
            if not row.is_empty(self._prefilled)
        )

    def set_value(self, value: Iterable[Any] | None) -> None:
        """Show these records."""
        for row in list(self._rows):
            self._drop(row)
        for record in value or ():
            row = self.add_row()
            row.record = record
            for name, field in row.fields.items():
                field.set_value(getattr(record, name))

    def rows(self) -> list[dict[str, Field]]:
        """The fields of every row, for pages that compute from them."""
        return [row.fields for row in self._rows]

    def say_of_row(self, number: int, text: Text, *, warns: bool = False) -> None:
        """Show words below the row of a number (from 0 on), or take them away with ""."""
        self._rows[number].say(text, warns=warns)

    def said_of_row(self, number: int) -> str:
        """What stands below a row."""
        note = self._rows[number].note
        return note.text() if note is not None else ""

    def complaint(self) -> Message | None:
        """The first problem of any row; each row shows its own."""
        found = None
        for row in self._rows:
            for field in row.fields.values():
                problem = None if row.is_empty(self._prefilled) else _problem(field)
                field.show_error(problem)
                found = found or problem
        return Message("Mend the marked row.") if found else None

    def show_error(self, text: Text | None, link: Link | None = None) -> None:
        """Show a problem; whoever goes to it gets to the cell that has one, if a cell has."""
        super().show_error(text, link)
        cells = (field for row in self._rows for field in row.fields.values())
        if self._rows:
            self.setFocusProxy(next((field for field in cells if field.error()), self._add))

    def add_row(self) -> _Row:
        """Add an empty row at the end."""
        row = _Row(self.theme, self._columns, narrow=self._is_narrow)
        for field in row.fields.values():
            field.changed.connect(self.changed)
        row.remove.clicked.connect(lambda: self._on_remove(row))
        self._rows.append(row)
        self._list.insertWidget(self._list.count() - 1, row)
        self._show_head()
        if self.isVisible():
            chain(*self.tab_stops())
            self.stops_changed.emit()
        return row

    def tab_stops(self) -> list[QWidget]:
        """The fields of every row with what removes it, then the button that adds one."""
        stops: list[QWidget] = []
        for row in self._rows:
            stops += [stop for field in row.fields.values() for stop in field.tab_stops()]
            stops.append(row.remove)
        return [*stops, self._add]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self._head is not None and self._cuts_titles()
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            for row in self._rows:
                row.arrange(narrow=narrow)
            self._show_head()

    def _show_head(self) -> None:
        """Titles stand over rows, and only where these do not carry them."""
        if self._head is not None:
            self._head.setVisible(bool(self._rows) and not self._is_narrow)

    def _cuts_titles(self) -> bool:
        """Whether titles or what stands below them find no room in one line of fields."""
        px, font = self.theme.px, self.theme.font(Role.SMALL)
        room = self.width() - px(40) - (len(self._columns) - 1) * px(8)
        parts = sum(column.stretch for column in self._columns)
        return any(
            max(self.theme.width_of(shown(column.title), font), px(column.least)) > room * column.stretch / parts
            for column in self._columns
        )

    def _header(self) -> QWidget:
        header = QWidget()
        line = QHBoxLayout(header)
        line.setContentsMargins(0, 0, self.theme.px(40), 0)
        line.setSpacing(self.theme.px(8))
        for column in self._columns:
            title = Label(self.theme, column.title, Role.SMALL, colour="text3", elide=True)
            if column.is_number:
                title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                title.setContentsMargins(0, 0, self.theme.px(_INSIDE), 0)
            line.addWidget(title, column.stretch)
        header.hide()
        return header

    def _on_add(self) -> None:
        row = self.add_row()
        row.show()  # a hidden field takes no focus, and the layout would show it only later
        next(iter(row.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self, row: _Row) -> None:
        self._drop(row)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        self.setFocusProxy(self._add)
        self._show_head()
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()


def _problem(field: Field) -> Message | None:
    if field.required and field.is_empty():
        return Message("Fill this in.")
    return field.complaint()
