"""One column of a file in the import wizard: some of its values, the field it fills, and how well that goes."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.core.i18n import N_, tr, tr_message
from crm_desktop.exchange.columns_read import DOUBTFUL, GOOD, LEFT_OUT, WRONG, ColumnOutlook
from crm_desktop.exchange.fields import ImportField
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.pick_box import Option, PickBox

ROW_HEIGHT, FIELD_WIDTH, RESULT_WIDTH, NAME_WIDTH = 52, 188, 144, 136
# With less room the sign alone tells the result, and its tool tip the reason.
_WITH_REASON = 600
SKIP = N_("Skip column")
_SIGNS = {
    GOOD: ("circle-check", "good", "text2"),
    DOUBTFUL: ("triangle-alert", "warning", "warning"),
    WRONG: ("circle-alert", "bad", "bad"),
    LEFT_OUT: ("minus", "text3", "text3"),
}


class MappingRow(QWidget):
    """A row; `field_chosen` carries the column and the key of the field, empty to leave the column out."""

    field_chosen = Signal(str, str)
    entered = Signal(object)

    def __init__(self, theme: Theme, column: str, fields: Sequence[ImportField]) -> None:
        super().__init__()
        self._theme, self.column, self._fields = theme, column, fields
        self._field: str | None = None
        self._used: frozenset[str] = frozenset()
        self._is_current = False
        px = theme.px
        self.setFixedHeight(px(ROW_HEIGHT))
        self._name = Label(theme, Plain(column), Role.BODY, weight=500, elide=True)
        self._samples = Label(theme, "", Role.SMALL, colour="text2", elide=True)
        self._arrow, self._sign = Icon(theme, 14), Icon(theme, 14)
        self.box = PickBox(theme)
        self.box.setFixedWidth(px(FIELD_WIDTH))
        self.box.setAccessibleName(tr("Field for {column}", column=column))
        self._reason = Label(theme, "", Role.SMALL, elide=True)
        for label, width in ((self._name, px(NAME_WIDTH)), (self._reason, px(RESULT_WIDTH - 22))):
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            label.setFixedWidth(width)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.XXL), 0, px(Space.M), 1)
        row.setSpacing(px(Space.M))
        for widget in (self._name, self._samples, self._arrow, self.box):
            row.addWidget(widget, 1 if widget is self._samples else 0)
        result = QHBoxLayout()
        result.setSpacing(px(8))
        result.addWidget(self._sign)
        result.addWidget(self._reason)
        row.addLayout(result)
        self._arrow.set_icon("arrow-right", "text3")
        self.box.asked.connect(lambda: self.box.show_options(self._options(""), self._field or ""))
        self.box.typed.connect(lambda text: self.box.show_options(self._options(text)))
        self.box.picked.connect(self._on_picked)
        self.box.left.connect(self._show_field)
        self.box.installEventFilter(self)

    def show_column(self, field: str | None, outlook: ColumnOutlook, used: frozenset[str]) -> None:
        """Show the field chosen and how the values fare as that field."""
        self._field, self._used = field, used
        self._show_field()
        self._samples.set_text(Plain(" · ".join(outlook.samples) or "—"))
        icon, tone, ink = _SIGNS[outlook.state]
        self._sign.set_icon(icon, tone)
        self._reason.set_text(outlook.reason)
        self._reason.set_colour(ink)
        self._name.set_colour("text1" if field else "text2")
        notes = " ".join(tr_message(note) for note in outlook.notes)
        for widget in (self._reason, self._sign):
            widget.setToolTip(notes or tr_message(outlook.reason))
        self.setAccessibleName(
            f"{self.column}: {self.box.text() or tr(SKIP)}, {tr_message(outlook.reason)} {notes}".strip()
        )

    def set_current(self, current: bool) -> None:
        """Mark the row the keyboard is in."""
        self._is_current = current
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reason.setVisible(self.width() >= self._theme.px(_WITH_REASON))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.entered.emit(self)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        if self._is_current:
            painter.fillRect(self.rect(), QColor(t.selected))
            painter.fillRect(0, 0, 3, self.height(), QColor(t.accent_text))
        hairline(painter, self.rect(), t.line)
        painter.end()

    def _options(self, typed: str) -> list[Option]:
        wanted = typed.strip().casefold()
        found = [
            Option(field.key, shown(field.title), tr("in use") if field.key in self._used - {self._field} else "")
            for field in self._fields
        ]
        if wanted:
            return [option for option in found if wanted in option.text.casefold()]
        return [Option("", tr(SKIP)), *found]

    def _show_field(self) -> None:
        """The field, or quietly that the column is left out; typing begins a search either way."""
        title = next((field.title for field in self._fields if field.key == self._field), "")
        self.box.set_placeholder(tr(SKIP))
        self.box.set_text(shown(title) if title else "")

    def _on_picked(self, option: Option) -> None:
        if (option.key or None) != self._field:
            self.field_chosen.emit(self.column, option.key)
        else:
            self._show_field()


class MappingHeader(QWidget):
    """The titles over the rows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self.setFixedHeight(px(32))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.XXL), 0, px(Space.M), 1)
        row.setSpacing(px(Space.M))
        for title, width in (
            (N_("Column in file"), NAME_WIDTH),
            (N_("Sample"), 0),
            ("", 14),
            (N_("Field in CRM"), FIELD_WIDTH),
            (N_("Result"), RESULT_WIDTH),
        ):
            label = self._last = Label(theme, title, Role.SMALL, weight=500, colour="text2")
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            if width:
                label.setFixedWidth(px(width))
            else:
                label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(label, 0 if width else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self.width() >= self._theme.px(_WITH_REASON)
        self._last.setFixedWidth(self._theme.px(RESULT_WIDTH if is_roomy else 14))
        self._last.set_text(N_("Result") if is_roomy else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        painter.fillRect(self.rect(), QColor(t.sunken))
        hairline(painter, self.rect(), t.strong_line)
        painter.end()
