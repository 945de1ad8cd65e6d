"""One tab of a detail side: values that are edited where they stand, rows that lead elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.ui.detail_content import Fact, Section, TabContent
from crm_desktop.ui.detail_lines import add_lines, copy_button, link_button, refusal_mark
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import IconButton, LinkButton
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from crm_desktop.ui.widgets.inline_value import InlineRow
from crm_desktop.ui.widgets.labels import Label, section_heading
from crm_desktop.ui.widgets.trend_chart import Trend, TrendChart

_EMPTY_SHOWN = "detail.empty_fields"
_TOOL = 24
_TOOL_NAMES = {
    "phone": "Call {text}",
    "mail": "Write to {text}",
    "globe": "Open {text}",
    "map-pin": "Show {text} on a map",
}
_Place = tuple[str, str, int]


class DetailTab(QScrollArea):
    """Shows a tab; while one of its values is edited everything stays where it is, and only values change."""

    edit_wanted = Signal(object)
    review_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(widgetResizable=True)
        self._context, self._theme = context, context.theme
        self._tab: TabContent | None = None
        self._record_id = ""
        self._shape: Any = None
        self._rows: dict[str, InlineRow] = {}
        self._facts: dict[str, Fact] = {}
        self._plain: dict[_Place, InlineRow] = {}
        self._has_waiting = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_tab(self, record_id: str, tab: TabContent, editors: Mapping[str, InlineEditor]) -> None:
        """Show a tab of a record, with the editors that are open there."""
        shape = (record_id, _shape(tab), self._shows_empty, language())
        is_same = record_id == self._record_id
        self._tab, self._record_id = tab, record_id
        self._has_waiting = is_same and self._is_edited
        if shape == self._shape or self._has_waiting:
            self._show_values(tab)
        else:
            at, focused = self.verticalScrollBar().value() if is_same else 0, self._focused()
            self._shape = shape
            self._build(tab)
            self.verticalScrollBar().setValue(at)
            if focused is not None:
                self.focus_value(focused)
        for name, editor in editors.items():
            self.place(name, editor)

    def place(self, name: str, editor: InlineEditor) -> bool:
        """Put an editor in the place of its value; False when that is not in this tab."""
        row = self._rows.get(name)
        if row is None or row.editor is editor:
            return row is not None
        row.place(editor)
        return True

    def end(self, name: str, value: str | None) -> None:
        """Show a value again that was edited, as it was typed when it was written."""
        row = self._rows.get(name)
        if row is None:
            return
        row.take_away()
        if value is not None:
            row.button.set_value(value)
        # What came while it was edited is shown now; a new value is known here before it is read.
        if self._tab is not None and not self._is_edited and (value is None or self._has_waiting):
            self.show_tab(self._record_id, self._tab, {})

    def fact(self, name: str) -> Fact | None:
        """The value of a name, also of one that is hidden because it is empty."""
        sections = self._tab.sections if self._tab else ()
        facts = (fact for section in sections for fact in section.facts)
        return next((fact for fact in facts if fact.edit and fact.edit.name == name), None)

    def reveal(self, name: str) -> None:
        """See that a value has a place, though it is empty, and scroll to it."""
        if name not in self._rows and self.fact(name) is not None:
            self._show_empty(True)
        if (row := self._rows.get(name)) is not None:
            self.ensureWidgetVisible(row)

    def neighbour(self, name: str, step: int) -> Fact | None:
        """The value that can be edited after or before one."""
        names = list(self._rows)
        at = names.index(name) + step if name in names else -1
        return self._facts[names[at]] if 0 <= at < len(names) else None

    def focus_value(self, name: str) -> None:
        """Give the keyboard to a value."""
        if (row := self._rows.get(name)) is not None:
            row.button.setFocus(Qt.FocusReason.TabFocusReason)

    # --- building

    @property
    def _is_edited(self) -> bool:
        return any(row.editor is not None for row in self._rows.values())

    @property
    def _shows_empty(self) -> bool:
        return bool(self._context.preferences.get(_EMPTY_SHOWN, False))

    def _focused(self) -> str | None:
        return next((name for name, row in self._rows.items() if row.button.hasFocus()), None)

    def _show_values(self, tab: TabContent) -> None:
        """The same values with other contents; those that came or went wait until nothing is edited."""
        for fact in (fact for section in tab.sections for fact in section.facts):
            if fact.edit and (row := self._rows.get(fact.edit.name)) is not None:
                row.button.set_value(fact.value)
        # By their labels: one that came or went meanwhile must not move the others to wrong places.
        for key, fact in _plain(tab).items():
            if (row := self._plain.get(key)) is not None:
                row.button.set_value(fact.value)

    def _build(self, tab: TabContent) -> None:
        px = self._theme.px
        self._rows, self._facts, self._plain = {}, {}, {}
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, px(6), 0, px(12))
        column.setSpacing(0)
        add_lines(self._context, column, tab.lines)
        for section in tab.sections:
            if (box := self._section(section)) is not None:
                column.addWidget(box)
        for group in tab.groups:
            heading = Label(self._theme, group.title, Role.SMALL, weight=600, colour="text2")
            heading.setContentsMargins(px(Space.XL), 0, 0, 0)
            column.addSpacing(px(8))
            column.addWidget(heading)
            add_lines(self._context, column, group.lines)
            if group.trend is not None:
                self._add_trend(column, group.trend)
        if not (tab.lines or tab.groups or self._rows or self._plain):
            hint = Label(self._theme, tab.nothing or N_("Nothing here yet."), Role.BODY, colour="text3", wrap=True)
            hint.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
            column.addSpacing(px(10))
            column.addWidget(hint)
        self._add_switch(column, tab)
        column.addStretch(1)
        # Later: a key pressed in it may have led here.
        if (old := self.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(inside)
        inside.show()

    def _add_trend(self, column: QVBoxLayout, trend: Trend) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(self._theme.px(Space.XL), self._theme.px(6), self._theme.px(Space.XL), 0)
        row.addWidget(TrendChart(self._theme, trend))
        column.addLayout(row)

    def _section(self, section: Section) -> QWidget | None:
        facts = [fact for fact in section.facts if fact.value or (fact.edit and self._shows_empty)]
        if not facts:
            return None
        px = self._theme.px
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(px(Space.XL), px(10), px(14), px(6))
        column.setSpacing(0)
        column.addWidget(section_heading(self._theme, section.title))
        column.addSpacing(px(4))
        for at, fact in enumerate(facts):
            column.addWidget(self._row(fact, _place(section, facts[:at], fact)))
        return box

    def _row(self, fact: Fact, place: _Place) -> InlineRow:
        row = InlineRow(self._theme, fact.label, fact.value, editable=fact.edit is not None, tools=self._tools(fact))
        if fact.edit is None:
            self._plain[place] = row
        else:
            self._rows[fact.edit.name], self._facts[fact.edit.name] = row, fact
            row.edit_wanted.connect(lambda: self.edit_wanted.emit(fact))
        return row

    def _tools(self, fact: Fact) -> tuple[QWidget, ...]:
        tools: list[QWidget] = []
        if fact.mark:
            mark = IconButton(self._theme, "git-branch", N_("Two versions: review them"), height=_TOOL)
            mark.clicked.connect(lambda: self.review_wanted.emit(fact.mark))
            tools.append(mark)
        if fact.refused and fact.value:
            tools.append(refusal_mark(self._context, fact.refused, height=_TOOL))
        if fact.url:
            name: Text = Message(_TOOL_NAMES.get(fact.icon, "Open {text}"), text=fact.value)
            icon = fact.icon or "external-link"
            tools.append(link_button(self._context, icon, name, fact.url, height=_TOOL, refused=fact.refused))
        if fact.copies:
            tools.append(copy_button(self._context, fact.copies, height=_TOOL))
        return tuple(tools)

    def _add_switch(self, column: QVBoxLayout, tab: TabContent) -> None:
        """Empty values are out of sight until they are asked for."""
        facts = (fact for section in tab.sections for fact in section.facts)
        count = sum(1 for fact in facts if fact.edit and not fact.value)
        if not count:
            return
        shown = self._shows_empty
        words: Text = N_("Hide empty fields") if shown else Message("Show {count} empty fields", count=count)
        switch = LinkButton(self._theme, words)
        switch.clicked.connect(lambda: self._show_empty(not shown))
        row = QHBoxLayout()
        row.setContentsMargins(self._theme.px(Space.XL), self._theme.px(10), 0, 0)
        row.addWidget(switch)
        row.addStretch(1)
        column.addLayout(row)

    def _show_empty(self, shown: bool) -> None:
        self._context.preferences.set(_EMPTY_SHOWN, shown)
        if self._tab is not None:
            self.show_tab(self._record_id, self._tab, {})


def _plain(tab: TabContent) -> dict[_Place, Fact]:
    """The values that cannot be edited, by where they stand."""
    return {
        _place(section, section.facts[:at], fact): fact
        for section in tab.sections
        for at, fact in enumerate(section.facts)
        if not fact.edit and fact.value
    }


def _place(section: Section, before: Sequence[Fact], fact: Fact) -> _Place:
    """Its section and its label, and the how many-th of that name it is: people have two mobiles."""
    label = shown(fact.label)
    return shown(section.title), label, len([e for e in before if e.value and not e.edit and shown(e.label) == label])


def _shape(tab: TabContent) -> Any:
    """What of a tab makes it be built anew; contents of values that can be edited alone do not."""
    facts = [
        [
            (fact.label, fact.edit, bool(fact.value), fact.url, fact.icon, fact.copies, fact.mark, fact.refused)
            for fact in section.facts
        ]
        for section in tab.sections
    ]
    return (tab.lines, tab.groups, [section.title for section in tab.sections], facts)
