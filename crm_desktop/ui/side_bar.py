"""The side bar: company and acting user, search, the tabs, the views of the current tab, and the state of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.texts import Plain, Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded, vertical_line
from crm_desktop.ui.theme.tokens import Radius, Width
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.key_hints import cap_width, draw_key_cap, key_text
from crm_desktop.ui.widgets.labels import Label

# In a window narrower than this it shows icons alone, and no views.
NARROW_BELOW = 980
_SETTINGS_KEY = "Ctrl+,"
_TAB_HEIGHT, _LEAST_TAB, _VIEW_HEIGHT, _SAVE_HEIGHT, _EDGE = 32, 20, 28, 22, 8


@dataclass(frozen=True)
class TabSpec:
    """A tab: its key, its marked title and its icon."""

    key: str
    title: str
    icon: str


@dataclass(frozen=True)
class ViewEntry:
    """A view of the current tab with the number of records it holds; saved ones have the icon of a `sign`.

    One with a `problem` cannot be chosen and says why.
    """

    key: str
    title: Text
    count: int | None = None
    sign: str = ""
    problem: str = ""


class SideTabs(QTabBar):
    """The tabs of the program, one below the other; to assistive technology an ordinary list of tabs."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec]) -> None:
        super().__init__()
        self._theme, self._tabs = theme, tuple(tabs)
        self._counts: dict[str, int] = {}
        self._is_narrow = False
        self._height = theme.px(_TAB_HEIGHT)
        self.setShape(QTabBar.Shape.RoundedWest)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        for _ in self._tabs:
            self.addTab("")
        self.retranslate()
        self.currentChanged.connect(self._on_changed)
        theme.theme_changed.connect(self.update)

    def retranslate(self) -> None:
        """Name the tabs in the current language."""
        for number, tab in enumerate(self._tabs):
            self.setTabToolTip(number, tr(tab.title) if self._is_narrow else "")
            self.setAccessibleTabName(number, tr(tab.title))
        self.update()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """The figures at the right edge: what waits there."""
        self._counts = dict(counts)
        self.update()

    def show_tab(self, key: str, shown: bool) -> None:
        """Have a tab or not; one that is not there takes no room."""
        number = [tab.key for tab in self._tabs].index(key)
        # Told what a tab is already, Qt forgets that another one still has to be given its place.
        if self.isTabVisible(number) != shown:
            self.setTabVisible(number, shown)
            self.updateGeometry()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icons alone."""
        self._is_narrow = narrow
        self.retranslate()
        self.updateGeometry()

    def set_current(self, key: str) -> None:
        """Make a tab the current one."""
        self.setCurrentIndex([tab.key for tab in self._tabs].index(key))

    def tabSizeHint(self, index: int) -> QSize:
        width = Width.SIDE_BAR_ICONS if self._is_narrow else Width.SIDE_BAR
        return QSize(self._theme.px(width), self._height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        one = self.tabSizeHint(0)
        return QSize(one.width(), one.height() * self._shown_count())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def fit(self, room: int) -> None:
        """Stand closer together where large letters in a low window leave so little room."""
        px = self._theme.px
        height = max(px(_LEAST_TAB), min(px(_TAB_HEIGHT), room // max(1, self._shown_count())))
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def _shown_count(self) -> int:
        return sum(self.isTabVisible(number) for number in range(self.count()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        shown = (each for each in enumerate(self._tabs) if self.isTabVisible(each[0]))
        for number, tab in shown:
            self._paint_tab(painter, tab, QRectF(self.tabRect(number)), number, number == hovered)
        painter.end()

    def _paint_tab(self, painter: QPainter, tab: TabSpec, rect: QRectF, number: int, hovered: bool) -> None:
        theme, tokens = self._theme, self._theme.tokens
        px = theme.px
        box = rect.adjusted(px(_EDGE), 1, -px(_EDGE), -1)
        current = number == self.currentIndex()
        if current or hovered:
            rounded(painter, box, Radius.FIELD, tokens.active if current else tokens.hover)
        if current and self.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        ink = tokens.text1 if current else tokens.text2
        icon = theme.pixmap(tab.icon, ink, 16, self.devicePixelRatioF())
        left = box.left() + (px(10) if not self._is_narrow else (box.width() - px(16)) / 2)
        painter.drawPixmap(round(left), round(box.center().y() - px(16) / 2), icon)
        if self._is_narrow:
            return
        painter.setFont(theme.font(Role.BODY, 600 if current else 500))
        painter.setPen(QColor(ink))
        text = box.adjusted(px(36), 0, -px(10), 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, tr(tab.title))
        if count := self._counts.get(tab.key):
            painter.setFont(theme.font(Role.TINY, tabular=True))
            painter.setPen(QColor(tokens.text3))
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, integer(count))

    def mouseMoveEvent(self, event: object) -> None:
        super().mouseMoveEvent(event)  # type: ignore[arg-type]  # only passed on
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _on_changed(self, number: int) -> None:
        if 0 <= number < len(self._tabs):
            self.chosen.emit(self._tabs[number].key)


class ViewList(QListWidget):
    """The views of the current tab; one is current."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: tuple[ViewEntry, ...] = ()
        self.setObjectName("views")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(_ViewDelegate(theme, self))
        self.currentItemChanged.connect(self._on_current)
        theme.theme_changed.connect(self.viewport().update)

    def show_entries(self, entries: Sequence[ViewEntry], current: str) -> None:
        """Show the views of a tab."""
        self._entries = tuple(entries)
        self.blockSignals(True)
        self.clear()
        for entry in self._entries:
            item = QListWidgetItem(shown(entry.title))
            item.setData(Qt.ItemDataRole.UserRole, entry.key)
            item.setData(Qt.ItemDataRole.UserRole + 1, entry.count)
            item.setData(Qt.ItemDataRole.UserRole + 2, entry.sign)
            if entry.problem:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip(tr(entry.problem))
            else:
                item.setToolTip(shown(entry.title))
            self.addItem(item)
            if entry.key == current:
                self.setCurrentItem(item)
        self.blockSignals(False)
        self.viewport().update()

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


class _ViewDelegate(QStyledItemDelegate):
    """A view: its title, and its count at the right edge."""

    def __init__(self, theme: Theme, views: ViewList) -> None:
        super().__init__(views)
        self._theme, self._views = theme, views

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_VIEW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        box = QRectF(option.rect).adjusted(px(_EDGE), 1, -px(_EDGE), -1)
        is_current = index.row() == self._views.currentRow()
        mouse = self._views.viewport().mapFromGlobal(self._views.cursor().pos())
        hovered = index.row() == self._views.indexAt(mouse).row()
        if is_current or hovered:
            rounded(painter, box, Radius.FIELD, tokens.active if is_current else tokens.hover)
        if is_current and self._views.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        text = box.adjusted(px(12), 0, -px(10), 0)
        if sign := index.data(Qt.ItemDataRole.UserRole + 2):
            picture = theme.pixmap(sign, tokens.text3, 12, self._views.devicePixelRatioF())
            painter.drawPixmap(round(text.left()), round(text.center().y() - px(6)), picture)
            text.setLeft(text.left() + px(18))
        count = index.data(Qt.ItemDataRole.UserRole + 1)
        figure = "" if count is None else integer(count)
        small = theme.font(Role.SMALL, tabular=True)
        painter.setFont(small)
        painter.setPen(QColor(tokens.text3))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        font = theme.font(Role.BODY, 500 if is_current else 400)
        painter.setFont(font)
        can_be_chosen = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.setPen(QColor(tokens.text1 if is_current else tokens.text2 if can_be_chosen else tokens.text3))
        room = text.width() - theme.width_of(figure, small) - px(8)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, title)


class SideBar(Retranslating):
    """Everything at the left edge of the window. It emits what was chosen and knows nothing of what that means."""

    tab_chosen = Signal(str)
    view_chosen = Signal(str)
    view_entered = Signal()
    search_pressed = Signal()
    company_pressed = Signal()
    settings_pressed = Signal()
    view_menu_requested = Signal(QPoint)
    view_save_requested = Signal()

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec]) -> None:
        super().__init__()
        self._theme, self._has_views, self._offers_saving = theme, False, False
        self.company = _CompanyButton(theme)
        self.company.pressed.connect(self.company_pressed)
        self.search = _SearchButton(theme)
        self.search.clicked.connect(self.search_pressed)
        self.tabs = SideTabs(theme, tabs)
        self.tabs.chosen.connect(self.tab_chosen)
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
        column.addSpacing(px(16))
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
        self.settings.set_compact(narrow)
        across = QSizePolicy.Policy.Fixed if narrow else QSizePolicy.Policy.Expanding
        self.settings.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(self._theme.px(Width.SIDE_BAR_ICONS if narrow else Width.SIDE_BAR))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_tabs()
        return super().event(event)

    def _fit_tabs(self) -> None:
        if (layout := self.layout()) is not None:
            others = layout.totalMinimumSize().height() - self.tabs.minimumSizeHint().height()
            self.tabs.fit(self.height() - others)

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


class _SearchButton(QPushButton):
    """Looks like the field it opens: the palette has the real one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(theme.px(30))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        box = QRectF(self.rect())
        edge = tokens.field_edge if self.underMouse() else tokens.strong_line
        rounded(painter, box, Radius.FIELD, tokens.content, edge)
        icon = theme.pixmap("search", tokens.text2, 16, self.devicePixelRatioF())
        painter.drawPixmap(px(8), (self.height() - px(16)) // 2, icon)
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(QColor(tokens.text2))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(px(32), 0, 0, 0), int(middle), self.text())
        keys = key_text("Ctrl+K")
        width, height = cap_width(theme, keys), px(18)
        cap = QRectF(self.width() - width - px(6), (self.height() - height) / 2, width, height)
        draw_key_cap(painter, theme, cap, keys, tokens.text2, QColor(tokens.strong_line), tokens.content)
        if self.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        painter.end()


class _CompanyButton(QWidget):
    """The company's initial and name above the acting user; pressing it offers to switch the user."""

    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._company = theme, ""
        self._is_narrow = False
        self._text: Text = Plain("")
        self.setFixedHeight(theme.px(42))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.theme_changed.connect(self.update)

    def set_names(self, company: str, user: Text) -> None:
        """Show a company and a user."""
        self._company, self._text = company, user
        self.setAccessibleName(f"{company}, {shown(user)}")
        self.setToolTip(company)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the initial alone."""
        self._is_narrow = narrow
        self.update()

    def mousePressEvent(self, event: object) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        badge = QRectF(px(13), (self.height() - px(24)) / 2, px(24), px(24))
        rounded(painter, badge, Radius.FIELD, tokens.accent)
        painter.setFont(theme.font(Role.SMALL, 600))
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self._company[:1].upper())
        if not self._is_narrow:
            self._paint_names(painter, QRect(px(46), 0, self.width() - px(46) - px(28), self.height()))
            arrow = theme.pixmap("chevron-down", tokens.text2, 14, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - px(26), (self.height() - px(14)) // 2, arrow)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()).adjusted(4, 0, -4, 0), Radius.FIELD, tokens.accent_text)
        painter.end()

    def _paint_names(self, painter: QPainter, room: QRect) -> None:
        theme, tokens = self._theme, self._theme.tokens
        middle = room.center().y()
        for text, font, ink, top in (
            (self._company, theme.font(Role.BODY, 600), tokens.text1, middle - theme.px(18)),
            (shown(self._text), theme.font(Role.TINY, 400), tokens.text2, middle + theme.px(1)),
        ):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            line = QRect(room.left(), top, room.width(), theme.px(18))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitted)
