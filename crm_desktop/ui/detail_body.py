"""The inside of a detail side, built from its content: head, key figures, tabs, and the pinned foot."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.detail_content import DetailAction, DetailContent, Line, Person, Section, TabContent
from crm_desktop.ui.links import mailto, tel
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.blocks import FigureRow, Notice
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.choices import Tab, TabRow
from crm_desktop.ui.widgets.fitting_row import FittingRow
from crm_desktop.ui.widgets.labels import Label, Rule, section_heading
from crm_desktop.ui.widgets.line_button import LineButton
from crm_desktop.ui.widgets.marks import Avatar, LevelBadge, StatusChip
from crm_desktop.ui.widgets.timeline import Timeline

TIMELINE = "timeline"
_FOOT_LINES = 3
_KEYS_SHOWN = 2
_LABELS = 132


class DetailBody(QWidget):
    """Everything of one record as it is now; a changed record gets a new body."""

    closed = Signal()
    tab_chosen = Signal(str)

    def __init__(
        self,
        context: PageContext,
        content: DetailContent,
        actions: Sequence[DetailAction],
        history: Timeline,
        tab: str,
    ) -> None:
        super().__init__()
        self._context, self._theme, self._content = context, context.theme, content
        px = self._theme.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head(actions))
        if content.figures or content.notice:
            self._column.addWidget(Rule(self._theme))
            self._column.addLayout(self._facts())
        else:
            self._column.addSpacing(px(Space.XS))
        self._stack = QStackedWidget()
        self._tabs = self._tab_row(history)
        self._column.addWidget(self._stack, 1)
        if content.foot or content.person:
            self._column.addWidget(Rule(self._theme, strong=True))
            self._column.addLayout(self._foot())
        self.show_tab(tab)
        self.setFocusProxy(self._tabs)

    def show_tab(self, key: str) -> None:
        """Go to a tab; one this record does not have is its timeline."""
        keys = [TIMELINE, *(each.key for each in self._content.tabs)]
        self._tabs.set_current(key if key in keys else TIMELINE)
        at = keys.index(self._tabs.current())
        self._fill(at)
        self._stack.setCurrentIndex(at)

    # --- head

    def _head(self, actions: Sequence[DetailAction]) -> QVBoxLayout:
        px = self._theme.px
        head = QVBoxLayout()
        head.setContentsMargins(px(Space.XL), px(10), px(Space.M), px(Space.L))
        head.setSpacing(0)
        head.addLayout(self._title())
        head.addSpacing(px(6))
        head.addWidget(self._states())
        if actions:
            head.addSpacing(px(Space.M))
            head.addLayout(self._buttons(actions))
        return head

    def _title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self._theme, Plain(self._content.title), Role.TITLE, elide=True))
        words.addWidget(Label(self._theme, Plain(self._content.line), Role.SMALL, colour="text3", elide=True))
        close = IconButton(self._theme, "x", N_("Close the detail side"), key="Esc", height=28)
        close.clicked.connect(self.closed)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _states(self) -> QWidget:
        content, theme = self._content, self._theme
        first = [LevelBadge(theme, content.badge, filled=content.badge == "A", size=22)] if content.badge else []
        chips = [StatusChip(theme, Plain(chip.text), chip.tone, chip.sign) for chip in content.chips]
        last: list[QWidget] = []
        if content.owner:
            name = Label(theme, Plain(content.owner), Role.SMALL)
            last = [Avatar(theme, content.owner), name]
        return FittingRow(theme, [*first, *chips], last)

    def _buttons(self, actions: Sequence[DetailAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        for number, action in enumerate(actions):
            # Three keys do not fit the narrowest detail side; the menus tell the third.
            key = action.key if number < _KEYS_SHOWN else None
            button = Button(self._theme, action.text, icon=action.icon, key=key or None)
            button.set_kind("secondary" if number else "primary")
            button.clicked.connect(action.handler)
            row.addWidget(button)
        phone, email = self._content.phone, self._content.email
        if phone and tel(phone):
            row.addWidget(self._link_button("phone", Message("Call {number}", number=phone), tel(phone)))
        if email:
            row.addWidget(self._link_button("mail", Message("Write to {address}", address=email), mailto(email)))
        row.addStretch(1)
        return row

    def _link_button(self, icon: str, name: Message, url: str) -> IconButton:
        button = IconButton(self._theme, icon, name, kind="secondary")
        button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(url)))
        return button

    def _facts(self) -> QVBoxLayout:
        px, content = self._theme.px, self._content
        box = QVBoxLayout()
        box.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.S))
        box.setSpacing(px(Space.M))
        if content.figures:
            box.addWidget(FigureRow(self._theme, list(content.figures)))
        if content.notice is not None:
            tone, title, text = content.notice
            box.addWidget(Notice(self._theme, tone, Plain(title), Plain(text)))
        return box

    # --- tabs

    def _tab_row(self, history: Timeline) -> TabRow:
        specs = [Tab(TIMELINE, N_("Timeline"))]
        specs += [Tab(each.key, each.title, each.count) for each in self._content.tabs]
        tabs = TabRow(self._theme, specs)
        strip = QHBoxLayout()
        strip.setContentsMargins(self._theme.px(Space.XL), 0, self._theme.px(Space.S), 0)
        strip.addWidget(tabs)
        self._column.addLayout(strip)
        self._column.addWidget(Rule(self._theme, strong=True))
        self._stack.addWidget(self._timeline(history))
        for _tab in self._content.tabs:
            self._stack.addWidget(QWidget())
        tabs.chosen.connect(self._on_chosen)
        return tabs

    def _on_chosen(self, key: str) -> None:
        self.show_tab(key)
        self.tab_chosen.emit(key)

    def _timeline(self, history: Timeline) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        # The scroll bar stands in the gutter.
        column.setContentsMargins(self._theme.px(Space.XL), self._theme.px(Space.XS), self._theme.px(Space.S), 0)
        column.addWidget(history)
        history.show()
        return box

    def _fill(self, at: int) -> None:
        """Build a tab when it is first shown: all of them would double the time of every record walked past."""
        box = self._stack.widget(at)
        if box is not None and box.layout() is None:
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self._tab_body(self._content.tabs[at - 1]))

    def _tab_body(self, tab: TabContent) -> QWidget:
        px = self._theme.px
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, px(6), 0, px(12))
        column.setSpacing(0)
        self._add_lines(column, tab.lines)
        for group in tab.groups:
            heading = Label(self._theme, group.title, Role.SMALL, weight=600, colour="text2")
            heading.setContentsMargins(px(Space.XL), 0, 0, 0)
            column.addSpacing(px(8))
            column.addWidget(heading)
            self._add_lines(column, group.lines)
        for section in tab.sections:
            column.addWidget(self._section(section))
        if not (tab.lines or tab.groups or tab.sections):
            hint = Label(self._theme, tab.nothing or N_("Nothing here yet."), Role.BODY, colour="text3")
            hint.setContentsMargins(px(Space.XL), 0, 0, 0)
            column.addSpacing(px(10))
            column.addWidget(hint)
        column.addStretch(1)
        scroll.setWidget(inside)
        return scroll

    def _add_lines(self, column: QVBoxLayout, lines: Sequence[Line], *, is_foot: bool = False) -> None:
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(0)
            button = LineButton(self._theme, line, is_foot=is_foot)
            button.clicked.connect(lambda _checked=False, line=line: self._open(line))
            row.addWidget(button, 1)
            if line.copies:
                row.addWidget(self._copier(line.copies))
                row.addSpacing(self._theme.px(Space.M))
            column.addLayout(row)

    def _copier(self, text: str) -> IconButton:
        button = IconButton(self._theme, "copy", Message("Copy {text}", text=text), height=26)
        button.clicked.connect(lambda: self._copy(text))
        return button

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.navigator.say(Message("“{text}” copied", text=text))

    def _open(self, line: Line) -> None:
        if line.record_id:
            self._context.navigator.open(line.kind, line.record_id)
        elif line.url:
            QDesktopServices.openUrl(QUrl(line.url))

    def _section(self, section: Section) -> QWidget:
        px = self._theme.px
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(px(Space.XL), px(10), px(Space.XL), px(6))
        column.setSpacing(px(6))
        column.addWidget(section_heading(self._theme, section.title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        grid.setColumnMinimumWidth(0, px(_LABELS))
        grid.setColumnStretch(1, 1)
        for number, (label, value) in enumerate(section.values):
            name = Label(self._theme, label, Role.SMALL, colour="text3", wrap=True)
            name.setFixedWidth(px(_LABELS))
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(self._theme, Plain(value), Role.BODY, wrap=True), number, 1)
        column.addLayout(grid)
        return box

    # --- foot

    def _foot(self) -> QVBoxLayout:
        px, content = self._theme.px, self._content
        foot = QVBoxLayout()
        foot.setContentsMargins(0, px(6), 0, px(10))
        foot.setSpacing(0)
        if content.foot_title:
            row = QHBoxLayout()
            row.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
            row.addWidget(Label(self._theme, Plain(content.foot_title), Role.SMALL, weight=600, colour="text2"))
            row.addStretch(1)
            row.addWidget(Label(self._theme, Plain(content.foot_sum), Role.SMALL, colour="text2", tabular=True))
            foot.addLayout(row)
        self._add_lines(foot, content.foot[:_FOOT_LINES], is_foot=True)
        if content.person:
            if content.foot:
                foot.addSpacing(px(4))
                foot.addWidget(Rule(self._theme))
            foot.addSpacing(px(4))
            foot.addWidget(self._person(content.person))
        return foot

    def _person(self, person: Person) -> QWidget:
        line = Line("contact", person.record_id, person.name, person.words)
        button = LineButton(self._theme, line, is_foot=True, label=N_("Main contact"))
        button.clicked.connect(lambda: self._open(line))
        return button
