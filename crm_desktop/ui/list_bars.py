"""The bars around a list: title and commands above, filters and search below them, totals or selection at the foot."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.ui.actions import ActionSet
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button, IconButton, Kind
from crm_desktop.ui.widgets.filter_bar import FilterBar
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.parts_label import PartsLabel
from crm_desktop.ui.widgets.shrinking import Shrinking

# What a field keeps free around its words.
_AROUND = 24


class Ground(QWidget):
    """A part of a page on its own ground; `colour` names a token."""

    def __init__(self, theme: Theme, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._colour = theme, colour
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(getattr(self._theme.tokens, self._colour)))
        painter.end()


class TitleRow(QWidget):
    """The title, how many records the view holds, and at most two commands."""

    def __init__(self, theme: Theme, declaration: ListDeclaration, actions: ActionSet) -> None:
        super().__init__()
        px = theme.px
        self.count = Label(theme, Plain(""), Role.BODY, colour="text3", tabular=True)
        self.setFixedHeight(px(Height.TITLE_BAR))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.S))
        row.addWidget(Label(theme, declaration.title, Role.TITLE))
        # Says which view is shown and offers the others where the side bar has no room for them.
        self.view = Button(theme, Plain(""), kind="quiet", icon="chevron-down", icon_after=True)
        self.view.hide()
        row.addWidget(self.view)
        row.addWidget(self.count)
        row.addStretch(1)
        buttons = [
            CommandButton(theme, actions, each, is_primary=each == declaration.primary)
            for each in (declaration.secondary, declaration.primary)
            if each
        ]
        for button in buttons:
            row.addWidget(button)
        Shrinking(self, [self.view, *buttons])

    def name_view(self, title: Text) -> None:
        """Say which view is shown."""
        self.view.set_text(title)
        self.view.setAccessibleName(f"{tr('Views')}: {shown(title)}")

    def add_figures(self, figures: QWidget) -> None:
        """Show figures behind the count, in whatever room is left."""
        self._row.insertWidget(3, figures, 100)

    def add_switch(self, switch: QWidget) -> None:
        """Place a switch before the commands."""
        self._row.insertWidget(5, switch)


class FilterRow(QWidget):
    """The filter chips, the search, row height, columns and the tools of the page."""

    def __init__(self, theme: Theme, declaration: ListDeclaration, actions: ActionSet, filters: FilterBar) -> None:
        super().__init__()
        self._theme, self._actions = theme, actions
        px = theme.px
        self.search = _Search()
        self.search.setFixedHeight(px(Height.FILTER_CHIP))
        self.search.setMinimumWidth(px(100))
        self.search.setMaximumWidth(px(160))
        self.search.setClearButtonEnabled(True)
        self.density = IconButton(theme, "list", N_("Row height"), height=Height.FILTER_CHIP)
        self.columns = IconButton(theme, "columns-3", N_("Columns"), height=Height.FILTER_CHIP)
        self._tools = {each: self._tool(each) for each in declaration.tools}
        self._row = row = QHBoxLayout(self)
        # Chips that find no room wrap, and the row grows.
        edge = px((Height.FILTER_BAR - Height.FILTER_CHIP) // 2)
        row.setContentsMargins(px(Space.L), edge, px(Space.L), edge)
        row.setSpacing(px(Space.S))
        actions.refreshed.connect(self._refresh_tools)
        row.addWidget(filters, 1, Qt.AlignmentFlag.AlignTop)
        for each in (self.search, self.density, self.columns, *self._tools.values()):
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)

    def add_tools(self, tools: QWidget) -> None:
        """Place tools of another face of the page before the search."""
        self._row.insertWidget(1, tools, 0, Qt.AlignmentFlag.AlignTop)

    def retranslate(self) -> None:
        """Name the search in the current language."""
        self.search.show_hint()
        self.search.setAccessibleName(tr("Search this list"))

    def _refresh_tools(self) -> None:
        for action_id, tool in self._tools.items():
            record = self._actions.record(action_id)
            tool.setEnabled(record.enabled())
            tool.set_reason(record.reason())

    def open_below_columns(self, menu: QMenu) -> None:
        """Open a menu below the button of the columns."""
        menu.popup(self.columns.mapToGlobal(QPoint(0, self.columns.height() + 2)))

    def _tool(self, action_id: str) -> IconButton:
        record = self._actions.record(action_id)
        button = IconButton(self._theme, record.icon, record.text, key=record.shortcut, height=Height.FILTER_CHIP)
        button.clicked.connect(lambda: self._actions.trigger(action_id))
        return button


class _Search(QLineEdit):
    """Says what it searches, or in little room only that it does."""

    def show_hint(self) -> None:
        """Show as many words as there is room for."""
        whole = tr("Search this list")
        fits = self.fontMetrics().horizontalAdvance(whole) <= self.width() - _AROUND
        self.setPlaceholderText(whole if fits else tr("Search"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_hint()


class BottomBar(Ground):
    """The totals of the list; while records are chosen their number, sum and commands."""

    cleared = Signal()

    def __init__(self, theme: Theme, declaration: ListDeclaration, actions: ActionSet) -> None:
        super().__init__(theme, "sunken")
        px = theme.px
        self.setFixedHeight(px(Height.SELECTION_BAR))
        self.chosen = Label(theme, Plain(""), Role.BODY, weight=600)
        self.sums = PartsLabel(theme, Plain(""), Role.BODY, colour="text2", tabular=True, elide=True)
        # Commands give up their words before a figure leaves.
        self.sums.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._unselect = Button(theme, N_("Clear"), kind="quiet", icon="x", key="Esc", height=Height.BUTTON_BAR)
        self._unselect.clicked.connect(self.cleared)
        commands = [CommandButton(theme, actions, each, is_primary=False) for each in declaration.selection_actions]
        row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.L), 0, px(Space.L), 0)
        row.setSpacing(px(Space.M))
        for each in (self.chosen, self.sums, *commands):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self._unselect)
        self._of_selection = (self.chosen, self._unselect, *commands)
        Shrinking(self, [*commands[::-1], self._unselect])

    def show_chosen(self, count: int) -> None:
        """Say how many records are chosen; none leaves the bar to the totals."""
        for each in self._of_selection:
            each.setVisible(bool(count))
        if count:
            self.chosen.set_text(Plain(trn("{count} selected", "{count} selected", count)))


class CommandButton(Button):
    """The button of a command; only a primary one shows its key. What stands against the command is its tool tip."""

    def __init__(self, theme: Theme, actions: ActionSet, action_id: str, *, is_primary: bool) -> None:
        self._command = command = actions.record(action_id)
        kind: Kind = "primary" if is_primary else "secondary"
        super().__init__(
            theme, command.text, kind=kind, icon=command.icon or None, key=command.shortcut if is_primary else None
        )
        self.clicked.connect(lambda: actions.trigger(action_id))
        actions.refreshed.connect(self._show_reason)
        self._show_reason()

    def _show_reason(self) -> None:
        reason = self._command.reason()
        self.setEnabled(not reason)
        self.set_reason(reason)
