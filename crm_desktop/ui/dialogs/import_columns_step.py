"""The second step of an import: which column is which field, beside one row of the file as it will be taken."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.exchange.columns_read import WRONG, outlook, remapped
from crm_desktop.exchange.import_request import missing_fields
from crm_desktop.ui.dialogs.import_draft import ImportDraft
from crm_desktop.ui.dialogs.import_mapping_row import MappingHeader, MappingRow
from crm_desktop.ui.dialogs.import_preview import PreviewSide
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme

# A file of a bank or a survey may have a thousand columns; those beyond keep what was suggested.
_MOST_ROWS = 150
# What the rows and the preview need beside each other; with less they stand one above the other.
_BESIDE = 900


class ColumnsStep(QWidget):
    """Changes the mapping of the draft; `mapping_changed` tells the wizard to look at it again."""

    mapping_changed = Signal()

    def __init__(self, theme: Theme, draft: ImportDraft, today: date) -> None:
        super().__init__()
        self._theme, self._draft, self._today = theme, draft, today
        self.rows: list[MappingRow] = []
        self.preview = PreviewSide(theme, draft, today)
        self.preview.choice_changed.connect(self.mapping_changed)
        self.preview.reading_changed.connect(self._on_reading_changed)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._list)
        self._list.setAutoFillBackground(False)  # setting it as the content switches this on
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(MappingHeader(theme))
        left.addWidget(self._scroll, 1)
        whole = self._whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self.preview)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._theme.px(_BESIDE)
        self.preview.stand_below(is_narrow)
        ways = QBoxLayout.Direction
        self._whole.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        self._whole.setStretch(1, 1 if is_narrow else 0)

    def load(self) -> None:
        """Show the file of the draft."""
        draft = self._draft
        while self._column.count():
            item = self._column.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        fields = draft.agreed.import_kind.fields
        self.rows = [MappingRow(self._theme, each.column, fields) for each in draft.agreed.columns[:_MOST_ROWS]]
        for row in self.rows:
            row.field_chosen.connect(self._on_field_chosen)
            row.entered.connect(self._on_entered)
            self._column.addWidget(row)
        self._column.addStretch(1)
        self.preview.load()
        self._show()

    def missing(self) -> Text | None:
        """What must be chosen before the rows can be checked."""
        missing = missing_fields(self._draft.agreed)
        if missing:
            return Message("Choose the column that holds “{field}”.", field=Message(missing[0].title))
        if not self._draft.agreed.fields:
            return Message("Choose a field for at least one column.")
        return None

    def next_problem(self) -> None:
        """Go to the first column whose values cannot be read, else to the first that is left out."""
        looks = outlook(self._draft.agreed, self._draft.rows, self._today)
        wrong = [row for row, look in zip(self.rows, looks, strict=False) if look.state == WRONG]
        left_out = [row for row, each in zip(self.rows, self._draft.agreed.columns, strict=False) if not each.field]
        for row in [*wrong, *left_out][:1]:
            row.box.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(row)

    def _show(self) -> None:
        draft = self._draft
        used = frozenset(draft.agreed.fields)
        looks = outlook(draft.agreed, draft.rows, self._today)
        for row, column, look in zip(self.rows, draft.agreed.columns, looks, strict=False):
            row.show_column(column.field, look, used)
        self.preview.show_mapping()

    def _on_field_chosen(self, column: str, field: str) -> None:
        draft = self._draft
        draft.mapping = remapped(draft.agreed, draft.rows, column, field or None)
        self._show()
        self.mapping_changed.emit()

    def _on_reading_changed(self) -> None:
        self._show()
        self.mapping_changed.emit()

    def _on_entered(self, entered: object) -> None:
        for row in self.rows:
            row.set_current(row is entered)
