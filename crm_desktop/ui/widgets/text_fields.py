"""Fields for words: a line, a note, an e-mail address, a phone number, a check."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.choices import CheckBox
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.phone import complaint_about

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_WEB = re.compile(r"(https?://)?[^\s/?#:@.]+(\.[^\s/?#:@.]+)+(:\d+)?([/?#]\S*)?", re.IGNORECASE)


class LineField(Field):
    """One line of text; the value has no spaces around it.

    What nobody typed at comes back as it was given, and is not complained about: imported texts may be longer, of
    several lines, or of another form than one may type here.
    """

    def __init__(
        self,
        theme: Theme,
        label: Text,
        *,
        required: bool = False,
        hint: Text = "",
        help_text: Text = "",
        placeholder: Text = "",
        max_length: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, required=required, hint=hint, help_text=help_text, parent=parent)
        self._placeholder, self._max_length = placeholder, max_length
        self._given = self._given_as = ""
        self.edit = LineEdit(theme)
        self.edit.setMaxLength(max_length)
        self._put(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.left.connect(self.left)
        self.retranslate()

    def value(self) -> str:
        """The text without spaces around it."""
        return self._given if self.is_as_given() else self.edit.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._given = value or ""
        self.edit.setMaxLength(max(self._max_length, len(self._given)))
        self.edit.setText(self._given)
        self.edit.setCursorPosition(0)
        self._given_as = self.edit.text()

    def is_as_given(self) -> bool:
        """Whether the text is the one that was set."""
        return self.edit.text() == self._given_as

    def retranslate(self) -> None:
        """Show the placeholder in the current language."""
        super().retranslate()
        self.edit.setPlaceholderText(shown(self._placeholder))

    def _on_edited(self) -> None:
        self.changed.emit()


class EmailField(LineField):
    """An e-mail address."""

    def complaint(self) -> Message | None:
        """An address needs one @ and a domain with a dot."""
        if self.is_empty() or self.is_as_given() or _EMAIL.fullmatch(self.value()):
            return None
        return Message("This is not an e-mail address. Write it like name@example.com.")


class WebField(LineField):
    """The address of a web page, with or without https:// before it."""

    def complaint(self) -> Message | None:
        """A page needs a host with a dot, and opens in a browser: no script, no file."""
        if self.is_empty() or self.is_as_given() or _WEB.fullmatch(self.value()):
            return None
        return Message("This is not a web address. Write it like example.com.")


class PhoneField(LineField):
    """A phone number, kept as typed; only lengths that no phone has are refused."""

    def __init__(
        self, theme: Theme, label: Text, *, region: str = "CN", required: bool = False, hint: Text = ""
    ) -> None:
        super().__init__(theme, label, required=required, hint=hint, max_length=60)
        self._region = region

    def complaint(self) -> Message | None:
        """Says how many digits are missing or too many."""
        return None if self.is_empty() or self.is_as_given() else complaint_about(self.value(), self._region)


class _NoteEdit(QPlainTextEdit):
    """The editor of a note; Tab leaves it, so that the form can be walked by keyboard."""

    def __init__(self, field: "NoteField") -> None:
        super().__init__()
        self._field = field
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._field.left.emit()


class NoteField(Field):
    """Several lines of text with a counter; like a line, untouched text comes back as it was given."""

    def __init__(
        self, theme: Theme, label: Text, *, required: bool = False, max_length: int = 500, lines: int = 2
    ) -> None:
        super().__init__(theme, label, required=required)
        self._max_length, self._lines = max_length, lines
        self._given = self._given_as = ""
        self.edit = _NoteEdit(self)
        self._put(self.edit)
        self.edit.textChanged.connect(self._on_edited)
        self._quiet = False
        theme.theme_changed.connect(self._restyle)
        self._restyle()
        self._count()

    def value(self) -> str:
        """The text without empty space around it."""
        text = self.edit.toPlainText()
        return self._given if text == self._given_as else text.strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._quiet = True
        self._given = value or ""
        self.edit.setPlainText(self._given)
        self._given_as = self.edit.toPlainText()
        self._quiet = False
        self._count()

    def add(self, text: str) -> None:
        """Put a text behind what is there, in a paragraph of its own, as if it had been typed."""
        cursor = self.edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(f"\n\n{text}" if self.edit.toPlainText().strip() else text)
        self.edit.setTextCursor(cursor)

    def complaint(self) -> Message | None:
        """A note has a greatest length."""
        text = self.edit.toPlainText()
        over = len(text) - self._max_length
        if over <= 0 or text == self._given_as:
            return None
        return Message("{count} characters too long.", count=over)

    def _on_edited(self) -> None:
        self._count()
        if not self._quiet:
            self.changed.emit()

    def _count(self) -> None:
        self.set_hint(Plain(f"{len(self.edit.toPlainText())} / {self._max_length}"))

    def _restyle(self) -> None:
        self.edit.setFont(self.theme.font(Role.BODY))
        line = max(self.theme.line(Role.BODY), QFontMetrics(self.edit.font()).lineSpacing())
        self.edit.setFixedHeight(line * self._lines + self.theme.px(12))


class CheckField(Field):
    """Yes or no; the label stands behind the box."""

    def __init__(self, theme: Theme, label: Text, *, help_text: Text = "") -> None:
        super().__init__(theme, label, help_text=help_text)
        self.show_label(False)
        self.box = CheckBox(theme, label)
        self._put(self.box)
        self.box.clicked.connect(self._on_clicked)

    def value(self) -> bool:
        """Whether the box is checked."""
        return self.box.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Check the box or not."""
        self.box.setChecked(bool(value))

    def is_empty(self) -> bool:
        """A box is never empty."""
        return False

    def _on_clicked(self) -> None:
        self.changed.emit()
