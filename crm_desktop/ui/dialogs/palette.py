"""The palette (Ctrl+K): find any record by typing, or carry out any command; the keyboard never leaves its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.queries.search import SearchResult, search
from crm_desktop.queries.search_hits import SearchHit
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import Background, Ticket
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.navigator import Navigator
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.choices import Tab, TabRow
from crm_desktop.ui.widgets.key_hints import KeyCap, KeyHint
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.palette_list import PaletteList, PaletteRow

_WIDTH, _TOP, _FIELD, _FOOTER = 660, 104, 56, 40
# A group of everything shows its best few; the scope of one kind shows more.
_FEW, _MANY = 5, 50
_WAIT_MS = 40
COMMANDS = ">"
ALL = "all"


@dataclass(frozen=True)
class Found:
    """A kind the palette can open: its title, its icon, and what a new one is called ("" when none is made here)."""

    kind: str
    title: str
    icon: str
    new: str = ""


KINDS = (
    Found("customer", N_("Customers"), "building-2", N_("New customer “{text}”")),
    Found("contact", N_("Contacts"), "users", N_("New contact “{text}”")),
    Found("opportunity", N_("Opportunities"), "square-kanban", N_("New opportunity “{text}”")),
    Found("service_case", N_("Service"), "life-buoy"),
    Found("interaction", N_("Activities"), "message-square"),
)
_OF_KIND: Mapping[str, Found] = {each.kind: each for each in KINDS}


class Palette(Panel):
    """Searches while one types; Enter opens, Tab changes the kind, ">" asks for commands alone."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        background: Background,
        navigator: Navigator,
        actions: Sequence[Action],
    ) -> None:
        super().__init__(window, theme, N_("Find anything"), _WIDTH)
        self._background, self._navigator, self._actions = background, navigator, actions
        self._ticket: Ticket | None = None
        self._is_behind = self._chooses_when_found = False
        self._result = SearchResult()
        self.footer_height = theme.px(_FOOTER)
        self.field = QLineEdit()
        self.field.setProperty("bare", True)
        self.field.setFont(theme.font(Role.TITLE, 400))
        self.field.setPlaceholderText(tr("Find a customer, a contact, a deal, or a command"))
        self.field.setAccessibleName(tr("Find anything"))
        self.field.installEventFilter(self)
        self.count = Label(theme, Plain(""), Role.SMALL, colour="text3")
        self.scopes = TabRow(theme, [Tab(ALL, N_("All")), *(Tab(each.kind, each.title) for each in KINDS)])
        self.scopes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = PaletteList(theme)
        self._build()
        # Somebody who types quickly asks for the whole word, not for each of its letters.
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._search)
        self.field.textChanged.connect(self._on_typed)
        self.scopes.chosen.connect(lambda _scope: self._search())
        self.list.chosen.connect(self._choose)
        self._show_rows()

    def focus_inside(self) -> None:
        self.field.setFocus()

    def wanted_size(self) -> QSize:
        return QSize(self.theme.px(_WIDTH), self.theme.px(560))

    def place(self) -> None:
        """Hang near the upper edge, where the eye is, never larger than the window."""
        super().place()
        top = min(self.theme.px(_TOP), self.y())
        self.setGeometry(QRect(QPoint(self.x(), top), self.size()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        theme, px = self.theme, self.theme.px
        sign = QLabel()
        sign.setPixmap(theme.pixmap("search", size=18, ratio=self.devicePixelRatioF()))
        top = QHBoxLayout()
        top.setContentsMargins(px(20), 0, px(16), 0)
        top.setSpacing(px(10))
        for each in (sign, self.field, self.count, KeyCap(theme, "Esc")):
            top.addWidget(each, 1 if each is self.field else 0)
        self.field.setMinimumHeight(px(_FIELD))
        scopes = QHBoxLayout()
        scopes.setContentsMargins(px(16), 0, px(16), 0)
        scopes.addWidget(self.scopes)
        # Within the tabs, so that their line goes on below it.
        beside = QHBoxLayout(self.scopes)
        beside.setContentsMargins(0, 0, 0, 1)
        beside.addStretch(1)
        beside.addWidget(KeyHint(theme, "Tab", N_("Next kind")))
        rows = QHBoxLayout()
        rows.setContentsMargins(px(8), px(4), px(8), px(8))
        rows.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), 0, px(16), 0)
        foot.setSpacing(px(16))
        for key, text in (("Up Down", N_("Move")), ("Enter", N_("Open")), (COMMANDS, N_("Commands"))):
            foot.addWidget(KeyHint(theme, key, text))
        foot.addStretch()
        footer = QWidget()
        footer.setLayout(foot)
        footer.setFixedHeight(self.footer_height)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Rule(theme, strong=True))
        column.addLayout(scopes)
        column.addLayout(rows, 1)
        column.addWidget(footer)

    # --- searching

    def _typed(self) -> str:
        return self.field.text().strip()

    def _on_typed(self) -> None:
        self._is_behind = True
        self._timer.start()

    def _search(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        typed, scope = self._typed(), self.scopes.current()
        if not typed or typed.startswith(COMMANDS):
            self._on_found(SearchResult())
            return
        kinds = [each.kind for each in KINDS] if scope == ALL else [scope]
        limit = _FEW if scope == ALL else _MANY
        self._ticket = self._background.read(self, lambda reading: search(reading, typed, kinds, limit), self._on_found)

    def _on_found(self, result: SearchResult) -> None:
        self._result, self._is_behind = result, False
        self._show_rows()
        if self._chooses_when_found:
            self._choose(self.list.current_key())

    # --- showing

    def _show_rows(self) -> None:
        typed = self._typed()
        self.list.show_rows([*self._record_rows(), *self._command_rows(typed), *self._new_rows(typed)])
        found = len(self._result.hits)
        more = "+" if self._result.more else ""
        searched = typed and not typed.startswith(COMMANDS)
        words = trn("1 result", "{count} results", found) if not more else tr("{count}+ results", count=found)
        self.count.set_text(Plain(words if searched else ""))

    def _record_rows(self) -> list[PaletteRow]:
        rows: list[PaletteRow] = []
        for kind in dict.fromkeys(hit.kind for hit in self._result.hits):
            rows.append(PaletteRow(tr(_OF_KIND[kind].title)))
            rows.extend(_record_row(hit) for hit in self._result.hits if hit.kind == kind)
        return rows

    def _command_rows(self, typed: str) -> list[PaletteRow]:
        """The commands that are possible now and called so; without a text all of them."""
        if typed and self.scopes.current() != ALL and not typed.startswith(COMMANDS):
            return []
        wanted = typed.removeprefix(COMMANDS).strip().casefold()
        fitting = [each for each in self._actions if each.enabled() and wanted in each.label().casefold()]
        rows = [
            PaletteRow(each.label(), each.handler, each.icon or "chevron-right", shortcut=each.shortcut)
            for each in fitting
        ]
        return [PaletteRow(tr("Commands")), *rows] if rows else []

    def _new_rows(self, typed: str) -> list[PaletteRow]:
        """Making a record of what was typed; always last, so that it is there when nothing was found."""
        if not typed or typed.startswith(COMMANDS):
            return []
        offered = [each for each in KINDS if each.new and self.scopes.current() in (ALL, each.kind)]
        rows = [PaletteRow(tr(each.new, text=typed), _New(each.kind, typed), "plus") for each in offered]
        return [PaletteRow(tr("Create")), *rows] if rows else []

    # --- choosing

    def _on_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self.list.step(8 if event.key() == Qt.Key.Key_PageDown else -8)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                count, step = self.scopes.count(), 1 if event.key() == Qt.Key.Key_Tab else -1
                self.scopes.setCurrentIndex((self.scopes.currentIndex() + step) % count)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                # The rows still answer an earlier text: the first one of the answer is meant, not the first of these.
                self._chooses_when_found = self._is_behind
                if not self._is_behind:
                    self._choose(self.list.current_key())
            case _:
                return False
        return True

    def _choose(self, key: object) -> None:
        """Close first: what is chosen may open a dialog of its own."""
        if key is None:
            return
        self.accept()
        match key:
            case SearchHit(kind=kind, id=record_id):
                self._navigator.open(kind, record_id)
            case _New(kind, name):
                self._navigator.new(kind, {"name": name})
            case _ if callable(key):
                key()


@dataclass(frozen=True)
class _New:
    """The wish for a new record of this name."""

    kind: str
    name: str


def _record_row(hit: SearchHit) -> PaletteRow:
    note, spans = (hit.excerpt, hit.excerpt_spans) if hit.excerpt else (hit.subtitle, ())
    return PaletteRow(hit.title, hit, _OF_KIND[hit.kind].icon, note, spans=hit.spans, note_spans=spans)


def open_palette(
    window: QWidget,
    theme: Theme,
    background: Background,
    navigator: Navigator,
    actions: Sequence[Action],
) -> Palette:
    """Open the palette over a window."""
    palette = Palette(window, theme, background, navigator, actions)
    palette.open_panel()
    return palette
