"""The side beside the register of documents: what is said of one, the record it is kept with, and its versions."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.document import DocumentDetails, DocumentRow, document_details
from crm_desktop.ui.background import Latest
from crm_desktop.ui.detail_content import Line
from crm_desktop.ui.detail_files import until_words
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.recycled_record import kind_title
from crm_desktop.ui.side_by_side import DetailSide
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.line_button import LineButton

Command = tuple[Text, str, str, Callable[[], None]]


class DocumentSide(DetailSide):
    """Shows one document; `commands` are its buttons: word, icon, key and what they do."""

    def __init__(
        self, context: PageContext, commands: tuple[Command, ...], open_version: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._context, self._commands, self._open_version = context, commands, open_version
        self._record_id: str | None = None
        self._reads = Latest(context.background, self)
        self.details: DocumentDetails | None = None
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        context.feed.subscribe(self, frozenset({"attachment"}), lambda _changes: self._read())
        self._show(None)

    def show_record(self, record_id: str | None) -> None:
        """Show a document as soon as it is read, or that none is chosen."""
        if record_id != self._record_id:
            self._record_id = record_id
            self._read()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self._show(self.details)

    def _read(self) -> None:
        record_id = self._record_id
        if record_id is None:
            self._reads.cancel()
            self._show(None)
        else:
            self._reads.read(
                lambda reading: document_details(reading, record_id), self._show, lambda _error: self._show(None)
            )

    # --- building

    def _show(self, details: DocumentDetails | None) -> None:
        self.details = details
        inside = QWidget()
        column = QVBoxLayout(inside)
        px = self._context.theme.px
        # Rows that lead somewhere bring their own margins.
        column.setContentsMargins(0, px(Space.L), 0, px(Space.XL))
        column.setSpacing(px(Space.XS))
        if details is None:
            hint = N_("Choose a document to see its versions.")
            self._say(column, Label(self._context.theme, hint, Role.BODY, colour="text3", wrap=True))
        else:
            self._fill(column, details)
        column.addStretch(1)
        if (old := self._area.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self._area.setWidget(inside)
        # Setting it made it paint the colour of the bars.
        inside.setAutoFillBackground(False)
        inside.show()

    def _fill(self, column: QVBoxLayout, details: DocumentDetails) -> None:
        row, theme, px = details.row, self._context.theme, self._context.theme.px
        self._say(column, Label(theme, Plain(row.name), Role.TITLE, wrap=True, most=3))
        parts = (tr("version {number}", number=row.version), formats.file_size(row.size), row.added_by or "")
        words = " · ".join(part for part in (*parts, self._day(row.added_at)) if part)
        self._say(column, Label(theme, Plain(words), Role.SMALL, colour="text3", wrap=True))
        until, ink = until_words(row.valid_until, self._context.today())
        if until:
            self._say(column, Label(theme, Plain(until), Role.BODY, weight=500, colour=ink, wrap=True))
        if row.note:
            self._say(column, Label(theme, Plain(row.note), Role.BODY, colour="text2", wrap=True))
        column.addSpacing(px(Space.S))
        column.addLayout(self._buttons())
        column.addSpacing(px(Space.M))
        self._heading(column, N_("Kept with"))
        column.addWidget(self._record(row))
        if len(details.versions) > 1:
            column.addSpacing(px(Space.M))
            self._heading(column, N_("Versions"))
            for each in details.versions:
                note = " · ".join(part for part in (each.name, each.added_by or "") if part)
                title = tr("Version {number}", number=each.version)
                line = LineButton(theme, Line("attachment", each.id, title, note, self._day(each.added_at)))
                line.clicked.connect(lambda _checked=False, file_id=each.id: self._open_version(file_id))
                column.addWidget(line)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        px = self._context.theme.px
        row.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
        row.setSpacing(px(Space.S))
        for word, icon, key, do in self._commands:
            button = Button(self._context.theme, word, icon=icon, key=key)
            button.clicked.connect(do)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _record(self, row: DocumentRow) -> LineButton:
        line = LineButton(
            self._context.theme, Line(row.record_kind, row.record_id, row.record or "", kind_title(row.record_kind))
        )
        line.clicked.connect(lambda: self._context.navigator.open(row.record_kind, row.record_id))
        return line

    def _say(self, column: QVBoxLayout, label: Label) -> None:
        side = self._context.theme.px(Space.XL)
        label.setContentsMargins(side, 0, side, 0)
        column.addWidget(label)

    def _heading(self, column: QVBoxLayout, text: str) -> None:
        self._say(column, Label(self._context.theme, text, Role.SMALL, weight=600, colour="text2"))

    def _day(self, instant: int) -> str:
        return formats.day_far(day_of(instant, self._context.zone), language())
