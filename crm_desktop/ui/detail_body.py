"""The inside of a detail side: head, tabs and pinned foot. Of what changed, only the parts that did are built anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.detail_content import DetailAction, DetailContent, Fact, TabContent
from crm_desktop.ui.detail_head import DetailHead
from crm_desktop.ui.detail_lines import foot
from crm_desktop.ui.detail_slot import Slot
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.choices import TAB_RING, Tab, TabRow
from crm_desktop.ui.widgets.giving_way import GivingWay
from crm_desktop.ui.widgets.labels import Rule

if TYPE_CHECKING:  # they are loaded when a value is first looked at, not at the start
    from crm_desktop.ui.detail_tab import DetailTab
    from crm_desktop.ui.widgets.inline_editor import InlineEditor

TIMELINE = "timeline"
# In a low window the name and the line below it stay in sight, the rest of the head is scrolled to.
_HEAD_LEAST, _TAB_LEAST = 64, 120
Special = Mapping[str, Callable[[], QWidget]]


class DetailBody(QWidget):
    """Everything of the record that is looked at; `special` makes tabs that are widgets of their own, such as files."""

    closed = Signal()
    menu_wanted = Signal(QWidget)
    tab_chosen = Signal(str)
    edit_wanted = Signal(object)
    review_wanted = Signal(str)

    def __init__(self, context: PageContext, timeline: QWidget, special: Special) -> None:
        super().__init__()
        self._context, self._theme, self._special = context, context.theme, dict(special)
        self._content: DetailContent | None = None
        self._editors: Callable[[], Mapping[str, InlineEditor]] = dict
        self._head, self._foot = self._make_head(), Slot()
        self._strip = QHBoxLayout()
        self._strip.setContentsMargins(self._theme.px(Space.XL) - TAB_RING, 0, self._theme.px(Space.S), 0)
        self._tabs: TabRow | None = None
        self._specs: tuple[Tab, ...] = ()
        self._pages: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(self._theme.px(_TAB_LEAST))
        self._add_page(TIMELINE, timeline)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._upper = GivingWay(self._head, self._theme.px(_HEAD_LEAST))
        column.addWidget(self._upper)
        column.addLayout(self._strip)
        column.addWidget(Rule(self._theme, strong=True))
        column.addWidget(self._stack, 1)
        column.addLayout(self._foot)

    def show_content(
        self,
        content: DetailContent,
        actions: Sequence[DetailAction],
        tab: str,
        editors: "Callable[[], Mapping[str, InlineEditor]]",
    ) -> None:
        """Show a record, or the one shown as it is now."""
        self._editors, before, self._content = editors, self._content, content
        self._head.show_content(content, actions)
        self._show_foot(content)
        self._show_tabs(content)
        known = before.tabs if before and before.record_id == content.record_id else ()
        self._stale |= {each.key for each in content.tabs if each not in known}
        self.show_tab(tab)

    def show_tab(self, key: str) -> None:
        """Go to a tab; one this record does not have is its timeline."""
        assert self._tabs is not None
        self._tabs.setAccessibleName(tr("Parts of this record"))
        key = key if key in {spec.key for spec in self._specs} else TIMELINE
        self._tabs.blockSignals(True)
        self._tabs.set_current(key)
        self._tabs.blockSignals(False)
        self._tabs.update()
        self._fill(key)
        self._stack.setCurrentWidget(self._pages[key])

    @property
    def tab(self) -> str:
        """The key of the tab shown."""
        return self._tabs.current() if self._tabs is not None else TIMELINE

    def tab_of(self, name: str) -> "DetailTab | None":
        """The tab that has a value of this name, built if need be."""
        for each in self._content.tabs if self._content else ():
            if any(fact.edit and fact.edit.name == name for section in each.sections for fact in section.facts):
                self._fill(each.key)
                return cast("DetailTab", self._pages[each.key])
        return None

    def go_to(self, name: str) -> Fact | None:
        """Show the tab with a value and scroll there; the value, if this record has it."""
        page = self.tab_of(name)
        if page is None:
            return None
        key = next(key for key, each in self._pages.items() if each is page)
        self._on_chosen(key)
        page.reveal(name)
        return page.fact(name)

    # --- parts

    def _make_head(self) -> DetailHead:
        head = DetailHead(self._context)
        head.closed.connect(self.closed)
        head.menu_wanted.connect(self.menu_wanted)
        head.edit_wanted.connect(self._on_mark)
        return head

    def _show_foot(self, content: DetailContent) -> None:
        if self._foot.is_new((content.foot, content.foot_title, content.foot_sum, content.person)):
            self._foot.put(foot(self._context, content) if content.foot or content.person else None)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a window too low for it the foot leaves its room to the tab: what it says stands in one, too."""
        below = self._strip.sizeHint().height() + 1 + self._theme.px(_TAB_LEAST)
        has_foot = self._theme.px(_HEAD_LEAST) + below + self._foot.height() <= self.height()
        self._foot.show_part(has_foot)
        self._upper.set_room(self.height() - below - (self._foot.height() if has_foot else 0))

    def _show_tabs(self, content: DetailContent) -> None:
        specs = (Tab(TIMELINE, N_("Timeline")), *(Tab(each.key, each.title, each.count) for each in content.tabs))
        if specs == self._specs:
            return
        names = [(each.key, each.text) for each in specs]
        if self._tabs is not None and names == [(each.key, each.text) for each in self._specs]:
            self._specs = specs
            self._tabs.set_counts({each.key: each.count for each in specs})
            return
        self._specs = specs
        if self._tabs is not None:
            self._strip.removeWidget(self._tabs)
            self._tabs.hide()
            self._tabs.deleteLater()
        self._tabs = TabRow(self._theme, specs)
        self._tabs.chosen.connect(self._on_chosen)
        self._strip.addWidget(self._tabs)
        self._fit()
        self.setFocusProxy(self._tabs)

    def _page(self, key: str) -> QWidget:
        """The page of a tab, made when it is first shown, as is what it is made of."""
        if key not in self._pages:
            if key in self._special:
                self._add_page(key, self._special[key]())
            else:
                from crm_desktop.ui.detail_tab import DetailTab

                tab = DetailTab(self._context)
                tab.edit_wanted.connect(self.edit_wanted)
                tab.review_wanted.connect(self.review_wanted)
                self._add_page(key, tab)
        return self._pages[key]

    def _add_page(self, key: str, page: QWidget) -> None:
        self._pages[key] = page
        self._stack.addWidget(page)

    def _fill(self, key: str) -> None:
        """Build a tab when it is first shown: all of them would double the time of every record walked past."""
        content = self._content
        page = self._page(key)
        tab = next((each for each in content.tabs if each.key == key), None) if content else None
        if content is None or tab is None or key not in self._stale:
            return
        self._stale.discard(key)
        if key not in self._special and key != TIMELINE:
            cast("DetailTab", page).show_tab(content.record_id, tab, _of(tab, self._editors()))

    def _on_chosen(self, key: str) -> None:
        self.show_tab(key)
        self.tab_chosen.emit(key)

    def _on_mark(self, name: str) -> None:
        if (fact := self.go_to(name)) is not None:
            self.edit_wanted.emit(fact)


def _of(tab: TabContent, editors: "Mapping[str, InlineEditor]") -> "dict[str, InlineEditor]":
    names = {fact.edit.name for section in tab.sections for fact in section.facts if fact.edit}
    return {name: editor for name, editor in editors.items() if name in names}
