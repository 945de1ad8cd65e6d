"""Controls to choose with: check boxes, radio buttons, segments, and the tabs of a detail side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QTabBar,
    QWidget,
)

from crm_desktop.core.i18n import language
from crm_desktop.ui.texts import Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import draw_check_box, ring, rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus

_BOX, _GAP = 16, 10
_TAB_GAP, _TAB_GAP_LEAST = 22, 10
# What the ring of a tab with the keyboard needs at either side of its words.
TAB_RING = 4
_NO_COUNTS = 2


class CheckBox(QCheckBox):
    """A check box with its word."""

    def __init__(self, theme: Theme, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, text
        self._ring = RingedFocus(theme, self, Radius.CHIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_text(self, text: Text) -> None:
        """Show another word."""
        self._text = text
        self.retranslate()
        self.updateGeometry()

    def retranslate(self) -> None:
        """Show the word in the current language."""
        _speak(self, self._text)

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

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return _choice_size(self._theme, self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        fill, on_fill = (t.accent, t.on_accent) if self.isEnabled() else (t.active, t.text3)
        edge = t.field_edge if self.isEnabled() else t.strong_line
        draw_check_box(painter, _box(self, self._theme), self.checkState(), fill, on_fill, edge)
        _paint_word(painter, self, self._theme)
        painter.end()


class RadioButton(QRadioButton):
    """A radio button with its word, and optionally a note at the right edge."""

    def __init__(self, theme: Theme, text: Text, note: Text = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text, self._note = theme, text, note
        self._ring = RingedFocus(theme, self, Radius.CHIP)
        across = QSizePolicy.Policy.Expanding if note else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the word in the current language."""
        _speak(self, self._text)

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

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return _choice_size(self._theme, self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        box = _box(self, self._theme)
        accent = t.accent_text if self.isEnabled() else t.text3
        rounded(painter, box, box.width() / 2, None, accent if self.isChecked() else t.field_edge)
        if self.isChecked():
            ring(painter, box, box.width() / 2, accent, 1.5)
            inset = box.width() * 0.26
            rounded(painter, box.adjusted(inset, inset, -inset, -inset), box.width() / 2, accent)
        _paint_word(painter, self, self._theme)
        if self._note:
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(QColor(t.text3))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), int(right), shown(self._note))
        painter.end()


class _Segment(QRadioButton):
    """One cell of a segmented control; a radio button, so that arrow keys and screen readers know it."""

    def __init__(self, theme: Theme, text: Text) -> None:
        super().__init__()
        self._theme, self._text = theme, text
        self._ring = RingedFocus(theme, self, Radius.FIELD)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the word in the current language."""
        _speak(self, self._text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        font = self._theme.font(Role.BODY, 500)
        width = round(self._theme.width_of(self.text(), font)) + 2 * self._theme.px(12)
        return QSize(width, self._theme.px(Height.BUTTON) - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        if self.isChecked():
            rounded(painter, QRectF(self.rect()), Radius.CHIP, t.content, t.strong_line)
        elif self.underMouse():
            rounded(painter, QRectF(self.rect()), Radius.CHIP, t.active)
        painter.setFont(self._theme.font(Role.BODY, 500))
        painter.setPen(QColor(t.text1 if self.isChecked() else t.text2))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class Segmented(Retranslating):
    """A few exclusive choices side by side: (id, text) pairs."""

    changed = Signal(str)

    def __init__(self, theme: Theme, choices: Sequence[tuple[str, Text]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._ids = theme, [key for key, _text in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for number, (_key, text) in enumerate(choices):
            segment = _Segment(theme, text)
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group.idToggled.connect(self._on_toggled)

    def value(self) -> str:
        """The id of the chosen segment, empty when none is."""
        number = self._group.checkedId()
        return self._ids[number] if number >= 0 else ""

    def set_value(self, key: str) -> None:
        """Choose a segment by its id."""
        self._group.button(self._ids.index(key)).setChecked(True)

    def take_focus(self) -> None:
        """Give the chosen segment the keyboard."""
        if (chosen := self._group.checkedButton()) is not None:
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def retranslate(self) -> None:
        """Show the words in the current language."""
        for segment in self.findChildren(_Segment):
            segment.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.FIELD, self._theme.tokens.hover)
        painter.end()

    def _on_toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.changed.emit(self._ids[number])


@dataclass(frozen=True)
class Tab:
    """One tab: its id, its word, and optionally how much is behind it."""

    key: str
    text: Text
    count: int | None = None


@dataclass(frozen=True)
class _Fitting:
    """What of the tabs fits into a row.

    `left_out` is what gives way before words do: first counts of zero (1), then all counts (2). The gap between the
    words is less where all tabs fit only then.
    """

    left_out: int
    widths: tuple[int, ...]
    gap: int


class TabRow(QTabBar):
    """The tabs of a detail side: words with counts, the current one underlined in accent."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, tabs: Sequence[Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tabs = theme, list(tabs)
        self._fitted_for: object = None
        self._fitting = _Fitting(0, (), 0)
        self._keyboard = False
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        for _tab in self._tabs:
            self.addTab("")
        self.retranslate()
        self.currentChanged.connect(self._on_current_changed)
        theme.theme_changed.connect(self.retranslate)

    def current(self) -> str:
        """The id of the current tab."""
        return self._tabs[self.currentIndex()].key

    def set_current(self, key: str) -> None:
        """Go to a tab by its id."""
        self.setCurrentIndex([tab.key for tab in self._tabs].index(key))

    def set_counts(self, counts: dict[str, int | None]) -> None:
        """Show how much is behind some tabs."""
        self._tabs = [Tab(tab.key, tab.text, counts.get(tab.key, tab.count)) for tab in self._tabs]
        self.retranslate()

    def retranslate(self) -> None:
        """Show the words in the current language."""
        for number, tab in enumerate(self._tabs):
            words = shown(tab.text)
            spoken = words if tab.count is None else f"{words} {tab.count:,}"
            # Each text that is set lays all tabs out.
            if self.tabText(number) != spoken:
                self.setTabText(number, spoken)
            self.setTabToolTip(number, "" if tab.count is None else spoken)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def tabSizeHint(self, index: int) -> QSize:
        fitted = self._fitted
        gap = fitted.gap if index < len(self._tabs) - 1 else 2 * TAB_RING
        return QSize(fitted.widths[index] + gap, self._theme.px(34))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(self.count()):
            self._paint_tab(painter, number, self.tabRect(number))
        painter.end()

    def _paint_tab(self, painter: QPainter, number: int, rect: QRect) -> None:
        t, px, tab = self._theme.tokens, self._theme.px, self._tabs[number]
        rect = rect.adjusted(TAB_RING, 0, 0, 0)
        current = number == self.currentIndex()
        font = self._theme.font(Role.BODY, 600 if current else 500)
        words = shown(tab.text)
        width = round(self._theme.width_of(words, font) + 0.5)
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(font)
        hovered = self.rect().contains(pos := self.mapFromGlobal(self.cursor().pos())) and rect.contains(pos)
        painter.setPen(QColor(t.text1 if current or hovered else t.text2))
        painter.drawText(rect, middle, words)
        if self._shows_count(tab, self._fitted.left_out):
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(QColor(t.text3))
            painter.drawText(rect.adjusted(width + px(6), 0, 0, 0), middle, f"{tab.count:,}")
        if current:
            whole = self._fitted.widths[number]
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, whole, 2), QColor(t.accent_text))
            if self.hasFocus() and self._keyboard:
                box = QRectF(rect.left() - TAB_RING, rect.top() + 2, whole + 2 * TAB_RING, rect.height() - 6)
                ring(painter, box.intersected(QRectF(self.rect())), Radius.FIELD, t.accent_text)

    @property
    def _fitted(self) -> "_Fitting":
        """How the tabs fit into the row; asked for with every tab, and dear, as it measures all words."""
        row = (self.width(), tuple(self._tabs), language(), self._theme.text_scale)
        if row != self._fitted_for:
            self._fitted_for, self._fitting = row, self._fit()
        return self._fitting

    def _fit(self) -> "_Fitting":
        room, spaces = self.width() - 2 * TAB_RING, len(self._tabs) - 1
        least, most = self._theme.px(_TAB_GAP_LEAST), self._theme.px(_TAB_GAP)
        for left_out in range(_NO_COUNTS + 1):
            widths = tuple(self._width_of(tab, left_out) for tab in self._tabs)
            if sum(widths) + least * spaces <= room:
                break
        return _Fitting(left_out, widths, max(least, min(most, (room - sum(widths)) // max(1, spaces))))

    def _width_of(self, tab: Tab, left_out: int) -> int:
        width = self._theme.width_of(shown(tab.text), self._theme.font(Role.BODY, 600))
        if self._shows_count(tab, left_out):
            width += self._theme.px(6) + self._theme.width_of(f"{tab.count:,}", self._theme.font(Role.SMALL))
        return round(width + 0.5)

    def _shows_count(self, tab: Tab, left_out: int) -> bool:
        return tab.count is not None and left_out < (_NO_COUNTS if tab.count else 1)

    def _on_current_changed(self, number: int) -> None:
        if number >= 0:
            self.chosen.emit(self._tabs[number].key)


def _speak(button: QAbstractButton, text: Text) -> None:
    button.setText(shown(text))
    button.updateGeometry()


def _box(widget: QWidget, theme: Theme) -> QRectF:
    side = theme.px(_BOX)
    return QRectF(0, (widget.height() - side) // 2, side, side)


def _choice_size(theme: Theme, text: str) -> QSize:
    words = round(theme.width_of(text, theme.font(Role.BODY)) + 1)
    return QSize(theme.px(_BOX) + (theme.px(_GAP) + words if text else 0), theme.px(24))


def _paint_word(painter: QPainter, button: QAbstractButton, theme: Theme) -> None:
    tokens = theme.tokens
    painter.setFont(theme.font(Role.BODY))
    painter.setPen(QColor(tokens.text1 if button.isEnabled() else tokens.text3))
    rect = button.rect().adjusted(theme.px(_BOX + _GAP), 0, 0, 0)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), button.text())
