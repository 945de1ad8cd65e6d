"""A day, typed in many forms or picked from a calendar; its weekday and distance stand behind it."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout

from crm_desktop.core.formats import NEAR_DAYS
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.calendar import Calendar, shifted
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.popup import Popup
from crm_desktop.ui.widgets.typed import NotUnderstoodError, date_of

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_NEAR = {-1: N_("{weekday}, yesterday"), 0: N_("{weekday}, today"), 1: N_("{weekday}, tomorrow")}


def hint_for(day: date, today: date) -> str:
    """The weekday and how far away: "Thu, in 5 days"."""
    weekday = tr(_WEEKDAYS[day.weekday()])
    ahead = (day - today).days
    if abs(ahead) > NEAR_DAYS:
        return weekday
    if ahead in _NEAR:
        return tr(_NEAR[ahead], weekday=weekday)
    if ahead > 0:
        return tr("{weekday}, in {count} days", weekday=weekday, count=ahead)
    return tr("{weekday}, {count} days ago", weekday=weekday, count=-ahead)


class DateField(Field):
    """A day; Up and Down move it by a day, Page Up and Down by a month, Alt+Down opens the calendar."""

    def __init__(
        self,
        theme: Theme,
        label: Text,
        *,
        today: Callable[[], date],
        required: bool = False,
        help_text: Text = "",
        placeholder: Text = "",
    ) -> None:
        super().__init__(theme, label, required=required, help_text=help_text)
        self._today, self._placeholder = today, placeholder
        self._day: date | None = None
        self.edit = LineEdit(theme)
        self.edit.set_icon("calendar")
        self.edit.installEventFilter(self)
        self._put(self.edit)
        self._popup = Popup(theme, self.edit)
        self._calendar: Calendar | None = None
        self.edit.textEdited.connect(self._on_edited)
        self.edit.left.connect(self._on_left)
        self.edit.stepped.connect(self._on_stepped)
        self.edit.stepped_far.connect(self._on_stepped_far)
        self.retranslate()

    def value(self) -> date | None:
        """The day, None when empty or not understood."""
        return self._day

    def set_value(self, value: date | None) -> None:
        """Show a day."""
        self._day = value
        self.edit.setText(value.isoformat() if value else "")
        self._show_hint()

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.edit.text().strip()

    def complaint(self) -> Message | None:
        """Only a text no day is meant by."""
        if self.is_empty() or self._day:
            return None
        return Message("This is not a date. Write it like 2026-11-26 or 26 Nov.")

    def retranslate(self) -> None:
        """Show weekday and placeholder in the current language."""
        super().retranslate()
        self.edit.setPlaceholderText(shown(self._placeholder))
        self._show_hint()

    def open_calendar(self) -> None:
        """Show the month of the day, or of today."""
        if self.edit.isReadOnly():
            return
        if self._calendar is None:
            self._calendar = Calendar(self.theme, self._today())
            self._calendar.picked.connect(self._on_picked)
            self._calendar.given_up.connect(self._popup.close_popup)
            layout = QVBoxLayout(self._popup)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self._calendar)
        self._calendar.set_day(self._day or self._today())
        size = self._calendar.sizeHint()
        self._popup.open_at(size.width() + 8, size.height() + 8)

    def is_calendar_open(self) -> bool:
        """Whether the calendar is shown."""
        return self._popup.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._on_key(event)
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            if self.edit.icon_rect().contains(event.position()):
                self.open_calendar()
            else:
                self._popup.close_popup()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if self.is_calendar_open() and self._calendar:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return event.key() == Qt.Key.Key_Escape
            if self._calendar.move_by(event):
                return True
            self._popup.close_popup()
            return False
        opens = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if opens and event.type() is QEvent.Type.KeyPress:
            self.open_calendar()
            return True
        return False

    def _on_picked(self, day: date) -> None:
        self._popup.close_popup()
        self.set_value(day)
        self.changed.emit()

    def _on_edited(self, text: str) -> None:
        try:
            self._day = date_of(text, self._today()) if text.strip() else None
        except NotUnderstoodError:
            self._day = None
        self._show_hint()
        self.changed.emit()

    def _on_left(self) -> None:
        self._popup.close_popup()
        if self._day:
            self.set_value(self._day)
        self.left.emit()

    def _on_stepped(self, step: int) -> None:
        self._move(lambda day: day + timedelta(step))

    def _on_stepped_far(self, step: int) -> None:
        self._move(lambda day: shifted(day, step))

    def _move(self, change: Callable[[date], date]) -> None:
        if not self.edit.isReadOnly() and (self._day or self.is_empty()):
            self.set_value(change(self._day) if self._day else self._today())
            self.changed.emit()

    def _show_hint(self) -> None:
        self.edit.set_hint(hint_for(self._day, self._today()) if self._day else "")
