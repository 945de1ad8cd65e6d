"""A field for a place outside the company file: typed, or chosen by the system's dialogs."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.text_fields import LineField

Way = tuple[Text, Callable[[], str]]
_LONGEST = 1_000


class PlaceField(LineField):
    """A line with buttons beside it, each of which asks for a place and gives it, or "" when none was chosen."""

    def __init__(self, theme: Theme, label: Text, ways: Sequence[Way], **options: object) -> None:
        super().__init__(theme, label, max_length=_LONGEST, **options)  # type: ignore[arg-type]  # handed on as given
        self._buttons = [self._button(theme, *way) for way in ways]
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.edit, 1)
        for button in self._buttons:
            row.addWidget(button)
        self._column.insertWidget(1, beside)

    def tab_stops(self) -> list[QWidget]:
        """The line, then its buttons."""
        first, *others = super().tab_stops()
        return [first, *getattr(self, "_buttons", ()), *others]

    def _button(self, theme: Theme, text: Text, ask: Callable[[], str]) -> Button:
        def choose() -> None:
            if chosen := ask():
                self.set_value(chosen)
                self.changed.emit()

        button = Button(theme, text, height=Height.FIELD)
        button.clicked.connect(choose)
        return button


class PassphraseField(LineField):
    """A secret: what is typed is not shown, and spaces count."""

    def __init__(self, theme: Theme, label: Text, *, help_text: Text = "") -> None:
        super().__init__(theme, label, help_text=help_text)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> str:
        """The secret as typed."""
        return self.edit.text()
