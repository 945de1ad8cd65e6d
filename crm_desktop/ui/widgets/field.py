"""What all form fields share: a label above, an editor, and below it help or a problem with its remedy."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.texts import Plain, Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.buttons import LinkButton
from crm_desktop.ui.widgets.choices import RadioButton
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.line_edit import LineEdit, set_state


@dataclass(frozen=True)
class Link:
    """A word to press after a problem, when the cause is elsewhere."""

    text: Text
    open: Callable[[], None]


@dataclass(frozen=True)
class Version:
    """One of several values of a field: as shown, by whom and when, and the value itself."""

    text: Text
    note: Text
    value: Any


class Field(Retranslating):
    """A labelled editor. Subclasses place their editor with `_put` and give `value` and `set_value`."""

    changed = Signal()
    left = Signal()
    stops_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        label: Text,
        *,
        required: bool = False,
        hint: Text = "",
        help_text: Text = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self.label, self.required = theme, label, required
        self._help = help_text
        self._error: Text | None = None
        self._warning: tuple[Text, Link | None] | None = None
        self._mark: Link | None = None
        self._editor: QWidget = self
        self._versions: _Versions | None = None
        # What users named gives way to the room there is.
        named = isinstance(label, Plain | Message)
        self._label = Label(theme, label, Role.SMALL, weight=500, colour="text2", elide=named)
        if named:
            # As wide as its words where there is room: what may be ignored would leave all of it to the stretch.
            self._label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        # Made when first needed: a form has fifty fields, and opens in half the time without them.
        self._required: Label | None = None
        self._hint: Label | None = None
        self._message: _MessageRow | None = None
        self._top = QWidget()
        self._lay_out()
        self.set_required(required)
        if hint:
            self.set_hint(hint)
        self.show_error(None)

    @abstractmethod
    def value(self) -> Any:
        """What the field holds."""

    @abstractmethod
    def set_value(self, value: Any) -> None:
        """Show a value; `changed` is not sent."""

    def complaint(self) -> Message | None:
        """What is wrong with what was typed, said so that it can be mended."""
        return None

    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return self.value() in (None, "", ())

    def tab_stops(self) -> list[QWidget]:
        """What the Tab key visits in this field, in order."""
        radios = self._versions.findChildren(RadioButton) if self._versions else []
        return [self._editor, *radios, *([self._message.link] if self._message else [])]

    def set_required(self, required: bool) -> None:
        """Say in words that the field must be filled."""
        self.required = required
        if required and self._required is None:
            self._required = Label(self.theme, N_("required"), Role.SMALL, colour="text3")
            self._words.insertWidget(1, self._required)
        if self._required:
            self._required.setVisible(required)

    def set_hint(self, hint: Text) -> None:
        """Show quiet words at the right end of the label's line."""
        if self._hint is None:
            self._hint = Label(self.theme, hint, Role.SMALL, colour="text3")
            self._words.addWidget(self._hint)
        self._hint.set_text(hint)

    def show_label(self, visible: bool) -> None:
        """Leave the label out, as in rows under a common header, or show it again; it is spoken in any case."""
        self._top.setVisible(visible)

    def show_error(self, text: Text | None, link: Link | None = None) -> None:
        """Show a problem under the field, or take it away with None."""
        self._error = text
        if self._versions is None:
            set_state(self._edged(), "error" if text else "conflict" if self._mark else "")
        if text:
            self._say(text, "bad", "circle-alert", link)
        elif self._warning:
            self._say(self._warning[0], "warning", "triangle-alert", self._warning[1])
        elif self._mark:
            self._say(N_("Two versions"), "warning", "git-branch", self._mark)
        elif self._help:
            self._say(self._help, "text2", "", None)
        elif self._message:
            self._message.hide()
        self._describe()

    def error(self) -> Text | None:
        """The problem shown now."""
        return self._error

    def show_warning(self, text: Text | None, link: Link | None = None) -> None:
        """Show something to consider, which does not keep from saving, or take it away with None."""
        self._warning = (text, link) if text else None
        if not self._error and self._versions is None:
            self.show_error(None)

    def mark(self, review: Link) -> None:
        """Show that two laptops changed this field and nobody decided yet; the link leads there."""
        self._mark = review
        if not self._error and self._versions is None:
            self.show_error(None)

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Show that others changed this field meanwhile: all versions, none chosen; picking one resolves it."""
        self._versions = _Versions(self.theme, versions)
        self._versions.picked.connect(self._on_version_picked)
        self._column.insertWidget(self._column.indexOf(self._editor) + 1, self._versions)
        chain(*self.tab_stops())
        here = self._editor.hasFocus()
        self._versions.show()
        self._editor.hide()
        self.setFocusProxy(self._versions.findChildren(RadioButton)[0])
        if here:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say(N_("Two versions. Pick one before saving."), "warning", "git-branch", None)

    def has_versions(self) -> bool:
        """Whether a choice between versions is still open."""
        return self._versions is not None

    def set_locked(self, locked: bool) -> None:
        """Show the value as one that cannot be changed here."""
        edged = self._edged()
        if isinstance(edged, QLineEdit | QPlainTextEdit):
            edged.setReadOnly(locked)
            edged.setProperty("readOnly", locked)
            edged.style().unpolish(edged)
            edged.style().polish(edged)
        else:
            self._editor.setEnabled(not locked)
        if isinstance(edged, LineEdit):
            edged.set_icon("lock" if locked else "")

    def retranslate(self) -> None:
        """Speak and show the texts in the current language; the labels inside do it themselves."""
        self._describe()

    def _put(self, editor: QWidget) -> None:
        """Place the editor; the field hands its focus to it."""
        self._editor = editor
        self._column.insertWidget(1, editor)
        self._label.setBuddy(editor)
        self.setFocusProxy(editor)
        chain(*self.tab_stops())
        self._describe()

    def _edged(self) -> QWidget:
        """The widget whose edge shows the state."""
        return self._editor

    def _lay_out(self) -> None:
        px = self.theme.px
        self._words = top = QHBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, px(3))
        top.setSpacing(px(4))
        top.addWidget(self._label)
        top.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._top)
        # Room below, not an alignment: Qt gives an aligned layout the height of a sentence in one line.
        self._column.addStretch(1)

    def _say(self, text: Text, colour: str, icon: str, link: Link | None) -> None:
        if self._message is None:
            self._message = _MessageRow(self.theme)
            self._column.insertWidget(self._column.count() - 1, self._message)
            chain(*self.tab_stops())
        self._message.say(text, colour, icon, link)

    def _describe(self) -> None:
        if self._editor is self:
            return
        self._editor.setAccessibleName(shown(self.label))
        said = [tr("required")] if self.required else []
        said += [shown(self._error)] if self._error else [shown(self._help)] if self._help else []
        self._editor.setAccessibleDescription(". ".join(said))

    def _on_version_picked(self, value: Any) -> None:
        if self._versions is not None:
            self._versions.deleteLater()
            self._versions = None
        self._editor.show()
        self.setFocusProxy(self._editor)
        self.set_value(value)
        self.show_error(None)
        self.changed.emit()
        self._editor.setFocus()


def chain(*stops: QWidget) -> None:
    """Make the Tab key visit these in order, past those that take no keyboard: Qt would end the chain there."""
    visited = [each for each in stops if each.focusProxy() or each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    for first, second in pairwise(visited):
        QWidget.setTabOrder(first, second)


class _MessageRow(QWidget):
    """Icon, sentence and link under a field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(2), 0, 0)
        row.setSpacing(px(6))
        self._icon = Icon(theme, 14)
        self._label = Label(theme, "", Role.SMALL, wrap=True)
        self.link = LinkButton(theme, "")
        self.link.clicked.connect(self._on_link)
        self._target: Link | None = None
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label)
        row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch()
        self.hide()

    def say(self, text: Text, colour: str, icon: str, link: Link | None) -> None:
        """Show a sentence in a colour."""
        self._label.set_colour(colour)
        self._label.set_text(text)
        self._icon.set_icon(icon, colour)
        self._target = link
        self.link.setVisible(link is not None)
        self.link.set_text(link.text if link else "")
        self.show()

    def _on_link(self) -> None:
        if self._target:
            self._target.open()


class Icon(QWidget):
    """A small icon in the colour of its sentence."""

    def __init__(self, theme: Theme, size: int) -> None:
        super().__init__()
        self._theme, self._size, self._name, self._colour = theme, size, "", "text2"

    def set_icon(self, name: str, colour: str) -> None:
        """Show an icon; none takes no room."""
        self._name, self._colour = name, colour
        self.setVisible(bool(name))
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._size), self._theme.px(self._size + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            ink = getattr(self._theme.tokens, self._colour)
            pixmap = self._theme.pixmap(self._name, ink, self._size, self.devicePixelRatioF())
            painter.drawPixmap(0, self._theme.px(2), pixmap)
            painter.end()


class _Versions(QFrame):
    """The versions of a field as radio rows in an amber edge."""

    picked = Signal(object)

    def __init__(self, theme: Theme, versions: Sequence[Version]) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for number, version in enumerate(versions):
            if number:
                column.addWidget(Rule(theme))
            radio = RadioButton(theme, version.text, version.note)
            radio.setAutoExclusive(False)  # arrow keys walk the versions and must not pick one
            radio.clicked.connect(lambda _checked, value=version.value: self.picked.emit(value))
            box = QHBoxLayout()
            box.setContentsMargins(px(10), px(5), px(10), px(5))
            box.addWidget(radio, 1)
            column.addLayout(box)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        rounded(painter, QRectF(self.rect()), Radius.FIELD, tokens.content, tokens.warning)
        painter.end()
