"""Beside the columns of an import: one row as it will be taken, and what happens to records that are known already."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, tr_message
from crm_desktop.exchange.columns_read import ReadField, date_columns, read_row, usable_keys, with_date_order
from crm_desktop.exchange.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from crm_desktop.exchange.import_request import LEAVE, MAKE, REJECT
from crm_desktop.exchange.mapping import CREATE, SKIP, UPDATE
from crm_desktop.exchange.numbers import Amount
from crm_desktop.ui.dialogs.import_draft import ImportDraft
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline, vertical_line
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.choices import RadioButton
from crm_desktop.ui.widgets.labels import Label, Rule, section_heading

_WIDTH, _LABEL_WIDTH = 336, 118
_ANY_WIDTH = 16_777_215
_ON_MATCH = ((UPDATE, N_("Update it")), (SKIP, N_("Skip the row")), (CREATE, N_("Create another record")))
_UNKNOWN = (
    (REJECT, N_("Reject the row")),
    (LEAVE, N_("Take the row without it")),
    (MAKE, N_("Create that record, too")),
)


_DATE_ORDERS = (
    (DAY_FIRST, N_("Day, month, year")),
    (MONTH_FIRST, N_("Month, day, year")),
    (YEAR_FIRST, N_("Year, month, day")),
)


class PreviewSide(QWidget):
    """The side; it changes key, order of dates, treatment of known records and of unknown names in the draft."""

    choice_changed = Signal()
    reading_changed = Signal()

    def __init__(self, theme: Theme, draft: ImportDraft, today: date) -> None:
        super().__init__()
        self._theme, self._draft, self._today = theme, draft, today
        self._place = 0
        self.stand_below(False)
        self._title = Label(theme, "", Role.SMALL, weight=500, colour="text2")
        self.previous = IconButton(theme, "chevron-left", N_("Previous row"), height=24)
        self.following = IconButton(theme, "chevron-right", N_("Next row"), height=24)
        self.previous.clicked.connect(lambda: self._step(-1))
        self.following.clicked.connect(lambda: self._step(1))
        self._grid = QGridLayout()
        self._labels: list[tuple[Label, Label]] = []
        self.key = ChoiceField(theme, N_("Known records are told by"), [], empty=False)
        self.key.changed.connect(self._on_key)
        self.date_order = ChoiceField(theme, N_("Dates like 01/02/03 are"), _DATE_ORDERS, empty=False)
        self.date_order.changed.connect(self._on_date_order)
        self._doubt = Label(theme, "", Role.SMALL, colour="warning", wrap=True)
        self.on_match = {key: RadioButton(theme, text) for key, text in _ON_MATCH}
        self.unknown = {key: RadioButton(theme, text) for key, text in _UNKNOWN}
        self._lay_out()

    def stand_below(self, is_below: bool) -> None:
        """Take the whole width below the rows, or the usual one beside them."""
        width = self._theme.px(_WIDTH)
        self.setMinimumWidth(0 if is_below else width)
        self.setMaximumWidth(_ANY_WIDTH if is_below else width)

    def load(self) -> None:
        """Begin with the first row of another file."""
        self._place = 0

    def show_mapping(self) -> None:
        """Show the row by the mapping as it is now."""
        draft = self._draft
        keys = usable_keys(draft.agreed)
        self.key.set_choices([(field.key, field.title) for field in keys])
        self.key.set_value(draft.agreed.key)
        self._match_part.setVisible(bool(keys))
        dated = date_columns(draft.agreed)
        self._date_part.setVisible(bool(dated))
        doubts = [column.notes[0] for column in dated if column.notes]
        self._doubt.setVisible(bool(doubts))
        self._doubt.set_text(doubts[0] if doubts else "")
        if dated:
            self.date_order.set_value(dated[0].format.date_order)
        self.on_match[draft.agreed.on_match].setChecked(True)
        self.unknown[draft.unknown].setChecked(True)
        self._show_row()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        head = self.rect().adjusted(0, 0, 0, self._theme.px(32) - self.height())
        painter.fillRect(head, QColor(t.sunken))
        hairline(painter, head, t.strong_line)
        vertical_line(painter, 0, 0, self.height(), t.strong_line)
        painter.end()

    def _show_row(self) -> None:
        draft = self._draft
        rows = draft.rows
        self.previous.setEnabled(self._place > 0)
        self.following.setEnabled(self._place + 1 < len(rows))
        read = read_row(draft.agreed, rows[self._place], self._today) if rows else []
        line = rows[self._place][0] if rows else 0
        self._title.set_text(Message("Preview, line {number}", number=line) if rows else N_("No rows"))
        while len(self._labels) < len(read):
            self._add_line()
        for number, (title, value) in enumerate(self._labels):
            title.setVisible(number < len(read))
            value.setVisible(number < len(read))
            if number < len(read):
                title.set_text(read[number].field.title)
                _show_value(value, read[number])

    def _add_line(self) -> None:
        title = Label(self._theme, "", Role.SMALL, colour="text3", elide=True)
        title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        title.setFixedWidth(self._theme.px(_LABEL_WIDTH))
        value = Label(self._theme, "", Role.BODY, weight=500, elide=True)
        self._grid.addWidget(title, len(self._labels), 0)
        self._grid.addWidget(value, len(self._labels), 1)
        self._labels.append((title, value))

    def _step(self, step: int) -> None:
        self._place = max(0, min(len(self._draft.rows) - 1, self._place + step))
        self._show_row()

    def _on_key(self) -> None:
        self._draft.mapping = replace(self._draft.agreed, key=self.key.value())
        self.choice_changed.emit()

    def _on_date_order(self) -> None:
        if order := self.date_order.value():
            self._draft.mapping = with_date_order(self._draft.agreed, order)
            self.reading_changed.emit()

    def _on_match(self, choice: str) -> None:
        self._draft.mapping = replace(self._draft.agreed, on_match=choice)
        self.choice_changed.emit()

    def _on_unknown(self, choice: str) -> None:
        self._draft.unknown = choice
        self.choice_changed.emit()

    def _lay_out(self) -> None:
        theme, px = self._theme, self._theme.px
        head = QWidget()
        head.setFixedHeight(px(32))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(Space.L) + 1, 0, px(Space.M), 1)
        row.addWidget(self._title, 1)
        row.addWidget(self.previous)
        row.addWidget(self.following)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(Space.L) + 1, px(Space.M), px(Space.XL), px(Space.L))
        column.setSpacing(px(Space.M))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setHorizontalSpacing(px(Space.S))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addWidget(Rule(theme))
        self._date_part = QWidget()
        dates = QVBoxLayout(self._date_part)
        dates.setContentsMargins(0, 0, 0, 0)
        dates.setSpacing(px(6))
        dates.addWidget(self.date_order)
        dates.addWidget(self._doubt)
        column.addWidget(self._date_part)
        self._match_part = QWidget()
        matching = QVBoxLayout(self._match_part)
        matching.setContentsMargins(0, 0, 0, 0)
        matching.setSpacing(px(6))
        matching.addWidget(self.key)
        matching.addSpacing(px(4))
        self._add_radios(matching, N_("When a record is known already"), self.on_match, self._on_match)
        column.addWidget(self._match_part)
        column.addWidget(Rule(theme))
        below = QVBoxLayout()
        below.setSpacing(px(6))
        self._add_radios(below, N_("When a row names a record nobody knows"), self.unknown, self._on_unknown)
        column.addLayout(below)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        body.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(scroll, 1)

    def _add_radios(self, into: QVBoxLayout, title: str, buttons: dict[str, RadioButton], then: object) -> None:
        assert callable(then)
        group = QButtonGroup(self)
        into.addWidget(section_heading(self._theme, title))
        for key, button in buttons.items():
            group.addButton(button)
            button.clicked.connect(lambda _on=False, key=key: then(key))
            into.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _show_value(label: Label, read: ReadField) -> None:
    label.set_colour("bad" if read.problem else "text1" if read.text else "text3")
    label.set_text(Plain(read.text if read.problem else _worded(read)))
    label.set_reason(tr_message(read.problem) if read.problem else "")


def _worded(read: ReadField) -> str:
    """A value as the lists will show it."""
    value = read.value
    if value is None or value == "":
        return "—"
    if isinstance(value, Amount):
        amount = f"{value.value:,f}"
        return f"{amount} {value.currency}" if value.currency else amount
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, datetime):
        return formats.moment(value, language())
    if isinstance(value, date):
        return formats.day_far(value, language())
    if read.field.type == "share" and isinstance(value, Decimal):
        return formats.percent(value)
    return str(value) if isinstance(value, int) else read.text
