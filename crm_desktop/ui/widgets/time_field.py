"""A time of day, typed as people write it: 14:30, 1430, 9, 2 pm, 下午2点."""

import re
import unicodedata

from crm_desktop.core.i18n import Message
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.typed import NotUnderstoodError

_DAY_MINUTES = 24 * 60
_STEP = 15
_TIME = re.compile(r"(上午|下午|晚上)?\s*(\d{1,2})(?:[:.点时h]?\s*(\d{2})|[点时h]半?)?\s*分?\s*(am|pm|a\.m\.|p\.m\.)?")


def minute_of(text: str) -> int:
    """The minute of the day that is meant; raises NotUnderstoodError."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    found = _TIME.fullmatch(plain)
    if found is None:
        raise NotUnderstoodError(text)
    part, hours, minutes, half = found.groups()
    hour, minute = int(hours), int(minutes) if minutes else 30 if "半" in plain else 0
    is_late = part in ("下午", "晚上") or (half or "").startswith("p")
    if half and hour > 12:
        raise NotUnderstoodError(text)
    if is_late and hour < 12:
        hour += 12
    elif (half or "").startswith("a") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise NotUnderstoodError(text)
    return hour * 60 + minute


class TimeField(Field):
    """A minute of the day; Up and Down move it by a quarter of an hour."""

    def __init__(self, theme: Theme, label: Text, *, help_text: Text = "") -> None:
        super().__init__(theme, label, help_text=help_text)
        self._minute: int | None = None
        self.edit = LineEdit(theme)
        self._put(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.left.connect(self._on_left)
        self.edit.stepped.connect(self._on_stepped)

    def value(self) -> int | None:
        """The minute of the day; None when empty or not understood."""
        return self._minute

    def set_value(self, value: int | None) -> None:
        """Show a time."""
        self._minute = value
        self.edit.setText("" if value is None else f"{value // 60:02d}:{value % 60:02d}")

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.edit.text().strip()

    def complaint(self) -> Message | None:
        """Only a text no time is meant by."""
        if self.is_empty() or self._minute is not None:
            return None
        return Message("This is not a time. Write it like 14:30.")

    def _on_edited(self, text: str) -> None:
        try:
            self._minute = minute_of(text) if text.strip() else None
        except NotUnderstoodError:
            self._minute = None
        self.changed.emit()

    def _on_left(self) -> None:
        if self._minute is not None:
            self.set_value(self._minute)
        self.left.emit()

    def _on_stepped(self, step: int) -> None:
        start = self._minute if self._minute is not None else 9 * 60 - step * _STEP
        self.set_value((start + step * _STEP) % _DAY_MINUTES)
        self.changed.emit()
