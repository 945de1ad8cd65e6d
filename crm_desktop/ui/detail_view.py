"""The detail side of a record, drawn from plain content that the page describes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.i18n import N_
from crm_desktop.queries.timeline import Cursor
from crm_desktop.queries.timeline import Timeline as TimelineAnswer
from crm_desktop.ui.list_page import DetailSide
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import hairline, ring, rounded
from crm_desktop.ui.theme.tokens import Radius, Space
from crm_desktop.ui.timeline_entries import entries_of
from crm_desktop.ui.widgets.blocks import Figure, FigureRow, Notice
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.choices import Tab, TabRow
from crm_desktop.ui.widgets.labels import Label, Rule, section_heading
from crm_desktop.ui.widgets.marks import Avatar, LevelBadge, Sign, StatusChip
from crm_desktop.ui.widgets.timeline import Timeline, TimelineEntry

TIMELINE = "timeline"


@dataclass(frozen=True)
class Chip:
    """A state as shape, word and colour."""

    text: str
    tone: Tone = Tone.NEUTRAL
    sign: Sign = None


@dataclass(frozen=True)
class Line:
    """A row that leads to another record: its name, a quiet note, and what stands at the right edge."""

    kind: str
    record_id: str
    title: str
    note: str = ""
    right: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class Section:
    """Labelled values under a heading; values without content are left out by whoever describes."""

    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TabContent:
    """A tab: rows that lead elsewhere, or sections of values."""

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    count: int | None = None
    nothing: str = ""


@dataclass(frozen=True)
class DetailContent:
    """Everything the detail side shows of one record, in words of the current language."""

    record_id: str
    title: str
    line: str
    badge: str = ""
    owner: str = ""
    chips: tuple[Chip, ...] = ()
    figures: tuple[Figure, ...] = ()
    notice: tuple[Tone, str, str] | None = None
    tabs: tuple[TabContent, ...] = ()
    foot: tuple[Line, ...] = ()


@dataclass(frozen=True)
class DetailAction:
    """A button of the detail side; the first one offered for what was read of a record is the primary one."""

    text: str
    icon: str
    key: str
    handler: Callable[[], None]
    offered: Callable[[Any], bool] = lambda _details: True


class DetailView(DetailSide):
    """Reads a record, has it described, and shows it; survives every refresh with its tab and scroll position."""

    shown = Signal(object)

    def __init__(
        self,
        context: PageContext,
        read: Callable[[Any, str], Any],
        describe: Callable[[Any], DetailContent],
        reads: frozenset[str],
        timeline: Callable[[Any, str, Cursor | None], TimelineAnswer],
        actions: Sequence[DetailAction],
    ) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self._read, self._describe, self._timeline, self._own_actions = read, describe, timeline, actions
        self._record_id: str | None = None
        self._details: Any = None
        self._tab = TIMELINE
        self._cursor: Cursor | None = None
        self._history = Timeline(context.theme)
        self._history.opened.connect(self._on_entry)
        self._history.earlier_wanted.connect(self._read_earlier)
        self._targets: dict[str, tuple[str, str]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._body: QWidget | None = None
        context.feed.subscribe(self, reads, lambda _changes: self._read_again())
        context.choices_changed.connect(self.retranslate)
        self.show_record(None)

    @property
    def record_id(self) -> str | None:
        """The record shown."""
        return self._record_id

    @property
    def details(self) -> Any:
        """What was read of it."""
        return self._details

    def show_record(self, record_id: str | None) -> None:
        """Show a record, or that none is chosen."""
        if record_id is not None and record_id == self._record_id:
            return
        self._record_id, self._details = record_id, None
        if record_id is None:
            self._history.setParent(None)
            self._put(self._nothing())
        else:
            self._read_again()

    def retranslate(self) -> None:
        """Describe the record again, in the current language."""
        if self._details is not None:
            self._show(self._details)
            self._read_timeline()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()

    # --- reading

    def _read_again(self) -> None:
        record_id = self._record_id
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, self._read(reading, record_id)),
            self._on_read,
            lambda _error: self._on_gone(record_id),
        )
        self._read_timeline()

    def _on_read(self, answer: tuple[str, Any]) -> None:
        record_id, details = answer
        if record_id == self._record_id:
            self._details = details
            self._show(details)

    def _on_gone(self, record_id: str) -> None:
        if record_id == self._record_id:
            self._record_id = None
            self._history.setParent(None)
            self._put(self._nothing())

    def _read_timeline(self) -> None:
        record_id = self._record_id
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, self._timeline(reading, record_id, None)),
            lambda answer: self._on_timeline(answer, first=True),
            lambda _error: None,
        )

    def _read_earlier(self) -> None:
        record_id, cursor = self._record_id, self._cursor
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, self._timeline(reading, record_id, cursor)),
            lambda answer: self._on_timeline(answer, first=False),
        )

    def _on_timeline(self, answer: tuple[str, TimelineAnswer], *, first: bool) -> None:
        record_id, found = answer
        if record_id != self._record_id:
            return
        if first:
            self._targets = {}
        if found.items:
            self._cursor = found.items[-1].cursor
        entries = entries_of(found.items, self._context)
        offset = len(self._targets)
        for entry, item in zip(entries, found.items, strict=True):
            self._targets[entry.key] = (item.record_kind, item.record_id)
        assert len(self._targets) >= offset
        (self._history.set_entries if first else self._history.add_earlier)(entries, found.earlier)

    def _on_entry(self, entry: TimelineEntry) -> None:
        kind, record_id = self._targets.get(entry.key, ("", ""))
        if record_id and record_id != self._record_id:
            self._context.navigator.open(kind, record_id)

    # --- showing

    def _put(self, body: QWidget) -> None:
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._column.addWidget(body)

    def _nothing(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        hint = Label(self._theme, N_("Choose a row to see everything about it."), Role.BODY, colour="text3")
        column.addWidget(hint, 0, Qt.AlignmentFlag.AlignCenter)
        return box

    def _show(self, details: Any) -> None:
        content = self._describe(details)
        self._history.setParent(None)
        px = self._theme.px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(px(Space.XL), px(10), px(Space.L), px(Space.M))
        head.setSpacing(px(6))
        for part in (self._title(content), self._states(content), self._buttons()):
            head.addLayout(part)
        column.addLayout(head)
        column.addWidget(Rule(self._theme))
        if content.figures:
            figures = FigureRow(self._theme, list(content.figures))
            figures.setContentsMargins(0, 0, 0, 0)
            box = QVBoxLayout()
            box.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.M))
            box.addWidget(figures)
            column.addLayout(box)
        if content.notice is not None:
            tone, title, text = content.notice
            box = QVBoxLayout()
            box.setContentsMargins(px(Space.XL), 0, px(Space.XL), px(Space.S))
            box.addWidget(Notice(self._theme, tone, Plain(title), Plain(text)))
            column.addLayout(box)
        column.addWidget(self._tabs(content), 1)
        if content.foot:
            column.addWidget(Rule(self._theme, strong=True))
            column.addWidget(self._lines(content.foot))
        self._put(body)
        self.shown.emit(details)

    def _title(self, content: DetailContent) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self._theme, Plain(content.title), Role.TITLE, elide=True))
        words.addWidget(Label(self._theme, Plain(content.line), Role.SMALL, colour="text3", elide=True))
        close = IconButton(self._theme, "x", N_("Close the detail side"), key="Esc", height=28)
        close.clicked.connect(self.closed)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _states(self, content: DetailContent) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        if content.badge:
            row.addWidget(LevelBadge(self._theme, content.badge, filled=content.badge == "A", size=20))
        for chip in content.chips:
            row.addWidget(StatusChip(self._theme, Plain(chip.text), chip.tone, chip.sign))
        if content.owner:
            row.addWidget(Avatar(self._theme, content.owner))
            row.addWidget(Label(self._theme, Plain(content.owner), Role.SMALL, colour="text2"))
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        offered = [action for action in self._own_actions if action.offered(self._details)]
        for number, action in enumerate(offered):
            button = Button(
                self._theme,
                action.text,
                kind="secondary" if number else "primary",
                icon=action.icon,
                key=action.key or None,
            )
            button.clicked.connect(action.handler)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _tabs(self, content: DetailContent) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        specs = [Tab(TIMELINE, N_("Timeline")), *(Tab(tab.key, tab.title, tab.count) for tab in content.tabs)]
        tabs = TabRow(self._theme, specs)
        stack = QStackedWidget()
        stack.addWidget(_inset(self._history, self._theme.px(Space.XL)))
        places: Mapping[str, int] = {TIMELINE: 0, **{tab.key: at for at, tab in enumerate(content.tabs, start=1)}}
        for tab in content.tabs:
            stack.addWidget(self._tab_body(tab))

        def choose(key: str) -> None:
            self._tab = key
            stack.setCurrentIndex(places[key])

        current = self._tab if self._tab in places else TIMELINE
        tabs.set_current(current)
        stack.setCurrentIndex(places[current])
        tabs.chosen.connect(choose)
        strip = QHBoxLayout()
        strip.setContentsMargins(self._theme.px(Space.L), 0, 0, 0)
        strip.addWidget(tabs)
        column.addLayout(strip)
        column.addWidget(Rule(self._theme, strong=True))
        column.addWidget(stack, 1)
        self._history.show()
        return box

    def _tab_body(self, tab: TabContent) -> QWidget:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, self._theme.px(6), 0, self._theme.px(12))
        column.setSpacing(0)
        if tab.lines:
            column.addWidget(self._lines(tab.lines))
        for section in tab.sections:
            column.addWidget(self._section(section))
        if not tab.lines and not tab.sections:
            hint = Label(self._theme, tab.nothing or N_("Nothing here yet."), Role.BODY, colour="text3")
            hint.setContentsMargins(self._theme.px(Space.XL), self._theme.px(10), 0, 0)
            column.addWidget(hint)
        column.addStretch(1)
        scroll.setWidget(inside)
        return scroll

    def _lines(self, lines: Sequence[Line]) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, self._theme.px(4), 0, self._theme.px(4))
        column.setSpacing(0)
        for line in lines:
            button = _LineButton(self._theme, line)
            if line.record_id:
                button.clicked.connect(lambda _checked=False, line=line: self._open(line))
            column.addWidget(button)
        return box

    def _open(self, line: Line) -> None:
        self._context.navigator.open(line.kind, line.record_id)

    def _section(self, section: Section) -> QWidget:
        px = self._theme.px
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(px(Space.XL), px(8), px(Space.XL), px(4))
        column.setSpacing(px(4))
        column.addWidget(section_heading(self._theme, section.title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(2))
        grid.setColumnMinimumWidth(0, px(132))
        grid.setColumnStretch(1, 1)
        for number, (label, value) in enumerate(section.values):
            name = Label(self._theme, label, Role.SMALL, colour="text3")
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            text = Label(self._theme, Plain(value), Role.BODY, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(text, number, 1)
        column.addLayout(grid)
        return box


def _inset(widget: QWidget, margin: int) -> QWidget:
    """The widget with room at its sides."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(margin, 0, margin - 4, 0)
    row.addWidget(widget)
    return box


class _LineButton(QPushButton):
    """A row of one line that can be pressed."""

    def __init__(self, theme: Theme, line: Line) -> None:
        super().__init__()
        self._theme, self._line = theme, line
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" ".join(part for part in (line.title, line.note, line.right) if part))
        self.setToolTip(" · ".join(part for part in (line.title, line.note) if part))
        if line.record_id:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(32))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens, px, line = self._theme, self._theme.tokens, self._theme.px, self._line
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(px(8), 1, -px(8), -1)
        if self.underMouse() and line.record_id:
            rounded(painter, box, Radius.FIELD, tokens.hover)
        if self.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        hairline(painter, self.rect().adjusted(px(20), 0, -px(20), 0), tokens.line)
        room = QRectF(self.rect()).adjusted(px(20), 0, -px(20), 0)
        right_font = theme.font(Role.BODY, 600, tabular=True)
        right_width = theme.width_of(line.right, right_font) + (px(10) if line.right else 0)
        painter.setFont(right_font)
        painter.setPen(QColor(tokens.text1 if line.tone is Tone.NEUTRAL else tokens.ink(line.tone)))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line.right)
        left = room.width() - right_width
        painter.setFont(theme.font(Role.BODY, 500))
        painter.setPen(QColor(tokens.text1))
        note_font = theme.font(Role.SMALL)
        note_width = min(theme.width_of(line.note, note_font) + px(10), left * 0.5) if line.note else 0
        title = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, int(left - note_width))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(note_font)
        painter.setPen(QColor(tokens.text3))
        note = painter.fontMetrics().elidedText(line.note, Qt.TextElideMode.ElideRight, int(note_width))
        beside = QRectF(room.left(), room.top(), left, room.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        painter.end()
