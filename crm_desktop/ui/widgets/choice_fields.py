"""Fields that take one of a known list, or one record found by typing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.pick_box import Option, PickBox, Search

_CHOOSE = N_("Choose…")
_SEARCH = N_("Type to search")
_PAUSE_MS = 120  # long enough to skip the letters of a quick typist, short enough to feel immediate


class ChoiceField(Field):
    """One of a list of (id, text) pairs; typing narrows the list."""

    def __init__(
        self,
        theme: Theme,
        label: Text,
        choices: Sequence[tuple[str, Text]],
        *,
        required: bool = False,
        empty: bool = True,
        placeholder: Text = _CHOOSE,
        hint: Text = "",
        help_text: Text = "",
        name_of: Callable[[str], str | None] | None = None,
    ) -> None:
        super().__init__(theme, label, required=required, hint=hint, help_text=help_text)
        self._choices, self._empty, self._placeholder = list(choices), empty, placeholder
        self._name_of = name_of
        self._key: str | None = None
        self.box = PickBox(theme)
        self._put(self.box)
        self.box.asked.connect(self._on_asked)
        self.box.typed.connect(self._on_typed)
        self.box.picked.connect(self._on_picked)
        self.box.left.connect(self._on_left)
        self.retranslate()

    def value(self) -> str | None:
        """The id chosen."""
        return self._key

    def set_value(self, value: str | None) -> None:
        """Choose by id; one that is not in the list shows its name or itself, so that old data is not lost."""
        self._key = value or None
        self.box.set_text(self._text_of(self._key))

    def set_choices(self, choices: Sequence[tuple[str, Text]]) -> None:
        """Offer another list; the choice stays."""
        self._choices = list(choices)
        self.box.set_text(self._text_of(self._key))

    def complaint(self) -> Message | None:
        """A text that is no entry of the list."""
        if self.box.text() == self._text_of(self._key):
            return None
        return Message("Choose an entry of the list.")

    def retranslate(self) -> None:
        """Show the choice in the current language."""
        super().retranslate()
        self.box.set_placeholder(shown(self._placeholder))
        self.box.set_text(self._text_of(self._key))

    def _options(self, typed: str = "") -> list[Option]:
        options = [Option(key, shown(text)) for key, text in self._choices]
        wanted = typed.strip().casefold()
        if wanted:
            options = [option for option in options if wanted in option.text.casefold()]
            options.sort(key=lambda option: not option.text.casefold().startswith(wanted))
        elif self._empty and not self.required:
            options.insert(0, Option("", "—"))
        return options

    def _text_of(self, key: str | None) -> str:
        found = next((shown(text) for known, text in self._choices if known == key), None)
        if found is None and key and self._name_of:
            found = self._name_of(key)
        return found or key or ""

    def _on_asked(self) -> None:
        self.box.show_options(self._options(), self._key or "")

    def _on_typed(self, text: str) -> None:
        self.box.show_options(self._options(text))
        if not text.strip() and self._key is not None:
            self._choose(None)

    def _on_picked(self, option: Option) -> None:
        self._choose(option.key or None)
        self.box.set_text(self._text_of(self._key))

    def _on_left(self) -> None:
        matching = self._options(self.box.text()) if self.box.text().strip() else []
        exact = [option for option in matching if option.text.casefold() == self.box.text().strip().casefold()]
        found = exact or matching
        if len(found) == 1 and found[0].key != self._key:
            self._choose(found[0].key)
        if not self.box.text().strip() or len(found) == 1:
            self.box.set_text(self._text_of(self._key))
        self.left.emit()

    def _choose(self, key: str | None) -> None:
        if key != self._key:
            self._key = key
            self.changed.emit()


class LookupField(Field):
    """One record, found as one types.

    `search(text, then)` answers with options, at once or later; late answers to an older text are dropped.
    `describe(id, then)` gives the text of an id that the form loads.
    """

    def __init__(
        self,
        theme: Theme,
        label: Text,
        search: Search,
        *,
        describe: Callable[[str, Callable[[Option | None], None]], None] | None = None,
        required: bool = False,
        placeholder: Text = _SEARCH,
        hint: Text = "",
        help_text: Text = "",
    ) -> None:
        super().__init__(theme, label, required=required, hint=hint, help_text=help_text)
        self._search, self._describe_id, self._placeholder = search, describe, placeholder
        self._option: Option | None = None
        self._asked_for = 0
        self.box = PickBox(theme)
        self._put(self.box)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.box.asked.connect(self._ask)
        self.box.typed.connect(self._on_typed)
        self.box.picked.connect(self._on_picked)
        self.box.left.connect(self._on_left)
        self.retranslate()

    def value(self) -> str | None:
        """The id of the chosen record."""
        return self._option.key if self._option else None

    def describe_by(self, describe: Callable[[str, Callable[[Option | None], None]], None]) -> None:
        """Ask this for the text of an id that the form loads."""
        self._describe_id = describe

    def option(self) -> Option | None:
        """The chosen record with its text."""
        return self._option

    def set_value(self, value: str | None) -> None:
        """Choose by id; the text follows from `describe`."""
        if value == self.value():
            return
        self.set_option(Option(value, "") if value else None)
        if value and self._describe_id:
            self._describe_id(value, self._on_described)

    def set_option(self, option: Option | None) -> None:
        """Choose a record whose text is known."""
        self._option = option
        self.box.set_text(option.text if option else "")

    def complaint(self) -> Message | None:
        """A text for which no record was taken."""
        if self.box.text().strip() == (self._option.text if self._option else ""):
            return None
        return Message("Nothing chosen. Pick a row of the list, or clear the field.")

    def retranslate(self) -> None:
        """Show the placeholder in the current language."""
        super().retranslate()
        self.box.set_placeholder(shown(self._placeholder))

    def _on_typed(self, text: str) -> None:
        if self._option is not None:
            self._option = None
            self.changed.emit()
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._asked_for += 1
            self.box.hidePopup()

    def _ask(self) -> None:
        self._pause.stop()
        self._asked_for += 1
        number = self._asked_for
        text = "" if self._option else self.box.text().strip()
        self._search(text, lambda options: self._on_found(number, options))

    def _on_found(self, number: int, options: Sequence[Option]) -> None:
        if number == self._asked_for and self.box.hasFocus():
            self.box.show_options(options, self.value() or "")

    def _on_picked(self, option: Option) -> None:
        self._asked_for += 1
        self.set_option(option)
        self.changed.emit()

    def _on_described(self, option: Option | None) -> None:
        if option and option.key == self.value():
            self.set_option(option)

    def _on_left(self) -> None:
        self._pause.stop()
        self._asked_for += 1
        self.left.emit()
