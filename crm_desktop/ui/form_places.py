"""Where the fields of a form stand: in the shipped sections, or as the company arranged them, and when each is shown.

A section that applies only sometimes gives that condition to its fields, wherever they are put.
"""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.form_layout import FULL, FormLayout, Part, Placed, completed, rows
from crm_desktop.core.i18n import N_, language
from crm_desktop.models.dictionary import name_in
from crm_desktop.ui.form_sections import FormSection
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.labels import Rule, section_heading

_ALSO_NEEDED = N_("Also needed")
_GAP = 16
Condition = Callable[[Form], bool]


def shipped_layout(sections: Iterable[FormSection]) -> FormLayout:
    """The layout that sections are declared in."""
    parts = []
    for section in sections:
        fields = [Placed(name, FULL // len(row)) for row in section.rows for name, _field in row]
        parts.append(Part(key_of(section), tuple(fields)))
    return FormLayout(tuple(parts))


def key_of(section: FormSection) -> str:
    """What a layout calls a shipped section: its English heading."""
    return section.title if isinstance(section.title, str) else shown(section.title)


def title_of(part: Part, sections: Iterable[FormSection]) -> Text:
    """The heading of a part: as the company named it, else as it is shipped."""
    if own := name_in(language(), part.title_en, part.title_zh):
        return Plain(own)
    return next((section.title for section in sections if key_of(section) == part.key), Plain(part.key))


class FormPlaces:
    """Puts the bound fields of a form into a column, and shows and hides them while somebody types."""

    def __init__(
        self, theme: Theme, form: Form, column: QVBoxLayout, sections: Sequence[FormSection], must: Iterable[str] = ()
    ) -> None:
        self._theme, self._form, self._column, self._sections = theme, form, column, sections
        self._fields: dict[str, Field] = {name: field for each in sections for row in each.rows for name, field in row}
        self._condition: dict[str, Condition] = {
            name: each.applies for each in sections for row in each.rows for name, _field in row
        }
        self._must = {*must, *(name for name, field in self._fields.items() if field.required)}
        self._bodies: list[tuple[QWidget, list[str]]] = []
        self._cells: dict[str, QWidget] = {}
        self._left_out: tuple[str, ...] = ()

    def place(self, layout: FormLayout | None) -> None:
        """Lay the fields out, anew when they stand somewhere already; what they hold stays."""
        old = [body for body, _names in self._bodies]
        hidden = {name for name, field in self._fields.items() if field.isHidden()}
        whole = completed(layout, shipped_layout(self._sections), self._must)
        self._bodies, self._cells, self._left_out = [], {}, whole.left_out
        for part in whole.parts:
            if part.fields:
                self._add(title_of(part, self._sections), part.fields)
        if whole.left_out:
            self._add(_ALSO_NEEDED, [Placed(name) for name in whole.left_out])
        self._form.put_in_order([*whole.names(), *whole.left_out])
        for body in old:
            self._column.removeWidget(body)
            body.deleteLater()
        if old:
            for name, field in self._fields.items():
                field.setVisible(name not in hidden)
        self.show()

    def show(self) -> bool:
        """Show what applies to what is typed now; whether anything came or went."""
        applies = {each: each(self._form) for each in set(self._condition.values())}
        was_changed = False
        for name, cell in self._cells.items():
            wanted = applies[self._condition[name]] and (name not in self._left_out or self._is_needed(name))
            was_changed |= _set_shown(cell, wanted)
        for body, names in self._bodies:
            are_shown = any(not self._cells[name].isHidden() for name in names if name in self._cells)
            plain = (applies[self._condition[name]] for name in names if name not in self._cells)
            was_changed |= _set_shown(body, are_shown or any(plain))
        return was_changed

    def _is_needed(self, name: str) -> bool:
        """Whether a field that is left out has to be seen all the same."""
        field = self._fields[name]
        return field.required or field.error() is not None or field.has_versions()

    def _add(self, title: Text, fields: Sequence[Placed]) -> None:
        body, px = QWidget(), self._theme.px
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._column.spacing())
        if self._bodies:
            column.addWidget(Rule(self._theme))
        if title:
            column.addWidget(section_heading(self._theme, title))
        names = [each.name for each in fields]
        # Only fields that come and go apart from their section have a place of their own.
        is_mixed = len({self._condition[name] for name in names}) > 1
        for placed in rows(fields):
            row = QHBoxLayout()
            row.setSpacing(px(_GAP))
            for each in placed:
                field: QWidget = self._fields[each.name]
                if is_mixed or each.name in self._left_out:
                    field = self._cells[each.name] = _cell(field)
                row.addWidget(field, each.width)
            if (rest := FULL - sum(each.width for each in placed)) > 0:
                row.addStretch(rest)
            column.addLayout(row)
        self._column.insertWidget(self._end(), body)
        self._bodies.append((body, names))

    def _end(self) -> int:
        """Behind the parts that stand there already."""
        return max((self._column.indexOf(body) + 1 for body, _names in self._bodies), default=0)


def _cell(field: QWidget) -> QWidget:
    cell = QWidget()
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(field)
    return cell


def _set_shown(widget: QWidget, wanted: bool) -> bool:
    if widget.isHidden() != wanted:
        return False
    widget.setVisible(wanted)
    return True
