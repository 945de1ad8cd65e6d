"""What the pages of quotations, contracts, orders, invoices and receipts share.

Their records belong to a deal or a customer, and go through steps one after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from crm_desktop.core.i18n import CHINESE, ENGLISH, N_, Message, language
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.board.boarded_page import BoardedPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import print_paper
from crm_desktop.ui.record_page import RecordPage

Row = TypeVar("Row")
Ask = Callable[[PageContext, Any, Sequence[str], str, Callable[[str], None]], None]
_KIND_OF = {
    "contract_id": "contract",
    "order_id": "sales_order",
    "opportunity_id": "opportunity",
    "customer_id": "customer",
    "contact_id": "contact",
}


class BusinessPage(RecordPage, Generic[Row]):
    """A list of business whose records name what they belong to.

    `about` are the columns that activities begun here are about, the nearest first; `belongs_to` those that its command
    goes to, where they differ; `state` is the column that says where a record stands; `paper` is what prints one.
    """

    about: tuple[str, ...] = ("customer_id",)
    belongs_to: tuple[str, ...] = ()
    state = "status"
    paper = ""

    def row(self) -> Row | None:
        """The current record as the list shows it."""
        current = self.table.current_id
        found: Row | None = self.table.records.row_of(current) if current else None
        return found

    def about_current(self) -> Mapping[str, Any]:
        """Activities and tasks begun here are about the deal and the customer."""
        return named(self.row(), self.about)

    def open_party(self) -> None:
        """Go to the nearest of what the current record belongs to."""
        for name, key in named(self.row(), self.belongs_to or self.about).items():
            self.context.navigator.open(_KIND_OF[name], key)
            return

    def can_be(self, *states: str) -> Callable[[], bool]:
        """Whether the current record stands so, or several are chosen, of which each is asked."""
        return lambda: self.has_selected() or getattr(self.row(), self.state, None) in states

    def ask(self, question: Ask, name: str, several: Callable[[int], str]) -> None:
        """Ask something before a step of the chosen records: of one by its number and name."""
        if ids := self.selected_or_current:
            row: Any = self.row()
            one = f"{row.number} · {getattr(row, name)}" if row is not None else ""
            question(self.context, self.window(), ids, one if len(ids) == 1 else several(len(ids)), self.stay_at)

    def each(self, step: Message, operation: Callable[[Any, str], Any], said: Message | Callable[[int], str]) -> None:
        """Carry something out on every chosen record, as one step."""
        if not (ids := self.selected_or_current):
            return

        def write(work: Any) -> int:
            for each in ids:
                operation(work, each)
            return len(ids)

        def told(count: int) -> Message:
            return said if isinstance(said, Message) else Message("{text}", text=said(count))

        self.carry_out(step, write, told)

    def print_one(self, speaks: str = "") -> None:
        """Show the pages of the current record, in the language of the window unless another is named."""
        print_record(self, self.paper, speaks)


def stands_as(*states: str, state: str = "status") -> Callable[[Any], bool]:
    """Whether a record read with its details stands so."""
    return lambda details: getattr(getattr(details, "row", details), state) in states


def named(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """What a row names of these, the nearest first; nothing without one."""
    return {name: value for name in names if (value := getattr(row, name, None))}


def about_of(read: Callable[[Any, str], Any], names: Sequence[str]) -> Callable[[Any, str], dict[str, Any]]:
    """What activities and tasks begun at a record are about, as `DetailSource.others` tells it."""

    def about(reading: Any, record_id: str) -> dict[str, Any]:
        details = read(reading, record_id)
        return named(getattr(details, "row", details), names)

    return about


def timeline_of(about: Callable[[Any, str], Mapping[str, Any]]) -> Callable[[Any, str, Any, str | None], Timeline]:
    """What happened with the nearest of what a record is about: its deal, else its customer."""

    def read(reading: Any, record_id: str, before: Any, only: str | None) -> Timeline:
        for name, key in about(reading, record_id).items():
            return timeline(reading, **{name: key}, before=before, only=only)
        return Timeline((), 0)

    return read


def print_record(page: BusinessPage[Any] | BoardedPage, paper: str, speaks: str = "") -> None:
    """Show the pages of the current record, in the language of the window unless another is named."""
    row: Any = page.row()
    if row is not None:
        print_paper(page.context, page, page.window(), paper, (row.id, row.number), speaks or language())


def paper_actions(page: BusinessPage[Any] | BoardedPage, paper: str, title: str) -> list[Action]:
    """The commands that print the current record, in either language."""

    def in_other_language() -> None:
        print_record(page, paper, ENGLISH if language() == CHINESE else CHINESE)

    return [
        Action(
            f"{page.kind}.print_one",
            title,
            lambda: print_record(page, paper),
            N_("See its pages, to print or keep as PDF"),
            "P",
            "printer",
            page.has_current,
        ),
        Action(
            f"{page.kind}.print_other",
            N_("Print in the other language"),
            in_other_language,
            N_("For a customer who reads the other language"),
            "Shift+P",
            "languages",
            page.has_current,
        ),
    ]


def party_action(page: BusinessPage[Any], name: str, title: str, told: str) -> Action:
    """The command that goes to what the current record belongs to."""
    return Action(f"{page.kind}.{name}", title, page.open_party, told, "O", "external-link", page.has_current)
