"""Buttons in every kind and state, painted from the tokens; a key that works now stands inside at the right."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme, Tokens
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus
from crm_desktop.ui.widgets.key_hints import CAP_HEIGHT, cap_width, draw_key_cap, key_text

Kind = Literal["primary", "secondary", "quiet", "danger"]
_SIDE, _GAP, _CAP_GAP, _CAP_SIDE = 12, 8, 12, 8


@dataclass(frozen=True)
class Colours:
    """What one button is painted in."""

    fill: str
    edge: str
    ink: str
    icon: str


class Button(QPushButton):
    """A button with a word, and optionally an icon before it and a key cap after it."""

    def __init__(
        self,
        theme: Theme,
        text: Text,
        *,
        kind: Kind = "secondary",
        icon: str | None = None,
        key: str | None = None,
        height: int = Height.BUTTON,
        icon_after: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._kind = theme, text, kind
        self._icon_name, self._key, self._height, self._icon_after = icon, key, height, icon_after
        self._busy: Text | None = None
        self._compact, self._shows_key = False, True
        self._reason: Text = ""
        self._ring = RingedFocus(theme, self, Radius.FIELD)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    @property
    def kind(self) -> Kind:
        """Primary, secondary, quiet or danger."""
        return self._kind

    def set_text(self, text: Text) -> None:
        """Show another word."""
        self._text = text
        self.retranslate()

    def set_kind(self, kind: Kind) -> None:
        """Change how much the button stands out."""
        self._kind = kind
        self.update()

    def set_icon(self, icon: str | None) -> None:
        """Show another icon."""
        self._icon_name = icon
        self.updateGeometry()
        self.update()

    def set_key(self, key: str | None) -> None:
        """Show another key cap, or none."""
        self._key = key
        self.updateGeometry()
        self.update()

    def show_key(self, is_shown: bool) -> None:
        """Show its key cap, or leave its room to words."""
        if is_shown != self._shows_key:
            self._shows_key = is_shown
            self.updateGeometry()
            self.update()

    @property
    def has_icon(self) -> bool:
        """Whether it can be told by its icon alone."""
        return bool(self._icon_name)

    @property
    def is_compact(self) -> bool:
        """Whether it shows its icon alone."""
        return self._compact

    @property
    def words_width(self) -> int:
        """How much narrower it is when it shows its icon alone."""
        return self._full_width() - self._theme.px(self._height)

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone, with the word as a tool tip, or both again."""
        if compact != self._compact:
            self._compact = compact
            self._show_hint()
            self.updateGeometry()
            self.update()

    def set_reason(self, reason: Text) -> None:
        """Say in the tool tip why it cannot be pressed; nothing when it can."""
        if reason != self._reason:
            self._reason = reason
            self._show_hint()

    def set_busy(self, text: Text | None) -> None:
        """Say what is happening and take no presses until called with None."""
        self._busy = text
        self.retranslate()

    def is_busy(self) -> bool:
        """Whether the button waits for its own work."""
        return self._busy is not None

    def retranslate(self) -> None:
        """Show the word in the current language."""
        self.setText(shown(self._text if self._busy is None else self._busy).replace("&", "&&"))
        self.setAccessibleName(self._words())
        self._show_hint()
        self.updateGeometry()
        self.update()

    def _show_hint(self) -> None:
        """The tool tip: what the button shows no words for, and why it cannot be pressed."""
        parts = (_named(self._words(), self._key) if self._compact else "", shown(self._reason))
        self.setToolTip("\n".join(part for part in parts if part))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self._busy is None and self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._press_by_enter()
        elif self._busy is None:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def sizeHint(self) -> QSize:
        height = self._theme.px(self._height)
        return QSize(height if self._compact else self._full_width(), height)

    def _full_width(self) -> int:
        px = self._theme.px
        width = 2 * px(_SIDE) + round(self._theme.width_of(self._words(), self.font()) + 0.5)
        if self._icon_name:
            width += px(16) + (px(_GAP) if self._words() else 0)
        if self._key and self._shows_key:
            width += px(_CAP_GAP) + cap_width(self._theme, key_text(self._key)) + px(_CAP_SIDE) - px(_SIDE)
        return width

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._colours(self._theme.tokens)
        rounded(painter, QRectF(self.rect()), Radius.FIELD, colours.fill or None, colours.edge or None)
        left, right = self._theme.px(_SIDE), self.width() - self._theme.px(_SIDE)
        if self._compact:
            self._paint_icon(painter, left, colours)
            painter.end()
            return
        if self._key and self._shows_key:
            right = self._paint_cap(painter, colours)
        if self._icon_name and self._icon_after:
            self._paint_icon(painter, right - self._theme.px(16), colours)
        elif self._icon_name:
            left = self._paint_icon(painter, left, colours)
        painter.setFont(self.font())
        painter.setPen(QColor(colours.ink))
        centred = not (self._icon_name or (self._key and self._shows_key))
        across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        rect = QRectF(left, 0, right - left, self.height())
        painter.drawText(rect, int(across | Qt.AlignmentFlag.AlignVCenter), self._words())
        painter.end()

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _press_by_enter(self) -> None:
        if self._busy is None and self.isEnabled():
            self.click()

    def _paint_cap(self, painter: QPainter, colours: Colours) -> int:
        px, text = self._theme.px, key_text(self._key or "")
        width, height = cap_width(self._theme, text), px(CAP_HEIGHT)
        left = self.width() - px(_CAP_SIDE) - width
        edge = QColor(self._theme.tokens.strong_line)
        ink = self._theme.tokens.text2
        if self._kind in ("primary", "danger") and self.isEnabled():
            edge, ink = QColor(colours.ink), colours.ink
            edge.setAlpha(140)
        rect = QRectF(left, (self.height() - height) / 2, width, height)
        draw_key_cap(painter, self._theme, rect, text, ink, edge, "")
        return left

    def _paint_icon(self, painter: QPainter, left: int, colours: Colours) -> int:
        size = self._theme.px(16)
        if self._compact or not self._words():
            left = (self.width() - size) // 2
        pixmap = self._theme.pixmap(self._icon_name or "", colours.icon, ratio=self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - size) // 2, pixmap)
        return left + size + self._theme.px(_GAP)

    def _colours(self, t: Tokens) -> Colours:
        if not self.isEnabled():
            return _disabled(self._kind, t)
        if self._kind in ("primary", "danger"):
            fills = {
                "primary": (t.accent, t.accent_hover, t.accent_pressed),
                "danger": (t.delete, t.delete_hover, t.delete_pressed),
            }[self._kind]
            return Colours(fills[self._step()], "", t.on_accent, t.on_accent)
        rest = t.content if self._kind == "secondary" else ""
        fill = (rest, t.hover, t.active)[self._step()]
        edge = t.strong_line if self._kind == "secondary" else ""
        return Colours(fill, edge, t.text1, t.text2)

    def _step(self) -> int:
        """0 at rest, 1 under the mouse, 2 pressed or checked."""
        if self.isDown() or self.isChecked():
            return 2
        return 1 if self.underMouse() and self._busy is None else 0

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Role.BODY, 500))
        self.updateGeometry()


def _named(name: str, key: str | None) -> str:
    return f"{name}  {key_text(key)}" if key else name


def _disabled(kind: Kind, t: Tokens) -> Colours:
    if kind in ("primary", "danger"):
        return Colours(t.active, "", t.text3, t.text3)
    return Colours("", t.line if kind == "secondary" else "", t.text3, t.text3)


class IconButton(Button):
    """A square button with an icon alone; its name is spoken and shown as a tool tip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: Text,
        *,
        kind: Kind = "quiet",
        key: str | None = None,
        height: int = Height.BUTTON,
        parent: QWidget | None = None,
    ) -> None:
        self._name, self._hint_key = name, key
        super().__init__(theme, "", kind=kind, icon=icon, height=height, parent=parent)

    def set_name(self, name: Text) -> None:
        """Stand for something else."""
        if name != self._name:
            self._name = name
            self.retranslate()

    def retranslate(self) -> None:
        """Name the button in the current language."""
        super().retranslate()
        self.setAccessibleName(shown(self._name))

    def _show_hint(self) -> None:
        hint = _named(shown(self._name), self._hint_key)
        self.setToolTip(f"{hint}\n{shown(self._reason)}" if self._reason else hint)

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._height)
        return QSize(side, side)


class LinkButton(QPushButton):
    """A word to press inside a sentence or a footer: accent text, underlined under the mouse.

    One that gives way, for data of any length, is cut in its middle where there is no room; its tip says it whole.
    """

    def __init__(
        self,
        theme: Theme,
        text: Text,
        *,
        role: Role = Role.SMALL,
        gives_way: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._role, self._gives_way = theme, text, role, gives_way
        self._ring = RingedFocus(theme, self, Radius.CHIP)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        across = QSizePolicy.Policy.Maximum if gives_way else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def set_text(self, text: Text) -> None:
        """Show another word."""
        self._text = text
        self.retranslate()

    def retranslate(self) -> None:
        """Show the word in the current language."""
        self.setText(shown(self._text).replace("&", "&&"))
        if self._gives_way:
            self.setToolTip(shown(self._text))
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        words = self.text().replace("&&", "&")
        return QSize(round(self._theme.width_of(words, self.font()) + 1), self._theme.line(self._role))

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(0, whole.height()) if self._gives_way else whole

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        tokens = self._theme.tokens
        painter.setPen(QColor(tokens.accent_text if self.isEnabled() else tokens.text3))
        alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words = self.text().replace("&&", "&")
        if self._gives_way:
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), int(alignment), words)
        painter.end()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role, 500))
        self.updateGeometry()
