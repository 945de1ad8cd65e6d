"""The palette (Ctrl+K): find any record by typing, or carry out any command; the keyboard never leaves its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, tr
from crm_desktop.queries.search_hits import SearchHit
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.list_bars import Ground
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.palette_answers import COUNTED, Answer, Key, Question, Questions, customer_at
from crm_desktop.ui.palette_commands import Command, PaletteCommands
from crm_desktop.ui.palette_kinds import KINDS, offered_kinds
from crm_desktop.ui.palette_recent import RecentRecords
from crm_desktop.ui.palette_rows import New, command_rows, customer_of, new_rows, record_rows
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.key_hints import KeyCap, KeyHint
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.palette_list import PaletteList, PaletteRow
from crm_desktop.ui.widgets.palette_scopes import ScopeChips, ScopeToken

_WIDTH, _HEIGHT, _TOP, _FIELD, _FOOTER = 660, 580, 104, 56, 40
# A group of everything shows its best few; the scope of one kind shows more.
_FEW, _MANY = 5, 50
_RECENT = 7
_EDGE, _BETWEEN = 16, 14
COMMANDS, PEOPLE = ">", "@"
ALL = "all"
_EVERY = tuple(each.kind for each in KINDS)
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

OpenApart = Callable[[str, str], None]


@dataclass(frozen=True)
class _Within:
    """The customer whose records are searched."""

    id: str
    name: str


class Palette(Panel):
    """Searches while one types; Enter opens, Tab changes the kind, the right arrow stays within a customer."""

    def __init__(
        self,
        window: QWidget,
        context: PageContext,
        commands: PaletteCommands,
        recent: RecentRecords,
        open_apart: OpenApart | None = None,
        current: Key | None = None,
    ) -> None:
        """`open_apart` shows a record in a window of its own; `current` is the record one is looking at."""
        theme = context.theme
        super().__init__(window, theme, N_("Find anything"), _WIDTH)
        self._context, self._commands, self._recent, self._open_apart = context, commands, recent, open_apart
        self._questions = Questions(context.background, self)
        self._answer, self._counts = Answer(), dict[str, int]()
        self._within: _Within | None = None
        self._is_behind = False
        self._key_when_found: Qt.KeyboardModifier | None = None
        self.footer_height = theme.px(_FOOTER)
        self.field = QLineEdit()
        self.field.setProperty("bare", True)
        self.field.setFont(theme.font(Role.TITLE, 400))
        self.field.setAccessibleName(tr("Find anything"))
        self.field.installEventFilter(self)
        self.count = Label(theme, Plain(""), Role.SMALL, colour="text3")
        self.token = ScopeToken(theme)
        self.scopes = ScopeChips(
            theme, [(ALL, N_("All")), *((each.kind, each.title) for each in offered_kinds(context.choices))]
        )
        self.list = PaletteList(theme)
        self._build()
        self._connect()
        self._show_within(None)
        commands.read_saved_views(self, self._show_rows)
        if current is not None:
            context.background.read(self, lambda reading: customer_at(reading, current), self._on_customer)

    def focus_inside(self) -> None:
        self.field.setFocus()

    def wanted_size(self) -> QSize:
        return QSize(self.theme.px(_WIDTH), self.theme.px(_HEIGHT))

    def place(self) -> None:
        """Hang near the upper edge, where the eye is, never larger than the window."""
        super().place()
        top = min(self.theme.px(_TOP), self.y())
        self.setGeometry(QRect(QPoint(self.x(), top), self.size()))
        self._fit_hints()

    def _fit_hints(self) -> None:
        """Teach the keys that act, as far as there is room."""
        room, rows = self.width() - self.theme.px(_EDGE), self.list.rows()
        hits = (row.key for row in rows if isinstance(row.key, SearchHit))
        leads = self._within is None and any(customer_of(hit, self._answer) for hit in hits)
        for hint in self._hints:
            acts = leads or hint is not self._into
            room -= (hint.sizeHint().width() + self.theme.px(_BETWEEN)) * acts
            hint.setVisible(acts and room >= 0)

    def ask_to_close(self) -> None:
        """Esc goes back out of a customer first."""
        if self._within is not None:
            self._show_within(None)
        else:
            self.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    # --- building

    def _build(self) -> None:
        px = self.theme.px
        head = QHBoxLayout()
        # The round corners of the panel stay free.
        head.setContentsMargins(px(10), 0, px(10), 0)
        head.addWidget(self._head())
        scopes = QHBoxLayout()
        scopes.setContentsMargins(px(16), 0, px(16), 0)
        scopes.addWidget(self.scopes)
        rows = QHBoxLayout()
        rows.setContentsMargins(px(8), 0, px(8), px(8))
        rows.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Rule(self.theme, strong=True))
        column.addLayout(scopes)
        column.addLayout(rows, 1)
        column.addWidget(self._footer())

    def _head(self) -> QWidget:
        """The field and what stands beside it, on a ground of its own: a blinking cursor shall not paint the window."""
        theme, px = self.theme, self.theme.px
        sign = QLabel()
        sign.setPixmap(theme.pixmap("search", size=18, ratio=self.devicePixelRatioF()))
        head = Ground(theme, "content")
        head.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        row = QHBoxLayout(head)
        row.setContentsMargins(px(10), 0, px(6), 0)
        row.setSpacing(px(10))
        for each in (sign, self.token, self.field, self.count, KeyCap(theme, "Esc")):
            row.addWidget(each, 1 if each is self.field else 0)
        self.field.setMinimumHeight(px(_FIELD))
        return head

    def _footer(self) -> QWidget:
        theme, px = self.theme, self.theme.px
        foot = QHBoxLayout()
        foot.setContentsMargins(px(_EDGE), 0, px(_EDGE), 0)
        foot.setSpacing(px(_BETWEEN))
        hints = [("Up Down", N_("Move")), ("Enter", N_("Open"))]
        if self._open_apart is not None:
            hints.append(("Ctrl+Return", N_("In a new window")))
        hints += [(COMMANDS, N_("Commands")), (PEOPLE, N_("Contacts"))]
        self._into = KeyHint(theme, "Right", N_("Within the customer"))
        self._hints = [KeyHint(theme, key, text) for key, text in hints]
        self._hints.insert(-2, self._into)
        for hint in self._hints:
            foot.addWidget(hint)
        foot.addStretch()
        footer = QWidget()
        footer.setLayout(foot)
        footer.setFixedHeight(self.footer_height)
        return footer

    def _connect(self) -> None:
        self.field.textChanged.connect(self._ask)
        self.scopes.chosen.connect(self._ask)
        self.token.left.connect(lambda: self._show_within(None))
        self.list.chosen.connect(self._choose)

    # --- asking

    def _typed(self) -> str:
        """What is searched for: the text without the signs that say where."""
        return self.field.text().strip().removeprefix(COMMANDS).removeprefix(PEOPLE).strip()

    def _is_commands(self) -> bool:
        return self.field.text().lstrip().startswith(COMMANDS)

    def _question(self) -> Question:
        typed, scope = self._typed(), self.scopes.current()
        kinds = _EVERY if scope == ALL else (scope,)
        if self.field.text().lstrip().startswith(PEOPLE):
            kinds = ("contact",)
        limit = _FEW if len(kinds) > 1 else _MANY
        within = self._within.id if self._within else None
        if typed or within:
            return Question(typed, kinds, limit, within)
        return Question(kinds=kinds, limit=_RECENT, recent=tuple(self._recent.keys()))

    def _ask(self, *_ignored: object) -> None:
        """Each key asks at once: an answer takes less than the time between two keys."""
        self._is_behind = True
        if self._is_commands():
            self._questions.forget()
            self._on_answer(Answer())
        else:
            self._questions.ask(self._question(), self._on_answer)

    def _on_answer(self, answer: Answer) -> None:
        self._answer, self._is_behind = answer, False
        found = [hit.kind for hit in answer.result.hits]
        self._counts = {kind: found.count(kind) for kind in answer.question.kinds}
        self._show_rows()
        if (modifiers := self._key_when_found) is not None:
            self._key_when_found = None
            self._choose(self.list.current_key(), modifiers)
        elif answer.result.more and answer.question.typed and answer.question.within is None:
            self._questions.count(answer.question, self._on_counts)

    def _on_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self._show_counts(is_final=True)

    # --- showing

    def _show_rows(self) -> None:
        commands = self._command_rows()
        making = (
            []
            if self._is_commands() or self._within
            else new_rows(self._typed(), self.scopes.current(), self._context.choices)
        )
        actions = [*commands, *making]
        records = record_rows(self._context, self._answer, self._within.name if self._within else "")
        leading = [row for row in actions if row.leads]
        others = [row for row in actions if not row.leads]
        # What was meant otherwise, and is not there, shall not become a record by Enter: that takes its key or a step.
        is_meant = bool(records or leading or commands)
        rows = [*_group(leading), *records, *_group(others)] if records else _group([*leading, *others])
        self.list.show_rows(rows, 1 if is_meant else None)
        self._show_counts(is_final=not self._answer.result.more)
        self._fit_hints()

    def _command_rows(self) -> list[PaletteRow]:
        """The commands that are meant; without a text those of menus, in the scope of a kind or a customer none."""
        typed = self._typed()
        if self._within or (self.scopes.current() != ALL and not self._is_commands()):
            return []
        return command_rows(self._commands.fitting(typed) if typed else self._commands.offered())

    def _show_counts(self, *, is_final: bool) -> None:
        """How much was found in all and in each scope; a plus where more than that is there."""
        searched = bool(self._answer.question.typed) or self._within is not None
        more = self._answer.result.more if not is_final else ()
        said = {kind: _counted(count, kind in more) for kind, count in self._counts.items()}
        whole = _counted(sum(self._counts.values()), bool(more))
        is_all = self._answer.question.kinds == _EVERY
        self.scopes.set_counts({**said, **({ALL: whole} if is_all else {})} if searched else {})
        took = integer(max(1, round(self._answer.took_ms)))
        # Beside a command that is meant, "0 found" would deny it.
        is_answered = bool(self._answer.result.hits) or not any(isinstance(r.key, Command) for r in self.list.rows())
        words = tr("{count} found · {time} ms", count=whole, time=took) if searched and is_answered else ""
        self.count.set_text(Plain(words))

    def _show_within(self, within: _Within | None) -> None:
        self._within = within
        self.token.show_name(within.name if within else "")
        text = tr("What of this customer?") if within else tr("Find a customer, deal or command")
        self.field.setPlaceholderText(text)
        self.scopes.blockSignals(True)
        self.scopes.set_current(ALL)
        self.scopes.blockSignals(False)
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._ask()

    def _on_customer(self, customer: tuple[str, str] | None) -> None:
        """Whose record one is looking at is known: all of theirs can be asked for by words."""
        if customer is not None:
            within = _Within(*customer)
            self._commands.add_everything_of(within.name, lambda: self._show_within(within))
            self._show_rows()

    # --- choosing

    def _on_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self.list.step(8 if event.key() == Qt.Key.Key_PageDown else -8)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                self.scopes.step(1 if event.key() == Qt.Key.Key_Tab else -1)
            case Qt.Key.Key_Right if self.field.cursorPosition() == len(self.field.text()):
                return self._go_within()
            case Qt.Key.Key_Backspace if self._within and not self.field.text():
                self._show_within(None)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                # The rows still answer an earlier text: the first one of the answer is meant, not the first of these.
                if self._is_behind:
                    self._key_when_found = event.modifiers()
                else:
                    self._choose(self.list.current_key(), event.modifiers())
            case _:
                return False
        return True

    def _go_within(self) -> bool:
        """Stay with the customer of the current row: everything of this customer, narrowed by what is typed next."""
        key = self.list.current_key()
        customer = customer_of(key, self._answer) if isinstance(key, SearchHit) and not self._is_behind else None
        if customer is None or self._within is not None:
            return False
        self._show_within(_Within(*customer))
        return True

    def _choose(self, key: object, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Close first: what is chosen may open a dialog of its own."""
        if modifiers & _SHIFT:
            key = next((row.key for row in self.list.rows() if isinstance(row.key, New)), None)
        if key is None:
            return
        if isinstance(key, Command) and key.stays:
            key.run()
            return
        self.accept()
        match key:
            case SearchHit():
                self._open(key, apart=bool(modifiers & _CONTROL))
            case New(kind, values):
                self._context.navigator.new(kind, values)
            case Command():
                key.run()

    def _open(self, hit: SearchHit, *, apart: bool) -> None:
        kind, record_id = hit.kind, hit.id
        self._recent.note(hit.kind, hit.id)
        # A file is shown among those of its record.
        if apart and self._open_apart is not None and kind != "attachment":
            self._open_apart(kind, record_id)
        else:
            self._context.navigator.open(kind, record_id)


def _group(rows: list[PaletteRow]) -> list[PaletteRow]:
    return [PaletteRow(tr("Actions")), *rows] if rows else []


def _counted(count: int, more: bool) -> str:
    return f"{integer(count if count < COUNTED else COUNTED - 1)}{'+' if more or count >= COUNTED else ''}"


def open_palette(
    window: QWidget,
    context: PageContext,
    commands: PaletteCommands,
    recent: RecentRecords,
    open_apart: OpenApart | None = None,
    current: Key | None = None,
) -> Palette:
    """Open the palette over a window."""
    palette = Palette(window, context, commands, recent, open_apart, current)
    palette.open_panel()
    return palette
