"""The commands of the palette: actions, new records, activities, views, reports and settings, by words of any language.

A command is found by its name in every language of the program, whichever the window speaks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from PySide6.QtCore import QObject

from crm_desktop.core import formats
from crm_desktop.core.i18n import LANGUAGES, N_, Message, Translator, language, tr
from crm_desktop.core.viewer import REPORT
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.own_kind import OwnKind
from crm_desktop.queries.saved_view import SavedViewRow, saved_views
from crm_desktop.queries.search_hits import Spans
from crm_desktop.queries.search_words import word_search
from crm_desktop.ui.actions import Action
from crm_desktop.ui.dialogs.settings import MODES, SCALES
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.palette_kinds import KINDS
from crm_desktop.ui.palette_periods import typed_period
from crm_desktop.ui.report_periods import PERIODS
from crm_desktop.ui.settings import SECTIONS
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.welcome import LANGUAGE_NAMES

# What is looked for by names of the trade: the name, the page where it is, what that is called, and its icon.
_OTHER_NAMES = (
    (N_("Commission sheet"), "commission", N_("Commission"), "percent"),
    (N_("Planned payments"), "receivables", N_("Receivables"), "calendar-clock"),
    (N_("Price list"), "products", N_("Products"), "box"),
)
# What is typed so far stands before all records when a command begins with it.
_LEADS_FROM = 3


@dataclass(frozen=True)
class Command:
    """Something that can be carried out. `titles` are its names in every language, the one of the window first.

    `note` stands below its name; one that `stays` is carried out within the palette.
    """

    titles: tuple[str, ...]
    run: Callable[[], None]
    icon: str = "chevron-right"
    shortcut: str = ""
    is_offered: bool = True
    note: str = ""
    stays: bool = False

    @property
    def title(self) -> str:
        """The name in the language of the window."""
        return self.titles[0]


@dataclass(frozen=True)
class FoundCommand:
    """A command that fits what was typed; `alias` is the name it was found by when that is another than its title."""

    command: Command
    spans: Spans = ()
    alias: str = ""
    leads: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of its name was left untyped, in letters or as it is read."""
        return sum(end - start for start, end in self.spans) == len(self.alias or self.command.title)


class Places(Protocol):
    """What commands need of the window and the program around it."""

    def show_view(self, page: str, key: str) -> None:
        """Show a view of a page."""

    def show_page(self, page: str) -> None:
        """Show a page as it was left."""

    def carry_out(self, page: str, action: str) -> None:
        """Show a page and carry out a command of its."""

    def show_saved_view(self, page: str, view_id: str) -> None:
        """Show a view of a page that somebody saved."""

    def show_report(self, first: date, last: date) -> None:
        """Show the report of these days."""

    def open_company_settings(self, section: str) -> None:
        """Open a part of what holds for everybody."""

    def choose_language(self, code: str) -> None:
        """Speak another language."""

    def choose_theme(self, mode: str) -> None:
        """Show other colours."""

    def choose_text_size(self, scale: float) -> None:
        """Show everything in another size."""


class PaletteCommands:
    """All commands possible now; made when the palette opens."""

    def __init__(
        self,
        context: PageContext,
        places: Places,
        actions: Sequence[Action],
        page_kinds: Sequence[tuple[str, str, str]],
    ) -> None:
        """`page_kinds` are the pages with lists: their key, their title and the kind they show."""
        self._context, self._places, self._pages = context, places, page_kinds
        every = [*_of_actions(actions)]
        if not context.background.against_writing:
            every += [*self._making(), *self._logging(), *self._changing()]
        every += [*self._views(), *self._reports(), *self._settings(), *self._by_other_names()]
        by_title: dict[str, Command] = {}
        for command in every:
            by_title.setdefault(command.title, command)
        self._commands = tuple(by_title.values())

    def add_everything_of(self, customer: str, run: Callable[[], None]) -> None:
        """Offer to show everything of the customer whom one is looking at."""
        titles = _titles(N_("Everything of this customer"))
        self._commands = (Command(titles, run, "building-2", note=customer, stays=True), *self._commands)

    def read_saved_views(self, owner: QObject, then: Callable[[], None]) -> None:
        """Offer the views that people saved too, as soon as they are read; then call back."""
        pages = self._pages

        def read(reading: Any) -> list[Command]:
            return [
                self._of_saved(page, title, row) for page, title, kind in pages for row in saved_views(reading, kind)
            ]

        def add(found: list[Command]) -> None:
            self._commands = (*self._commands, *found)
            then()

        self._context.background.read(owner, read, add)

    def _of_saved(self, page: str, title: str, row: SavedViewRow) -> Command:
        titles = _titles(N_("{page}: {view}"), page=title, view=Plain(row.name))
        icon = "users" if row.is_shared else "bookmark"
        return Command(titles, lambda: self._places.show_saved_view(page, row.id), icon, is_offered=False)

    def offered(self) -> list[FoundCommand]:
        """What is shown while nothing is typed."""
        return [FoundCommand(command) for command in self._commands if command.is_offered]

    def fitting(self, typed: str) -> list[FoundCommand]:
        """The commands that a text means: those whose name begins with it first, then those it names whole."""
        find, start = word_search(typed), typed.casefold()
        found = list(filter(None, (_found(command, find, start) for command in self._commands)))
        return [*self._report_of(typed), *sorted(found, key=lambda each: (not each.leads, not each.is_whole))]

    # --- the kinds of commands

    def _making(self) -> Iterator[Command]:
        for each in KINDS:
            if each.new:
                yield Command(_titles(each.new), self._maker(each.kind), "plus", is_offered=False)
        for own in self._context.choices.own_kinds:
            titles = (*_titles(N_("New: {kind}"), kind=own.one), *_new_own(own))
            yield Command(titles, self._maker(own.kind), "plus", is_offered=False)

    def _maker(self, kind: str) -> Callable[[], None]:
        return lambda: self._context.navigator.new(kind)

    def _logging(self) -> Iterator[Command]:
        for choice in self._context.choices.offered("interaction_kind"):
            titles = tuple(
                _translator(code).t(N_("New {kind}"), kind=_lowered(choice.name(code), code)) for code in _languages()
            )
            yield Command(titles, self._logger(choice.id), "message-square", is_offered=False)

    def _logger(self, kind_id: str) -> Callable[[], None]:
        return lambda: self._context.navigator.log_activity({"kind_id": kind_id})

    def _changing(self) -> Iterator[Command]:
        """What belongs to one page and is looked for from everywhere."""
        names = _titles(N_("Hand over everything…"))
        yield Command(
            names,
            lambda: self._places.carry_out("customers", "customer.hand_everything"),
            "arrow-right-left",
            is_offered=False,
        )
        titles = _titles(N_("Issue an invoice"))
        yield Command(titles, self._maker("invoice"), "plus", is_offered=False)

    def _by_other_names(self) -> Iterator[Command]:
        """What people look for by a name that no page bears: each leads to the page where it is."""
        for name, page, title, icon in _OTHER_NAMES:
            run = _call(self._places.show_page, page)
            yield Command(_titles(name), run, icon, is_offered=False, note=tr(title))

    def _views(self) -> Iterator[Command]:
        for page, title, kind in self._pages:
            for view in offered_views(self._context, kind):
                titles = _titles(N_("{page}: {view}"), page=title, view=view.title)
                yield Command(titles, self._viewer(page, view.key), "list", is_offered=False)

    def _viewer(self, page: str, key: str) -> Callable[[], None]:
        return lambda: self._places.show_view(page, key)

    def _reports(self) -> Iterator[Command]:
        if self._context.background.viewer.may(REPORT):
            for key, (title, _) in PERIODS.items():
                titles = _titles(N_("Report: {period}"), period=title)
                yield Command(titles, self._viewer("reports", key), "chart-column", is_offered=False)

    def _report_of(self, typed: str) -> Iterator[FoundCommand]:
        span = typed_period(typed, self._context.today())
        if span is not None and self._context.background.viewer.may(REPORT):
            days = Plain(formats.period(*span, language()))
            titles = _titles(N_("Report: {period}"), period=days)
            yield FoundCommand(Command(titles, lambda: self._places.show_report(*span), "chart-column"), leads=True)

    def _settings(self) -> Iterator[Command]:
        places = self._places
        for part in SECTIONS:
            run = _call(places.open_company_settings, part.key)
            yield _setting(N_("Company settings: {name}"), part.title, part.icon, run)
        rules = _call(places.open_company_settings, "parameters")
        yield _setting(N_("Company settings: {name}"), N_("Credit limit"), "sliders-horizontal", rules)
        for code, called in LANGUAGE_NAMES:
            yield _setting(N_("Language: {name}"), called, "languages", _call(places.choose_language, code))
        for mode, name in MODES:
            yield _setting(N_("Colours: {name}"), name, "moon", _call(places.choose_theme, mode))
        for scale, size in SCALES:
            yield _setting(N_("Text size: {name}"), size, "zoom-in", _call(places.choose_text_size, float(scale)))


def typed_names(typed: str, choices: Choices) -> Iterator[tuple[str, str]]:
    """(kind, name) of every “new customer X” that a text may be."""
    made = [(each.kind, _titles(each.new)) for each in KINDS if each.new_named]
    for kind, titles in (*made, *((own.kind, _new_own(own)) for own in choices.own_kinds)):
        for title in titles:
            begun, rest = typed[: len(title)], typed[len(title) :].strip()
            if begun.casefold() == title.casefold() and rest:
                yield kind, rest
                break


def _new_own(own: OwnKind) -> tuple[str, ...]:
    """What making a record of an own kind is called in a sentence, in every language."""
    return tuple(
        _translator(code).t(N_("New {kind}"), kind=_lowered(_translator(code).t(own.one), code))
        for code in _languages()
    )


def _of_actions(actions: Iterable[Action]) -> Iterator[Command]:
    for action in actions:
        if action.enabled():
            others = () if action.title is not None else _titles(action.text)
            titles = tuple(dict.fromkeys((action.label(), *others)))
            yield Command(titles, action.handler, action.icon or "chevron-right", action.shortcut)


def _setting(text: str, name: str, icon: str, run: Callable[[], None]) -> Command:
    return Command(_titles(text, name=name), run, icon, is_offered=False)


def _call(function: Callable[[Any], None], value: Any) -> Callable[[], None]:
    return lambda: function(value)


def _found(command: Command, find: Callable[[str], Spans | None], start: str) -> FoundCommand | None:
    for title in command.titles:
        spans = find(title)
        if spans is not None:
            leads = len(start) >= _LEADS_FROM and title.casefold().startswith(start)
            is_shown = title == command.title
            return FoundCommand(command, spans, "" if is_shown else title, leads)
    return None


def _languages() -> tuple[str, ...]:
    return (language(), *(code for code in LANGUAGES if code != language()))


@lru_cache(maxsize=4)
def _translator(code: str) -> Translator:
    return Translator(code)


def _titles(text: str, **values: str) -> tuple[str, ...]:
    """A marked text in every language, its values translated where they are marked too."""
    found = []
    for code in _languages():
        words = {key: value if isinstance(value, Plain) else Message(value) for key, value in values.items()}
        found.append(_translator(code).t(text, **words))
    return tuple(dict.fromkeys(found))


def _lowered(name: str, code: str) -> str:
    """A name within a text: English has no capital letter there, unless it is all capitals."""
    return name if code != LANGUAGES[0] or name.isupper() else name[:1].lower() + name[1:]
