"""Fields for what only companies' own fields hold: a moment, and several choices of a list."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import instant_of, moment_of
from crm_desktop.core.i18n import Message
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.choices import CheckBox
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.tags_field import FlowLayout
from crm_desktop.ui.widgets.time_field import minute_of
from crm_desktop.ui.widgets.typed import NotUnderstoodError, date_of

_MINUTE_MS = 60_000


def instant_typed(text: str, today: date, zone: ZoneInfo) -> int:
    """The milliseconds that a day and a time mean, such as “2026-11-22 14:30”; a day alone is its beginning."""
    words = text.split()
    if not words:
        raise NotUnderstoodError(text)
    for count in range(len(words), 0, -1):
        try:
            day = date_of(" ".join(words[:count]), today)
        except NotUnderstoodError:
            continue
        rest = " ".join(words[count:])
        return instant_of(day, zone, 0) + (minute_of(rest) if rest else 0) * _MINUTE_MS
    raise NotUnderstoodError(text)


def instant_written(instant: int, zone: ZoneInfo) -> str:
    """The same as one would type it."""
    at: datetime = moment_of(instant, zone)
    return f"{at:%Y-%m-%d %H:%M}"


class MomentField(Field):
    """A day with a time, typed in one line."""

    def __init__(self, theme: Theme, label: Text, *, today: Callable[[], date], zone: ZoneInfo) -> None:
        super().__init__(theme, label)
        self._today, self._zone = today, zone
        self._instant: int | None = None
        self.edit = LineEdit(theme)
        self.edit.setPlaceholderText("2026-01-31 14:30")
        self._put(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.left.connect(self._on_left)

    def value(self) -> int | None:
        """Milliseconds; None when empty or not understood."""
        return self._instant

    def set_value(self, value: int | None) -> None:
        """Show a moment."""
        self._instant = value
        self.edit.setText("" if value is None else instant_written(value, self._zone))

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.edit.text().strip()

    def complaint(self) -> Message | None:
        """Only a text that no moment is meant by."""
        if self.is_empty() or self._instant is not None:
            return None
        return Message("Write a day and a time, such as 2026-01-31 14:30.")

    def _on_edited(self, text: str) -> None:
        try:
            self._instant = instant_typed(text, self._today(), self._zone) if text.strip() else None
        except (NotUnderstoodError, ValueError):
            self._instant = None
        self.changed.emit()

    def _on_left(self) -> None:
        if self._instant is not None:
            self.set_value(self._instant)
        self.left.emit()


class ChoicesField(Field):
    """Several choices of a list, each with a box to tick."""

    def __init__(self, theme: Theme, label: Text, options: Sequence[str]) -> None:
        super().__init__(theme, label)
        self._kept: tuple[str, ...] = ()
        body = QWidget()
        flow = FlowLayout(body, theme.px(12))
        flow.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        self.boxes = {each: CheckBox(theme, Plain(each)) for each in options}
        for box in self.boxes.values():
            flow.addWidget(box)
            box.clicked.connect(self._on_clicked)
        self._put(body)

    def value(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        ticked = tuple(each for each, box in self.boxes.items() if box.isChecked())
        return (*ticked, *self._kept)

    def set_value(self, value: Iterable[str] | None) -> None:
        """Tick these; what is no longer offered stays with the record."""
        given = tuple(value or ())
        self._kept = tuple(each for each in given if each not in self.boxes)
        for each, box in self.boxes.items():
            box.setChecked(each in given)

    def is_empty(self) -> bool:
        """Whether nothing is ticked."""
        return not self.value()

    def _on_clicked(self) -> None:
        self.changed.emit()
