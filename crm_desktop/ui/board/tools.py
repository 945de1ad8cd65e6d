"""What narrows and orders the board beside the filters: quick filters, the pipeline, the order of the cards."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.listing import Filter, Sort
from crm_desktop.ui.board.kind import BoardKind, QuickFilter
from crm_desktop.ui.texts import Plain, Retranslating, shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button, IconButton


class QuickChip(Button):
    """A quick filter as a chip; one that is on has a tick and stays down."""

    def __init__(self, theme: Theme, quick: QuickFilter) -> None:
        super().__init__(theme, quick.title, kind="secondary", height=Height.FILTER_CHIP)
        self.filter = quick.filter
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """Stay as the list's filters say."""

    def show_on(self, is_on: bool) -> None:
        """Show whether the list is filtered so."""
        self.setChecked(is_on)
        self.set_icon("check" if is_on else None)


class QuickFilters(Retranslating):
    """The quick filters as a row of chips, or where there is no room for them as one button with a menu."""

    toggled = Signal(object)

    def __init__(self, theme: Theme, offered: Sequence[QuickFilter]) -> None:
        super().__init__()
        self._gap = theme.px(Space.S)
        self.chips = [QuickChip(theme, each) for each in offered]
        self.more = Button(theme, N_("Quick filters"), kind="secondary", icon="zap", height=Height.FILTER_CHIP)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._gap)
        for each in (*self.chips, self.more):
            self._row.addWidget(each)
        for chip in self.chips:
            chip.clicked.connect(partial(self._toggle, chip.filter))
        self.more.clicked.connect(self._open_menu)
        self.more.hide()

    def show_on(self, filters: Sequence[object]) -> None:
        """Show which of them are among a list's filters."""
        for chip in self.chips:
            chip.show_on(chip.filter in filters)
        self.more.set_icon("check" if any(chip.isChecked() for chip in self.chips) else "zap")

    def fit(self, room: int, width: int) -> None:
        """Be chips, or a button; `room` is left on the line of the filters, which is `width` wide."""
        whole = sum(chip.sizeHint().width() + self._gap for chip in self.chips)
        self.more.set_text(N_("Quick filters"))
        button = self.more.sizeHint().width()
        # What needs a line of its own may as well fill it.
        are_chips = whole <= room or room < button < whole <= width
        if not are_chips and button > room:
            self.more.set_text(Plain(""))
            self.more.setAccessibleName(tr("Quick filters"))
            self.more.setToolTip(tr("Quick filters"))
        for chip in self.chips:
            chip.setVisible(are_chips)
        self.more.setVisible(not are_chips)
        self._row.invalidate()
        self.updateGeometry()

    def _toggle(self, one: Filter, _checked: bool = False) -> None:
        self.toggled.emit(one)

    def _open_menu(self) -> None:
        menu = _menu(self.more)
        for chip in self.chips:
            _add(menu, chip.text(), chip.isChecked(), partial(self._toggle, chip.filter))
        _open(menu, self.more)


class BoardTools(Retranslating):
    """The pipeline, where there are several, the order of the cards, and the detail side."""

    pipeline_chosen = Signal(str)
    order_chosen = Signal(object)
    detail_wanted = Signal()

    def __init__(self, theme: Theme, kind: BoardKind) -> None:
        super().__init__()
        self._orders = kind.orders
        self._pipelines: Sequence[tuple[str, str]] = ()
        self._pipeline_id = ""
        self._sort: Sort | None = None
        self._is_short = False
        self.pipeline = Button(
            theme, Plain(""), kind="quiet", icon="chevron-down", icon_after=True, height=Height.FILTER_CHIP
        )
        self.order = Button(theme, Plain(""), kind="quiet", icon="arrow-down", height=Height.FILTER_CHIP)
        self.detail = IconButton(theme, "panel-right", N_("Detail side"), height=Height.FILTER_CHIP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(Space.XS))
        for each in (self.pipeline, self.order, self.detail):
            row.addWidget(each)
        self.pipeline.clicked.connect(self._choose_pipeline)
        self.order.clicked.connect(self._choose_order)
        self.detail.clicked.connect(self.detail_wanted)
        self.show_pipelines((), "")
        self.show_order(None)

    def show_pipelines(self, pipelines: Sequence[tuple[str, str]], current: str) -> None:
        """Offer these pipelines by id and name; a single one is not worth a word."""
        self._pipelines, self._pipeline_id = pipelines, current
        self.pipeline.setVisible(len(pipelines) > 1)
        name = dict(pipelines).get(current, "")
        self.pipeline.set_text(Plain(name))
        self.pipeline.setAccessibleName(tr("Pipeline: {name}", name=name))

    def show_order(self, sort: Sort | None) -> None:
        """Say what the cards are ordered by."""
        self._sort = sort
        known = dict(self._orders)
        title = known.get(sort.field) if sort else None
        said = Message("By {field}", field=tr(title)) if title else N_("Other order")
        self.order.set_text(Plain("") if self._is_short else said)
        self.order.setAccessibleName(shown(said))
        self.order.setToolTip(shown(said))
        self.order.set_icon("arrow-down" if sort is None or sort.descending else "arrow-up")

    def set_short(self, is_short: bool) -> None:
        """Leave the words to the tool tips where there is no room for them."""
        if is_short != self._is_short:
            self._is_short = is_short
            self.show_order(self._sort)

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        self.show_order(self._sort)

    def _choose_pipeline(self) -> None:
        menu = _menu(self.pipeline)
        for key, name in self._pipelines:
            _add(menu, name, key == self._pipeline_id, partial(self.pipeline_chosen.emit, key))
        _open(menu, self.pipeline)

    def _choose_order(self) -> None:
        """Offer the orders; the present one turns around."""
        menu = _menu(self.order)
        for key, title in self._orders:
            is_now = self._sort is not None and self._sort.field == key
            turned = Sort(key, not self._sort.descending if is_now and self._sort else False)
            _add(menu, tr(title), is_now, partial(self.order_chosen.emit, turned))
        _open(menu, self.order)


def _menu(button: QWidget) -> QMenu:
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _open(menu: QMenu, button: QWidget) -> None:
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))


def _add(menu: QMenu, text: str, is_on: bool, act: Callable[[], None]) -> None:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(is_on)
    action.triggered.connect(lambda _checked=False: act())
