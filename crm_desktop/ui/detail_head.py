"""The head of a detail side: name and states, the buttons, and the key figures below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.detail_content import DetailAction, DetailContent
from crm_desktop.ui.detail_lines import link_button
from crm_desktop.ui.links import mailto, tel
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.blocks import FigureRow, Notice
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.fitting_row import FittingRow
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.marks import Avatar, LevelBadge, StatusChip
from crm_desktop.ui.widgets.shrinking import Shrinking

_KEYS_SHOWN, _NOTICE_LINES = 2, 2


class DetailHead(QWidget):
    """Who or what it is; a changed head is built anew. `edit_wanted` names a value that was pressed."""

    closed = Signal()
    menu_wanted = Signal(QWidget)
    edit_wanted = Signal(str)

    def __init__(self, context: PageContext, content: DetailContent, actions: Sequence[DetailAction]) -> None:
        super().__init__()
        self._context, self._theme, self._content = context, context.theme, content
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(px(Space.XL), px(10), px(Space.M), px(Space.L))
        head.setSpacing(0)
        head.addLayout(self._title())
        head.addWidget(Label(self._theme, Plain(self._content.line), Role.SMALL, colour="text3", elide=True))
        head.addSpacing(px(6))
        head.addWidget(self._states())
        if actions:
            head.addSpacing(px(Space.M))
            head.addWidget(self._buttons(actions))
        column.addLayout(head)
        if content.figures or content.notice:
            column.addWidget(Rule(self._theme))
            column.addLayout(self._facts())
        else:
            column.addSpacing(px(Space.XS))

    def _title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        more = IconButton(self._theme, "ellipsis", N_("More commands"), height=28)
        more.clicked.connect(lambda: self.menu_wanted.emit(more))
        close = IconButton(self._theme, "x", N_("Close the detail side"), key="Esc", height=28)
        close.clicked.connect(self.closed)
        row.setSpacing(0)
        row.addWidget(Label(self._theme, Plain(self._content.title), Role.TITLE, elide=True), 1)
        row.addWidget(more)
        row.addWidget(close)
        return row

    def _states(self) -> QWidget:
        content, theme = self._content, self._theme
        first: list[QWidget] = []
        if content.badge:
            badge = LevelBadge(theme, content.badge, filled=content.badge == "A", size=22)
            first.append(self._pressed(badge, content.badge_edit))
        for chip in content.chips:
            first.append(self._pressed(StatusChip(theme, Plain(chip.text), chip.tone, chip.sign), chip.edit))
        last: list[QWidget] = []
        if content.owner:
            last = [Avatar(theme, content.owner), Label(theme, Plain(content.owner), Role.SMALL, elide=True)]
            for each in last:
                self._pressed(each, content.owner_edit)
        return FittingRow(theme, first, last)

    def _pressed(self, widget: QWidget, name: str) -> QWidget:
        """A mark that leads to where its value is edited; by keyboard that is the tab of details."""
        if name:
            _Press(widget, lambda: self.edit_wanted.emit(name))
        return widget

    def _buttons(self, actions: Sequence[DetailAction]) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(8))
        # The buttons give up words for the room there is; they must not ask the side to be wider.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        buttons = []
        for number, action in enumerate(actions):
            # Three keys do not fit the narrowest detail side; the menus tell the third.
            key = action.key if number < _KEYS_SHOWN else None
            button = Button(self._theme, action.text, icon=action.icon, key=key or None)
            button.set_kind("secondary" if number else "primary")
            button.clicked.connect(action.handler)
            button.setEnabled(not action.reason)
            button.set_reason(action.reason)
            row.addWidget(button)
            buttons.append(button)
        phone, email = self._content.phone, self._content.email
        no_calls, no_mail = self._content.refusals
        if phone and tel(phone):
            call = Message("Call {number}", number=phone)
            row.addWidget(link_button(self._context, "phone", call, tel(phone), refused=no_calls))
        if email:
            name = Message("Write to {address}", address=email)
            row.addWidget(link_button(self._context, "mail", name, mailto(email), refused=no_mail))
        row.addStretch(1)
        Shrinking(bar, buttons[::-1])
        return bar

    def _facts(self) -> QVBoxLayout:
        px, content = self._theme.px, self._content
        box = QVBoxLayout()
        box.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.S))
        box.setSpacing(px(Space.M))
        if content.figures:
            figures = FigureRow(self._theme, list(content.figures))
            for block, name in zip(figures.blocks, content.figure_edits, strict=False):
                self._pressed(block, name)
            box.addWidget(figures)
        if content.notice is not None:
            tone, title, text = content.notice
            notice = Notice(self._theme, tone, Plain(title), Plain(text), most=_NOTICE_LINES)
            self._pressed(notice, content.notice_edit)
            box.addWidget(notice)
        return box


class _Press(QObject):
    """Makes a thing that only shows answer to the mouse."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        widget.setCursor(Qt.CursorShape.PointingHandCursor)
        if not widget.toolTip():
            widget.setToolTip(tr("Click to change it"))
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._then()
            return True
        return event.type() is QEvent.Type.MouseButtonPress
