"""The frame of a wizard: steps as words on one line, the page of the step, and a footer that says why Next waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.texts import Plain, Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import draw_tick, rounded
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.labels import Label, Rule

NEXT = N_("Next")
_DOT, _GAP, _LINE = 20, 8, 28
_CONTEXT = 184


@dataclass(frozen=True)
class Step:
    """One step: its id, its word, its page, and the word on the button that leads on."""

    key: str
    title: Text
    page: QWidget
    next_text: Text = NEXT


class StepLine(Retranslating):
    """The steps: done with a tick, now in accent, later with their number."""

    def __init__(self, theme: Theme, titles: Sequence[Text]) -> None:
        super().__init__()
        self._theme, self._titles, self._now = theme, list(titles), 0
        # Without room the steps to come and those done are told by their numbers.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_now(0)

    def set_now(self, number: int) -> None:
        """Mark a step as the present one."""
        self._now = number
        self.retranslate()

    def retranslate(self) -> None:
        """Show and speak the words in the current language."""
        at = Message(
            "Step {number} of {count}: {title}",
            number=self._now + 1,
            count=len(self._titles),
            title=shown(self._titles[self._now]),
        )
        self.setAccessibleName(shown(at))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width_with(self._titles), self._theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_with([self._titles[self._now]], _GAP), self._theme.px(24))

    def _width_with(self, titles: Sequence[Text], gap: int = _LINE + 24) -> int:
        px = self._theme.px
        gaps = (len(self._titles) - 1) * px(gap)
        return sum(map(self._word_width, titles)) + len(self._titles) * px(_DOT + _GAP) + gaps

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        left, has_room = 0, self.width() >= self.sizeHint().width()
        for number, title in enumerate(self._titles):
            if number and not has_room:
                left += px(_GAP)
            elif number:
                painter.fillRect(QRectF(left + px(12), self.height() // 2, px(_LINE), 1), QColor(t.strong_line))
                left += px(_LINE + 24)
            dot = QRectF(left, (self.height() - px(_DOT)) / 2, px(_DOT), px(_DOT))
            self._paint_dot(painter, dot, number)
            left += px(_DOT + _GAP)
            now = number == self._now
            if not (now or has_room):
                continue
            painter.setFont(self._theme.font(Role.BODY, 600 if now else 500))
            painter.setPen(QColor(t.text1 if now else t.text2))
            words = QRectF(left, 0, self._word_width(title) + 4, self.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), shown(title))
            left += self._word_width(title)
        painter.end()

    def _paint_dot(self, painter: QPainter, dot: QRectF, number: int) -> None:
        t = self._theme.tokens
        if number < self._now:
            rounded(painter, dot, dot.width() / 2, t.badge)
            draw_tick(painter, dot, t.on_badge, 1.8)
            return
        now = number == self._now
        rounded(painter, dot, dot.width() / 2, t.accent if now else None, None if now else t.field_edge)
        painter.setFont(self._theme.font(Role.TINY, 600))
        painter.setPen(QColor(t.on_accent if now else t.text2))
        painter.drawText(dot, int(Qt.AlignmentFlag.AlignCenter), str(number + 1))

    def _word_width(self, title: Text) -> int:
        return round(self._theme.width_of(shown(title), self._theme.font(Role.BODY, 600)) + 0.5)


class Wizard(Panel):
    """Leads through steps.

    `leaving` announces the step the user wants to leave forward; call `go_on()` when it may be left, after checking or
    working, or do nothing to stay.
    """

    leaving = Signal(str)
    step_changed = Signal(str)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        title: Text,
        steps: Sequence[Step],
        *,
        context: Text = "",
        width: int = 1080,
        height: int = 714,
    ) -> None:
        super().__init__(window, theme, title, width)
        self._steps, self._height = list(steps), height
        self.footer_height = theme.px(60)
        self._context = Label(theme, Plain(""), Role.SMALL, colour="text3", elide=True)
        self._heading = Label(theme, title, Role.TITLE, elide=True)
        self.set_context(context)
        self._line = StepLine(theme, [step.title for step in steps])
        self._pages = QStackedWidget()
        for step in steps:
            self._pages.addWidget(step.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        column.addWidget(Rule(theme, strong=True))
        column.addWidget(self._pages, 1)
        column.addWidget(self._footer())
        self._show_step(0)

    def current(self) -> str:
        """The id of the present step."""
        return self._steps[self._pages.currentIndex()].key

    def set_title(self, title: Text) -> None:
        """Show another title."""
        self.title = title
        self._heading.set_text(title)
        self.setAccessibleName(shown(title))

    def set_context(self, context: Text) -> None:
        """Show another line under the title; a long one is cut, a short one is not."""
        self._context.set_text(context)
        # The title has no say in how wide the words are: both stand in what room there is.
        wanted = max(
            self.theme.width_of(shown(context), self._context.font()),
            self.theme.width_of(shown(self.title), self._heading.font()),
        )
        self._context.setMinimumWidth(min(round(wanted + 1), self.theme.px(_CONTEXT)))

    def set_summary(self, text: Text) -> None:
        """Say in the footer where things stand."""
        self._summary.set_colour("text2")
        self._summary.set_text(text)

    def block(self, reason: Text | None) -> None:
        """Disable Next and say why; None allows it."""
        self.next.setEnabled(reason is None)
        if reason is not None:
            self._summary.set_colour("text2")
            self._summary.set_text(reason)

    def set_busy(self, text: Text | None) -> None:
        """Say what is happening; steps cannot change meanwhile."""
        self.next.set_busy(text)
        self.back.setEnabled(text is None)

    def go_on(self) -> None:
        """Show the next step; after the last one, close as accepted."""
        number = self._pages.currentIndex() + 1
        if number == len(self._steps):
            self.accept()
        else:
            self._show_step(number)

    def go_to(self, key: str) -> None:
        """Show a step by its id."""
        self._show_step([step.key for step in self._steps].index(key))

    def submit(self) -> None:
        """Next."""
        if self.next.isEnabled() and not self.next.is_busy():
            self.leaving.emit(self.current())

    def wanted_size(self) -> QSize:
        return QSize(self.theme.px(self._wanted_width), self.theme.px(self._height))

    def _show_step(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self._line.set_now(number)
        self.back.setVisible(number > 0)
        self.next.set_text(self._steps[number].next_text)
        self.next.set_icon("arrow-right" if number < len(self._steps) - 1 else None)
        self.block(None)
        self.set_summary("")
        self.step_changed.emit(self.current())

    def _on_back(self) -> None:
        self._show_step(self._pages.currentIndex() - 1)

    def _header(self) -> QWidget:
        header, px = QWidget(), self.theme.px
        row = QHBoxLayout(header)
        row.setContentsMargins(px(Space.XXL), px(14), px(20), px(9))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._heading)
        words.addWidget(self._context)
        row.addLayout(words, 1)
        row.addSpacing(px(Space.XL))
        row.addWidget(self._line)
        row.addSpacerItem(QSpacerItem(px(60), 0, QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum))
        close = IconButton(self.theme, "x", N_("Close"), key="Esc")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.ask_to_close)
        row.addWidget(close)
        return header

    def _footer(self) -> QWidget:
        footer, px = QWidget(), self.theme.px
        footer.setFixedHeight(self.footer_height)
        row = QHBoxLayout(footer)
        row.setContentsMargins(px(Space.XXL), 1, px(Space.XXL), 0)
        row.setSpacing(px(8))
        self._summary = Label(self.theme, Plain(""), Role.BODY, colour="text2", wrap=True, most=2)
        self._summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._summary, 1)
        self.cancel = Button(self.theme, N_("Cancel"), kind="quiet", height=Height.BUTTON_DIALOG)
        self.cancel.clicked.connect(self.ask_to_close)
        self.back = Button(self.theme, N_("Back"), height=Height.BUTTON_DIALOG)
        self.back.clicked.connect(self._on_back)
        self.next = Button(self.theme, NEXT, kind="primary", height=Height.BUTTON_DIALOG, icon_after=True)
        self.next.clicked.connect(self.submit)
        for button in (self.cancel, self.back, self.next):
            row.addWidget(button)
        return footer
