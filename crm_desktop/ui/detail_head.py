"""The head of a detail side: name and states, the buttons, and the key figures below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.detail_content import DetailAction, DetailContent
from crm_desktop.ui.detail_lines import follow_url
from crm_desktop.ui.detail_slot import Slot
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
    """Who or what it is; of another record only what differs is built anew. `edit_wanted` names a value pressed."""

    closed = Signal()
    menu_wanted = Signal(QWidget)
    edit_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self._content = DetailContent("", "", "")
        self._title = Label(self._theme, "", Role.TITLE, elide=True)
        self._line = Label(self._theme, "", Role.SMALL, colour="text3", elide=True)
        self._states, self._buttons = Slot(), Slot()
        self._rule = Rule(self._theme)
        self._figures, self._notice = Slot(), Slot()
        self._figure_row: FigureRow | None = None
        self._call, self._write = self._link("phone", self._on_call), self._link("mail", self._on_write)
        self._build()

    def show_content(self, content: DetailContent, actions: Sequence[DetailAction]) -> None:
        """Show a record, or the one shown as it is now."""
        self._content = content
        self._title.set_text(Plain(content.title))
        self._line.set_text(Plain(content.line))
        edits = (content.badge_edit, content.owner_edit)
        if self._states.is_new((content.badge, content.chips, content.owner, edits)):
            has_states = bool(content.badge or content.chips or content.owner)
            # Without any, the buttons follow the line above.
            self._states.put(self._make_states() if has_states else None)
        if self._buttons.is_new(tuple(actions)):
            for each in (self._call, self._write):
                each.setParent(self)  # the row they stand in goes
            self._buttons.put(self._make_buttons(actions) if actions else None)
        self._show_links(bool(actions))
        self._show_facts()

    def _build(self) -> None:
        px = self._theme.px
        head = QVBoxLayout()
        head.setContentsMargins(px(Space.XL), px(10), px(Space.M), px(Space.L))
        head.setSpacing(0)
        head.addLayout(self._title_row())
        head.addWidget(self._line)
        head.addSpacing(px(6))
        head.addLayout(self._states)
        head.addLayout(self._buttons)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(px(Space.M))
        self._facts.addLayout(self._figures)
        self._facts.addLayout(self._notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._rule)
        column.addLayout(self._facts)

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        more = IconButton(self._theme, "ellipsis", N_("More commands"), height=28)
        more.clicked.connect(lambda: self.menu_wanted.emit(more))
        close = IconButton(self._theme, "x", N_("Close the detail side"), key="Esc", height=28)
        close.clicked.connect(self.closed)
        row.setSpacing(0)
        row.addWidget(self._title, 1)
        row.addWidget(more)
        row.addWidget(close)
        return row

    def _make_states(self) -> QWidget:
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

    def _make_buttons(self, actions: Sequence[DetailAction]) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, self._theme.px(Space.M), 0, 0)
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
        row.addWidget(self._call)
        row.addWidget(self._write)
        row.addStretch(1)
        Shrinking(bar, buttons[::-1])
        return bar

    # --- how the person is reached

    def _link(self, icon: str, then: Callable[[], None]) -> IconButton:
        button = IconButton(self._theme, icon, "", kind="secondary", height=30, parent=self)
        button.clicked.connect(then)
        return button

    def _show_links(self, has_row: bool) -> None:
        phone, email = self._content.phone, self._content.email
        self._call.set_name(Message("Call {number}", number=phone))
        self._call.setVisible(bool(has_row and phone and tel(phone)))
        self._write.set_name(Message("Write to {address}", address=email))
        self._write.setVisible(bool(has_row and email))

    def _on_call(self) -> None:
        follow_url(self._context, self._call, tel(self._content.phone), self._content.refusals[0])

    def _on_write(self) -> None:
        follow_url(self._context, self._write, mailto(self._content.email), self._content.refusals[1])

    # --- figures and notice

    def _show_facts(self) -> None:
        px, content = self._theme.px, self._content
        if self._figures.is_new((len(content.figures), content.figure_edits)):
            self._figures.put(self._make_figures())
        elif self._figure_row is not None:
            self._figure_row.set_figures(list(content.figures))
        if self._notice.is_new((content.notice, content.notice_edit)):
            self._notice.put(self._make_notice())
        has_facts = bool(content.figures or content.notice)
        self._rule.setVisible(has_facts)
        margins = (px(Space.XL), px(Space.M), px(Space.XL), px(Space.S)) if has_facts else (0, px(Space.XS), 0, 0)
        self._facts.setContentsMargins(*margins)

    def _make_figures(self) -> FigureRow | None:
        content, self._figure_row = self._content, None
        if content.figures:
            self._figure_row = FigureRow(self._theme, list(content.figures))
            for block, name in zip(self._figure_row.blocks, content.figure_edits, strict=False):
                self._pressed(block, name)
        return self._figure_row

    def _make_notice(self) -> QWidget | None:
        if self._content.notice is None:
            return None
        tone, title, text = self._content.notice
        notice = Notice(self._theme, tone, Plain(title), Plain(text), most=_NOTICE_LINES)
        return self._pressed(notice, self._content.notice_edit)


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
