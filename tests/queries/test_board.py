"""The board parts a list by stage: the same deals, by the same filters and rights, each once."""

from datetime import timedelta

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models import Pipeline, Stage
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.operations.stage_moves import close_lost, close_won
from crm_desktop.queries.board import FIRST_CARDS, Board, board, cards
from crm_desktop.queries.opportunity import OPPORTUNITIES
from tests.builders import a_user, an_opportunity, entry, role, stage
from tests.company import Company

OPEN_DEALS = ListSpec((Filter("outcome", "is", OPEN),))
CODES = ["prospecting", "qualification", "engaging", "proposal", "negotiation"]


def read(company: Company, spec: ListSpec = OPEN_DEALS, pipeline_id: str | None = None) -> Board:
    """The board a user sees."""
    with company.read() as reading:
        found = board(reading, spec, pipeline_id)
    assert found is not None
    return found


def test_every_open_stage_has_a_column_in_order_also_an_empty_one(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, stage_id=stage("proposal"))
    found = read(company)
    assert [each.stage.code for each in found.columns] == CODES
    assert [each.count for each in found.columns] == [0, 0, 0, 1, 0]


def test_closed_deals_have_a_column_where_the_list_holds_them(company: Company) -> None:
    with company.write() as work:
        close_won(work, an_opportunity(work))
    assert WON not in [each.stage.outcome for each in read(company).columns]
    assert read(company, ListSpec()).columns[-1].stage.outcome == WON


def test_a_board_holds_what_its_list_holds(company: Company) -> None:
    with company.write() as work:
        for number, code in enumerate(CODES * 6):
            an_opportunity(work, f"Deal {number}", stage_id=stage(code), amount_minor=number * 100)
    spec = OPEN_DEALS.where(Filter("amount", "at_least", 700)).sorted_by(Sort("amount", descending=True))
    with company.read() as reading:
        listed = OPPORTUNITIES.first(reading, spec, 100)
    found = read(company, spec)
    shown = [row for column in found.columns for row in column.cards]
    assert sorted(row.id for row in shown) == sorted(row.id for row in listed)
    assert found.count == len(listed)
    for column in found.columns:
        assert [row.id for row in column.cards] == [row.id for row in listed if row.stage_id == column.stage.id]


def test_a_column_comes_with_all_ids_and_only_its_first_cards(company: Company) -> None:
    with company.write() as work:
        for number in range(FIRST_CARDS + 5):
            an_opportunity(work, f"Deal {number}")
    column = read(company).columns[0]
    assert (column.count, len(column.cards)) == (FIRST_CARDS + 5, FIRST_CARDS)
    last = column.ids[-16:].hex()
    with company.read() as reading:
        assert [row.id for row in cards(reading, [last])] == [last]


def test_sums_are_in_the_companys_currency_and_weighted(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, amount_minor=100_000, stage_id=stage("proposal"))
        an_opportunity(work, amount_minor=50_001, stage_id=stage("proposal"))
    column = read(company).columns[3]
    assert (column.amount_minor, column.weighted_minor, column.unknown) == (150_001, 90_001, 0)


def test_deals_without_an_exchange_rate_are_counted_and_not_silently_nothing(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, amount_minor=100_000)
        an_opportunity(work, amount_minor=70_000, currency="SEK")
    column = read(company).columns[0]
    assert (column.count, column.amount_minor, column.unknown) == (2, 100_000, 1)


def test_what_was_won_this_month_obeys_the_other_filters(company: Company) -> None:
    with company.write() as work:
        first = work.today.replace(day=1)
        close_won(work, an_opportunity(work, amount_minor=30_000), first)
        close_won(work, an_opportunity(work, amount_minor=900), first)
        long_ago = an_opportunity(work, amount_minor=40_000, opened_on=first - timedelta(days=60))
        close_won(work, long_ago, first - timedelta(days=1))
        close_lost(work, an_opportunity(work, amount_minor=50_000), entry("lost_reason", "price"), first)
    assert read(company).won_minor == 30_900
    assert read(company, OPEN_DEALS.where(Filter("amount", "at_least", 10_000))).won_minor == 30_000


def test_a_salesperson_sees_only_the_own_deals_and_sums(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, "Ada's", amount_minor=100_000)
        grace = a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
        an_opportunity(work, "Grace's", amount_minor=700, owner_id=grace)
    column = read(company.seen_by("grace")).columns[0]
    assert ([row.name for row in column.cards], column.amount_minor) == (["Grace's"], 700)


def test_another_pipeline_is_a_board_of_its_own(company: Company) -> None:
    with company.write() as work:
        renewals = Pipeline(
            id=Pipeline.id_of("renewals"), code="renewals", name_en="Renewals", name_zh="续约", position=9
        )
        work.session.add(renewals)
        work.session.flush()
        due = Stage(
            id=Stage.id_of("renewals", "due"),
            pipeline_id=renewals.id,
            code="due",
            name_en="Due",
            name_zh="到期",
            probability_e6=900_000,
        )
        work.session.add(due)
        work.session.flush()
        an_opportunity(work, "A new one")
        an_opportunity(work, "A renewal", stage_id=due.id)
        renewals_id = renewals.id
    usual, other = read(company), read(company, OPEN_DEALS, renewals_id)
    assert (usual.count, other.count) == (1, 1)
    assert [each.id for each in usual.others] == [renewals_id]
    assert [row.name for row in other.columns[0].cards] == ["A renewal"]
    assert read(company, OPEN_DEALS, "0" * 32).pipeline.code == "sales"
