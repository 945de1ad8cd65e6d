"""The side bar: company and acting user, search, the tabs, the views of the current tab, and the state of the file."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.side_head import CompanyButton, SearchButton
from crm_desktop.ui.side_tabs import SideTabs, TabSpec
from crm_desktop.ui.side_views import ViewEntry, ViewList
from crm_desktop.ui.texts import Plain, Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import vertical_line
from crm_desktop.ui.theme.tokens import Width
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.labels import Label

# In a window narrower than this it shows icons alone, and no views.
NARROW_BELOW = 980
_SETTINGS_KEY = "Ctrl+,"
_SAVE_HEIGHT = 22
_MORE_HEIGHT = 30


class SideBar(Retranslating):
    """Everything at the left edge of the window. It emits what was chosen and knows nothing of what that means."""

    tab_chosen = Signal(str)
    view_chosen = Signal(str)
    view_entered = Signal()
    search_pressed = Signal()
    company_pressed = Signal()
    more_pressed = Signal()
    settings_pressed = Signal()
    view_menu_requested = Signal(QPoint)
    view_save_requested = Signal()

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec]) -> None:
        super().__init__()
        self._theme, self._has_views, self._offers_saving = theme, False, False
        self.company = CompanyButton(theme)
        self.company.pressed.connect(self.company_pressed)
        self.search = SearchButton(theme)
        self.search.clicked.connect(self.search_pressed)
        self.tabs = SideTabs(theme, tabs)
        self.tabs.chosen.connect(self.tab_chosen)
        self.more = Button(theme, N_("More"), kind="quiet", icon="ellipsis", height=_MORE_HEIGHT)
        self.more.clicked.connect(self.more_pressed)
        self._views_title = Label(theme, N_("Views"), Role.SMALL, weight=600, colour="text2")
        self.views = ViewList(theme)
        self.views.chosen.connect(self.view_chosen)
        # Walking over the views stays among them; a press or Enter goes on in the list.
        self.views.itemClicked.connect(self.view_entered)
        self.views.itemActivated.connect(self.view_entered)
        self.views.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.views.customContextMenuRequested.connect(self._on_view_menu)
        self.save_view = IconButton(theme, "plus", N_("Save this view"), key="Ctrl+Shift+S", height=_SAVE_HEIGHT)
        self.save_view.clicked.connect(self.view_save_requested)
        self._file = Label(theme, Plain(""), Role.SMALL, colour="text2", elide=True)
        self._file_sign = Icon(theme, 16)
        self._file_note = Label(theme, Plain(""), Role.TINY, colour="text3", elide=True)
        self.settings = Button(theme, N_("Settings"), kind="quiet", icon="settings", key=_SETTINGS_KEY)
        self.settings.clicked.connect(self.settings_pressed)
        self._search_row, self._foot = self._build()
        self.set_narrow(False)
        self.retranslate()
        theme.theme_changed.connect(self.update)

    def _build(self) -> tuple[QWidget, QWidget]:
        px = self._theme.px
        search_row = QWidget()
        row = QHBoxLayout(search_row)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.addWidget(self.search)
        foot = QWidget()
        state = QHBoxLayout(foot)
        state.setContentsMargins(px(20), px(8), px(12), px(8))
        state.setSpacing(px(8))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        state.addWidget(self._file_sign, 0, Qt.AlignmentFlag.AlignTop)
        state.addLayout(lines, 1)
        lines.addWidget(self._file)
        lines.addWidget(self._file_note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 1, px(6))
        column.setSpacing(0)
        column.addWidget(self.company)
        column.addSpacing(px(6))
        column.addWidget(search_row)
        column.addSpacing(px(12))
        column.addWidget(self.tabs)
        more = QHBoxLayout()
        more.setContentsMargins(px(8), 0, px(8), 0)
        more.addWidget(self.more)
        column.addLayout(more)
        column.addSpacing(px(12))
        title = QHBoxLayout()
        title.setContentsMargins(px(20), 0, px(12), px(4))
        title.addWidget(self._views_title, 1)
        title.addWidget(self.save_view)
        column.addLayout(title)
        column.addWidget(self.views, 1)
        # Without the views the icons stay at the top.
        column.addStretch()
        column.addWidget(foot)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(px(8), 0, px(8), 0)
        bottom.addWidget(self.settings)
        column.addLayout(bottom)
        return search_row, foot

    def show_views(self, entries: Sequence[ViewEntry], current: str) -> None:
        """The views of the tab; one that has none has no heading for them either."""
        self.views.show_entries(entries, current)
        self._has_views = bool(entries)
        self._views_title.setVisible(self._has_views and not self.views.isHidden())

    def offer_saving(self, offered: bool) -> None:
        """Show whether the views of this tab can be saved."""
        self._offers_saving = offered
        self.save_view.setVisible(offered and not self.views.isHidden())

    def _on_view_menu(self, place: QPoint) -> None:
        self.view_menu_requested.emit(self.views.viewport().mapToGlobal(place))

    def set_company(self, company: str, user: Text) -> None:
        """Whose data this is, and who acts."""
        self.company.set_names(company, user)

    def set_file_state(self, line: Text, note: Text, warning: Text = "") -> None:
        """Where the data lies and when it was last saved or backed up; with a warning it stands out and says why."""
        self._file.set_text(line)
        self._file.set_colour("warning" if warning else "text2")
        self._file.set_reason(shown(warning))
        self._file_sign.set_icon(*(("lock", "warning") if warning else ("hard-drive", "text2")))
        self._file_note.set_text(note)

    def set_narrow(self, narrow: bool) -> None:
        """Shrink to the icons alone."""
        for each in (self._search_row, self._foot, self.views):
            each.setVisible(not narrow)
        self.save_view.setVisible(self._offers_saving and not narrow)
        self._views_title.setVisible(self._has_views and not narrow)
        self.company.set_narrow(narrow)
        self.tabs.set_narrow(narrow)
        across = QSizePolicy.Policy.Fixed if narrow else QSizePolicy.Policy.Expanding
        for button in (self.more, self.settings):
            button.set_compact(narrow)
            button.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(self._theme.px(Width.SIDE_BAR_ICONS if narrow else Width.SIDE_BAR))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_tabs()
        return super().event(event)

    def _fit_tabs(self) -> None:
        if (layout := self.layout()) is not None:
            others = layout.totalMinimumSize().height() - self.tabs.minimumSizeHint().height()
            beyond = self.views.wished_height() - self.views.minimumSizeHint().height()
            self.tabs.fit(self.height() - others, 0 if self.views.isHidden() else max(0, beyond))

    def retranslate(self) -> None:
        """Name everything in the current language."""
        self.search.setText(tr("Search"))
        self.search.setAccessibleName(tr("Find anything"))
        self.views.setAccessibleName(tr("Views"))
        self.tabs.retranslate()
        self.tabs.setAccessibleName(tr("Pages"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.window))
        vertical_line(painter, self.width() - 1, 0, self.height(), tokens.strong_line)
        painter.end()
