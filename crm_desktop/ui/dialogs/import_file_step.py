"""The first step of an import: what the rows are, which file, and how the file is read."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, tr, tr_message, trn
from crm_desktop.exchange.jobs import FileHead
from crm_desktop.ui.dialogs.import_draft import SEQUENCE, ImportDraft, title_of
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.tokens import Radius, Space
from crm_desktop.ui.widgets.blocks import Notice
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.choices import CheckBox, RadioButton
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.labels import Label, section_heading
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_ENCODINGS = ("utf-8", "gb18030", "big5", "cp1252", "cp1251", "cp1250", "shift_jis", "euc_kr", "utf-16")
_DELIMITERS = ((",", N_("Comma")), (";", N_("Semicolon")), ("\t", N_("Tab")), ("|", N_("Vertical bar")))
_COLUMNS, _ROWS = 4, 6
_FIELD = 220
_LARGE = 1.4


class FileStep(QWidget):
    """Says what was chosen; the wizard reads the file and answers with `show_head` or `show_problem`."""

    kind_chosen = Signal(str)
    browse_wanted = Signal()
    reading_changed = Signal()

    def __init__(self, theme: Theme, draft: ImportDraft) -> None:
        super().__init__()
        self._theme, self._draft = theme, draft
        self.kinds = {key: RadioButton(theme, title_of(key)) for key in SEQUENCE}
        self.place = _DropPlace(theme)
        self.encoding = ChoiceField(theme, N_("Encoding"), [(name, Plain(name.upper())) for name in _ENCODINGS])
        self.delimiter = ChoiceField(theme, N_("Columns are separated by"), _DELIMITERS)
        self.sheet = ChoiceField(theme, N_("Sheet"), [], empty=False)
        self.header = CheckBox(theme, N_("The first row holds the titles"))
        self.notice = Notice(theme, Tone.NEUTRAL, "", sign="info")
        self.rows = TextTable(theme, [], compact=True)
        self._lay_out()
        self.clear()
        for key, button in self.kinds.items():
            button.clicked.connect(partial(self._on_kind, key))
        self.place.button.clicked.connect(self.browse_wanted)
        for field in (self.encoding, self.delimiter, self.sheet):
            field.changed.connect(self._on_corrected)
        self.header.clicked.connect(self._on_corrected)

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        """Offer further kinds, given as key and title, below the others."""
        for key, title in kinds:
            if key not in self.kinds:
                button = self.kinds[key] = RadioButton(self._theme, title)
                button.clicked.connect(partial(self._on_kind, key))
                self._group.addButton(button)
        self._fit_kinds()

    def _on_kind(self, key: str, _on: bool = False) -> None:
        self.kind_chosen.emit(key)

    def show_kind(self, kind: str | None) -> None:
        """Mark the kind chosen."""
        if kind in self.kinds:
            self.kinds[kind].setChecked(True)

    def clear(self) -> None:
        """Show that no file is chosen yet."""
        self.place.show_file(None, "")
        self._details.hide()
        self.notice.hide()
        self.rows.hide()

    def show_reading(self, path: Path) -> None:
        """Say that a file is being looked at."""
        self.place.show_file(path, N_("Reading…"))
        self.notice.hide()

    def show_problem(self, path: Path, text: Text) -> None:
        """Say why a file cannot be imported."""
        self.place.show_file(path, "")
        self._details.setVisible(self._draft.head is not None or bool(self._draft.sheet or self._draft.encoding))
        self.rows.hide()
        self._say(Tone.BAD, text, "circle-alert")

    def show_head(self, head: FileHead) -> None:
        """Show what was found out about the file."""
        info = head.info
        self.place.show_file(info.path, Plain(described(head)))
        is_text = info.encoding is not None
        self._details.show()
        for field in (self.encoding, self.delimiter):
            field.setVisible(is_text)
        self.sheet.setVisible(not is_text and len(info.sheets) > 1)
        self.sheet.set_choices([(name, Plain(name)) for name in info.sheets])
        self.sheet.set_value(info.sheet)
        self.encoding.set_value(info.encoding)
        self.delimiter.set_value(info.delimiter)
        self.header.setChecked(info.has_header)
        if info.warnings:
            self._say(Tone.WARNING, Plain(" ".join(tr_message(each) for each in info.warnings)), "triangle-alert")
        elif not info.encoding_proven:
            unsure = Message("The encoding is a guess. If letters below look wrong, choose another.")
            self._say(Tone.WARNING, unsure, "triangle-alert")
        else:
            self.notice.hide()
        columns = [TextColumn(Plain(column), 150) for column in head.columns]
        self.rows.set_rows([[_text(cell) for cell in cells] for _, cells in head.rows[:_ROWS]], columns)
        self.rows.show()

    def _say(self, tone: Tone, text: Text, sign: str) -> None:
        self.notice.set_notice(tone, text, "", sign)
        self.notice.show()

    def _on_corrected(self) -> None:
        draft = self._draft
        draft.encoding = self.encoding.value() if not self.encoding.isHidden() else None
        draft.delimiter = self.delimiter.value() if not self.delimiter.isHidden() else None
        draft.sheet = self.sheet.value() if not self.sheet.isHidden() else None
        draft.has_header = self.header.isChecked()
        self.reading_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_kinds()

    def _fit_kinds(self) -> None:
        px = self._theme.px
        widest = max(each.sizeHint().width() for each in self.kinds.values())
        room = self.width() - px(2 * Space.XXL)
        self._place_kinds(_COLUMNS if _COLUMNS * (widest + px(Space.XXL)) <= room else _COLUMNS // 2)

    def _place_kinds(self, columns: int) -> None:
        """In rows of so many."""
        for number, button in enumerate(self.kinds.values()):
            self._grid.addWidget(button, number // columns, number % columns)
        for number in range(_COLUMNS + 1):
            self._grid.setColumnStretch(number, 1 if number == columns else 0)

    def _lay_out(self) -> None:
        px = self._theme.px
        self._group = QButtonGroup(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(Space.XXL))
        self._grid.setVerticalSpacing(px(6))
        for button in self.kinds.values():
            self._group.addButton(button)
        self._place_kinds(_COLUMNS)
        self._details = QWidget()
        below = QVBoxLayout(self._details)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(px(Space.S))
        details = QHBoxLayout()
        details.setSpacing(px(Space.L))
        below.addLayout(details)
        for field in (self.encoding, self.delimiter, self.sheet):
            field.setMaximumWidth(px(_FIELD))
            details.addWidget(field, _FIELD)
        # Large letters leave no room for it beside the fields.
        if self._theme.text_scale >= _LARGE:
            below.addWidget(self.header)
        else:
            details.addWidget(self.header, 0, Qt.AlignmentFlag.AlignBottom)
        details.addStretch(1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(Space.XXL), px(Space.XL), px(Space.XXL), px(Space.XL))
        column.setSpacing(px(Space.M))
        column.addWidget(section_heading(self._theme, N_("What is in the file?")))
        column.addLayout(self._grid)
        column.addSpacing(px(4))
        for widget in (self.place, self.notice, self._details):
            column.addWidget(widget)
        column.addWidget(self.rows, 1)
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        body.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


class _DropPlace(QWidget):
    """Where a file is dropped, and what was dropped."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self.setFixedHeight(px(76))
        self._icon = Icon(theme, 20)
        self._name = Label(theme, "", Role.BODY, weight=600, elide=True)
        self._words = Label(theme, "", Role.SMALL, colour="text3", elide=True)
        self.button = Button(theme, N_("Choose a file…"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._words)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.L))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def show_file(self, path: Path | None, words: Text) -> None:
        """Show the file chosen, or that one may be dropped."""
        self._icon.set_icon("file-spreadsheet" if path else "upload", "text2")
        self._name.set_text(Plain(path.name) if path else N_("Drop a file here"))
        self._words.set_text(words if path else N_("CSV, TSV, XLSX, XLS, XLSB or ODS"))
        self.button.set_text(N_("Choose another file…") if path else N_("Choose a file…"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = self._theme.tokens
        painter.setPen(QPen(QColor(t.field_edge), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(t.sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Radius.COLUMN, Radius.COLUMN)
        painter.end()


def described(head: FileHead) -> str:
    """A file in one line: its sheet, its rows, its columns."""
    info = head.info
    rows = trn("one row", "{number} rows", info.rows, number=integer(info.rows))
    if not info.rows_exact:
        rows = tr("about {number} rows", number=integer(round(info.rows, -2)))
    parts = [rows, trn("one column", "{number} columns", len(head.columns), number=integer(len(head.columns)))]
    if info.sheet:
        parts.insert(0, tr("sheet “{name}”", name=info.sheet))
    elif info.encoding:
        parts.insert(0, info.encoding.upper())
    return " · ".join(parts)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)[:200]
