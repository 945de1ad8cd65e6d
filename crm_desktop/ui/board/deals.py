"""The board of deals: the stages of one pipeline, what they are worth, and how a deal stands."""

from collections.abc import Callable, Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.core.money import E6
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.board import Board, BoardColumn, board, cards
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.stages import StageView
from crm_desktop.ui.board.deal_card import card_of
from crm_desktop.ui.board.kind import BoardKind, Head, QuickFilter, Zone
from crm_desktop.ui.details.opportunity import share
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone

# What cards are ordered by, in the words of the menu; the fields are the list's.
ORDERS = (
    ("expected_close_on", N_("Expected close")),
    ("amount", N_("Amount")),
    ("age_days", N_("Days in stage")),
    ("next_step_on", N_("Next step on")),
    ("name", N_("Name")),
    ("number", N_("Number")),
)
# What is asked most often of a board.
QUICK_FILTERS = (
    QuickFilter(N_("Mine"), Filter("owner", "is", ME)),
    QuickFilter(N_("Next step overdue"), Filter("is_next_step_overdue", "is", True)),
    QuickFilter(N_("Stalled"), Filter("is_stalled", "is", True)),
    QuickFilter(N_("Closing this month"), Filter("expected_close_on", "during", "this_month")),
)
HINTS = (
    ("←→", N_("Column")),
    ("↑↓", N_("Card")),
    ("Ctrl+←→", N_("Change stage")),
    ("Enter", N_("Open")),
    ("Space", N_("Select")),
)


def deal_board(context: PageContext) -> BoardKind:
    """The board of deals of a company."""

    def name_of(stage: StageView) -> str:
        return context.choices.name(stage.id, language()) or stage.code

    return BoardKind(
        read=board,
        cards=cards,
        card_of=lambda row: card_of(row, context.today()),
        place_of=lambda row: str(row.stage_id),
        name_of=name_of,
        head_of=lambda column, name: _head(column, name, context.currency),
        told_drop=_told_drop,
        told_moving=lambda count: trn("Moving {count} deal", "Moving {count} deals", count),
        told_columns=lambda count: trn("{count} stage", "{count} stages", count),
        empty=N_("No deals in this stage"),
        add=N_("Add deal"),
        told_adding=lambda name: tr("Add a deal in {stage}", stage=name),
        may_add=_is_open,
        preset=lambda stage: {"pipeline_id": stage.pipeline_id, "stage_id": stage.id},
        orders=ORDERS,
        quick=QUICK_FILTERS,
        default_sort=OPPORTUNITIES.default_sorts[0],
        hints=HINTS,
        zones=lambda found: _zones(found, name_of),
        stays_away=_is_open,
        first_part=_first_part,
        figures=lambda found: _figures(found, context.currency),
        parts=lambda found: _pipelines(found, context),
    )


def written(minor: int | None, currency: str) -> str:
    """A sum of the board; cents would only take the room of what one reads."""
    return formats.money(minor, currency, symbol=True, cents=False)


def _is_open(stage: StageView) -> bool:
    return stage.outcome == OPEN


def _told_drop(stage: StageView, name: str) -> str:
    return tr("Move to “{stage}” · {chance}", stage=name, chance=share(stage.probability_e6))


def _zones(found: Board, name_of: Callable[[StageView], str]) -> list[Zone]:
    """Where a deal is won or lost."""
    closing = (each for each in found.pipeline.stages if each.outcome != OPEN)
    won, lost = (Tone.GOOD, "circle-check"), (Tone.BAD, "circle-x")
    return [Zone(each, name_of(each), *(won if each.outcome == WON else lost)) for each in closing]


def _first_part(spec: ListSpec) -> ListSpec | None:
    """Open stages first: nine of ten deals are closed, and take five times as long; unless the list says which."""
    if any(isinstance(one, Filter) and one.field == "outcome" for one in spec.filters):
        return None
    return spec.where(Filter("outcome", "is", OPEN))


def _figures(found: Board, currency: str) -> Sequence[tuple[str, str]]:
    if found.won_minor is None:
        return ()
    open_columns = found.open_columns
    return (
        (tr("Open total"), written(sum(each.amount_minor or 0 for each in open_columns), currency)),
        (tr("Weighted"), written(sum(each.weighted_minor or 0 for each in open_columns), currency)),
        (tr("Won this month"), written(found.won_minor, currency)),
    )


def _pipelines(found: Board, context: PageContext) -> tuple[Sequence[tuple[str, str]], str]:
    known = sorted((found.pipeline, *found.others), key=lambda each: each.id)
    named = [(each.id, context.choices.name(each.id, language()) or each.code) for each in known]
    return named, found.pipeline.id


def _head(column: BoardColumn, name: str, currency: str) -> Head:
    """Probability, sum and weighted sum; nothing of sums where the viewer is kept from what deals are worth."""
    chance, amount = share(column.stage.probability_e6), column.amount_minor
    second = _second(column, lambda minor: written(minor, currency))
    unknown = ""
    if column.unknown:
        unknown = trn("{count} without an exchange rate", "{count} without an exchange rate", column.unknown)
    first = "" if amount is None else written(amount, currency)
    deals = trn("{count} deal", "{count} deals", column.count)
    total = tr("Total {amount}", amount=first) if first else ""
    return Head(
        spoken=" · ".join(each for each in (name, chance, deals, total, second, unknown) if each),
        share=chance,
        part=min(column.stage.probability_e6, E6) / E6,
        first=first,
        first_short="" if amount is None else formats.compact_money(amount, currency, language()),
        second=second,
        second_short=_second(column, lambda minor: formats.compact_money(minor, currency, language())),
        # What the sums leave out, said and not hidden.
        warning=unknown,
    )


def _second(column: BoardColumn, write: Callable[[int], str]) -> str:
    """What the sum is worth by its probability; of deals that are decided, what one of them is worth."""
    if column.amount_minor is None or column.weighted_minor is None:
        return ""
    if column.stage.outcome == OPEN:
        return tr("Weighted {amount}", amount=write(column.weighted_minor))
    known = column.count - column.unknown
    return tr("Average {amount}", amount=write(column.amount_minor // known)) if known else ""
