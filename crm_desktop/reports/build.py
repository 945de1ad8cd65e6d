"""The management report from the data: every figure with its definition and the list of the records behind it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import ENGLISH, Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.insight import periods
from crm_desktop.insight.sales import Deal, Period, closed_deals, open_deals, product_shares
from crm_desktop.models import Customer, DictionaryEntry, Parameter, Product, Team, User
from crm_desktop.models.dictionary import LOST, OPEN, WON, name_in
from crm_desktop.queries.money import currencies_without_rate
from crm_desktop.queries.stages import stages
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import Breakdown, DataState, Figure, Ratio, Report, Row
from crm_desktop.storage import journal
from crm_desktop.storage.database import Reading

Label = str | Message


@dataclass(frozen=True)
class ReportRequest:
    """What to report on: days (inclusive), perhaps one team or some owners only, and the language to write in."""

    period_from: date
    period_to: date
    language: str = ENGLISH
    owner_ids: tuple[str, ...] = ()
    team_id: str | None = None


@dataclass(frozen=True)
class _Data:
    """What the figures are computed from."""

    period: Period
    before: Period | None
    scope: tuple[Filter, ...]
    closed: list[Deal]
    closed_before: list[Deal]
    open: list[Deal]
    open_before: list[Deal]
    unit: str

    @property
    def won(self) -> list[Deal]:
        return [deal for deal in self.closed if deal.outcome == WON]

    def closed_spec(self, outcome: str | None, *more: Filter) -> ListSpec:
        """The list of deals closed in the period."""
        outcomes = Filter("outcome", "is", outcome) if outcome else Filter("outcome", "in", (WON, LOST))
        days = Filter("closed_on", "between", (self.period.first.isoformat(), self.period.last.isoformat()))
        return ListSpec((outcomes, days, *self.scope, *more), (Sort("amount", True),))

    def open_spec(self, *more: Filter) -> ListSpec:
        """The list of deals open at the end of the period."""
        day = Filter("open_on", "is", self.period.last.isoformat())
        return ListSpec((day, *self.scope, *more), (Sort("amount", True),))


def build_report(reading: Reading, request: ReportRequest) -> Report:
    """The whole report as plain data."""
    data, filters = _gather(reading, request)
    return Report(
        company=_parameter(reading, "company.name") or "",
        period_from=request.period_from,
        period_to=request.period_to,
        previous_from=data.before.first if data.before else None,
        previous_to=data.before.last if data.before else None,
        currency=reading.currency,
        language=request.language,
        figures=tuple(_figures(data)),
        breakdowns=tuple(_breakdowns(reading, data, request.language)),
        filters=filters,
        prepared_by=reading.viewer.name,
        data_state=_data_state(reading),
        notes=tuple(_notes(reading)),
    )


def _gather(reading: Reading, request: ReportRequest) -> tuple[_Data, tuple[Label, ...]]:
    owners, scope, filters = _owners(reading, request)
    period = Period(request.period_from, request.period_to)
    before = periods.previous(period)
    data = _Data(
        period,
        before,
        scope,
        closed_deals(reading, period, owners),
        closed_deals(reading, before, owners) if before else [],
        open_deals(reading, period.last, owners),
        open_deals(reading, before.last, owners) if before else [],
        names.money_unit(reading.currency),
    )
    return data, filters


def _owners(
    reading: Reading, request: ReportRequest
) -> tuple[frozenset[str] | None, tuple[Filter, ...], tuple[Label, ...]]:
    """The owners counted, as a filter of lists and in words."""
    if not request.owner_ids and request.team_id is None:
        return None, (), ()
    people = select(User.id, User.name).order_by(User.name, User.id)
    words: list[Label] = []
    if request.team_id is not None:
        people = people.where(User.team_id == request.team_id)
        team = reading.session.scalar(select(Team.name).where(Team.id == request.team_id)) or ""
        words.append(Message("Team: {name}", name=team))
    if request.owner_ids:
        people = people.where(User.id.in_(request.owner_ids))
    found = reading.session.execute(people).all()
    if request.owner_ids:
        words.append(Message("Owner: {names}", names=", ".join(name for _, name in found)))
    ids = tuple(user_id for user_id, _ in found)
    return frozenset(ids), (Filter("owner", "in", ids),), tuple(words)


def _figures(data: _Data) -> Iterable[Figure]:
    won, won_before = data.won, [deal for deal in data.closed_before if deal.outcome == WON]
    money = data.unit
    yield Figure(
        names.WON_REVENUE,
        Message("Won revenue"),
        money,
        _sum(won),
        Message("Net amounts of deals won, by closing day within the period, in the company's currency."),
        len(won),
        _sum(won_before) if data.before else None,
        filter=data.closed_spec(WON),
    )
    yield Figure(
        names.WIN_RATE,
        Message("Win rate"),
        names.RATIO,
        Ratio(len(won), len(data.closed)),
        Message("Deals won ÷ (deals won + deals lost), by closing day within the period."),
        len(data.closed),
        Ratio(len(won_before), len(data.closed_before)),
        filter=data.closed_spec(None),
    )
    yield Figure(
        names.DEALS_WON,
        Message("Deals won"),
        names.COUNT,
        len(won),
        Message("Number of deals won, by closing day within the period."),
        len(won),
        len(won_before) if data.before else None,
        filter=data.closed_spec(WON),
    )
    lost = len(data.closed) - len(won)
    yield Figure(
        names.DEALS_LOST,
        Message("Deals lost"),
        names.COUNT,
        lost,
        Message("Number of deals lost, by closing day within the period."),
        lost,
        len(data.closed_before) - len(won_before) if data.before else None,
        better="down",
        filter=data.closed_spec(LOST),
    )
    yield from _pipeline_figures(data)
    yield Figure(
        names.AVERAGE_DEAL,
        Message("Average deal"),
        money,
        Ratio(_sum(won), len(won)),
        Message("Won revenue ÷ deals won."),
        len(won),
        Ratio(_sum(won_before), len(won_before)),
        filter=data.closed_spec(WON),
    )
    timed = _cycles(won)
    yield Figure(
        names.SALES_CYCLE,
        Message("Sales cycle"),
        names.DAYS,
        timed,
        Message("Mean number of days from opening to winning a deal, of deals won within the period."),
        timed.denominator,
        _cycles(won_before),
        better="down",
        filter=data.closed_spec(WON, Filter("opened_on", "not_empty")),
    )


def _pipeline_figures(data: _Data) -> Iterable[Figure]:
    yield Figure(
        names.OPEN_PIPELINE,
        Message("Open pipeline"),
        data.unit,
        _sum(data.open),
        Message(
            "Net amounts of deals open at the end of the period: opened by then (or without an opening day) and not yet"
            " closed. A deal without an amount of its own counts with its products at list price."
        ),
        len(data.open),
        _sum(data.open_before) if data.before else None,
        filter=data.open_spec(),
    )
    yield Figure(
        names.WEIGHTED_PIPELINE,
        Message("Weighted pipeline"),
        data.unit,
        sum(deal.weighted for deal in data.open),
        Message("Open pipeline × win probability of each deal in the stage it had at the end of the period."),
        len(data.open),
        sum(deal.weighted for deal in data.open_before) if data.before else None,
        filter=data.open_spec(),
    )


def _breakdowns(reading: Reading, data: _Data, language: str) -> Iterable[Breakdown]:
    yield _by_month(data)
    yield _by_quarter(data)
    people = _people(reading)
    yield _by_owner(data, people)
    yield _by_region(reading, data, people, language)
    yield _by_product(reading, data)
    customers = _customers(reading, data.closed)
    yield _by_sector(reading, data, customers, language)
    yield _revenue_by(
        data,
        names.BY_CUSTOMER,
        Message("Revenue by customer"),
        Message("Won revenue of the period by the deal's customer."),
        "customer",
        lambda deal: deal.customer_id,
        {key: name for key, (name, _, _) in customers.items()},
        Message("No customer"),
    )
    yield _by_stage(reading, data, language)
    entries = _entries(reading, language)
    yield _reasons(data, names.WON_REASONS, Message("Reasons for winning"), WON, entries)
    yield _reasons(data, names.LOST_REASONS, Message("Reasons for losing"), LOST, entries)


def _by_month(data: _Data) -> Breakdown:
    before = {}
    if data.before:
        shifted = zip(periods.months(data.period), periods.months(data.before), strict=False)
        before = {now: then for (now, _), (then, _) in shifted}
    return _over_time(
        data,
        names.BY_MONTH,
        Message("Revenue by month"),
        Message("Won revenue by the month of the closing day."),
        list(periods.months(data.period)),
        lambda month: month,
        before,
    )


def _by_quarter(data: _Data) -> Breakdown:
    return _over_time(
        data,
        names.BY_QUARTER,
        Message("Revenue by quarter"),
        Message("Won revenue by the calendar quarter of the closing day."),
        list(periods.quarters(data.period)),
        periods.quarter_of,
        {},
    )


def _over_time(
    data: _Data,
    name: str,
    title: Message,
    definition: Message,
    keys: list[tuple[str, bool]],
    key_of: Callable[[str], str],
    before: Mapping[str, str],
) -> Breakdown:
    won = _grouped(data.won, lambda deal: key_of(_month(deal)))
    closed = _grouped(data.closed, lambda deal: key_of(_month(deal)))
    earlier = _grouped((d for d in data.closed_before if d.outcome == WON), lambda deal: key_of(_month(deal)))
    total = _sum(data.won)
    rows = []
    for key, partial in keys:
        deals = won.get(key, [])
        rows.append(
            Row(
                key,
                key,
                _sum(deals),
                len(deals),
                Ratio(_sum(deals), total),
                _within(data, key),
                _sum(earlier.get(before[key], [])) if key in before else None,
                len(deals),
                len(closed.get(key, [])) - len(deals),
                partial=partial,
            )
        )
    return Breakdown(name, title, data.unit, definition, tuple(rows))


def _within(data: _Data, key: str) -> ListSpec:
    bounds = periods.bounds(key)
    first, last = max(bounds.first, data.period.first), min(bounds.last, data.period.last)
    days = Filter("closed_on", "between", (first.isoformat(), last.isoformat()))
    return ListSpec((Filter("outcome", "is", WON), days, *data.scope), (Sort("amount", True),))


def _by_owner(data: _Data, people: Mapping[str, tuple[str, str | None]]) -> Breakdown:
    return _revenue_by(
        data,
        names.BY_OWNER,
        Message("Revenue by owner"),
        Message("Won revenue of the period by the deal's owner; deals won and lost of the same owner beside it."),
        "owner",
        lambda deal: deal.owner_id,
        {key: name for key, (name, _) in people.items()},
        Message("No owner"),
    )


def _by_region(reading: Reading, data: _Data, people: Mapping[str, tuple[str, str | None]], language: str) -> Breakdown:
    """By the owner's region where owners have one, else by the customer's: never a mixture, so that sums explain."""
    owner_region = {key: region for key, (_, region) in people.items() if region}
    entries, title, nothing = _entries(reading, language), Message("Revenue by region"), Message("No region")
    if any(deal.owner_id in owner_region for deal in data.closed):
        definition = Message("Won revenue of the period by the region of the deal's owner.")
        return _revenue_by(
            data,
            names.BY_REGION,
            title,
            definition,
            "owner_region",
            lambda deal: owner_region.get(deal.owner_id or ""),
            entries,
            nothing,
        )
    customers = _customers(reading, data.closed)
    definition = Message("Won revenue of the period by the region of the deal's customer.")
    return _revenue_by(
        data,
        names.BY_REGION,
        title,
        definition,
        "region",
        lambda deal: customers.get(deal.customer_id or "", ("", None, None))[2],
        entries,
        nothing,
    )


def _by_sector(
    reading: Reading, data: _Data, customers: Mapping[str, tuple[str, str | None, str | None]], language: str
) -> Breakdown:
    return _revenue_by(
        data,
        names.BY_SECTOR,
        Message("Revenue by sector"),
        Message("Won revenue of the period by the industry of the deal's customer."),
        "industry",
        lambda deal: customers.get(deal.customer_id or "", ("", None, None))[1],
        _entries(reading, language),
        Message("No sector"),
    )


def _by_product(reading: Reading, data: _Data) -> Breakdown:
    labels: dict[str, str] = dict(iter(reading.session.execute(select(Product.id, Product.name))))
    sums: dict[str | None, int] = {}
    deals: dict[str | None, set[str]] = {}
    for deal, product, part in product_shares(reading, data.won):
        sums[product] = sums.get(product, 0) + part
        deals.setdefault(product, set()).add(deal.id)
    total = _sum(data.won)
    rows = [
        Row(
            key or "",
            labels.get(key or "", Message("No product")),
            value,
            len(deals[key]),
            Ratio(value, total),
            data.closed_spec(WON, _is("product", key)),
        )
        for key, value in sums.items()
    ]
    definition = Message(
        "Won revenue of the period by product: the amount of a deal is split by the net amounts of its lines."
    )
    return Breakdown(names.BY_PRODUCT, Message("Revenue by product"), data.unit, definition, _largest_first(rows))


def _by_stage(reading: Reading, data: _Data, language: str) -> Breakdown:
    open_by_stage = _grouped(data.open, lambda deal: deal.stage_id)
    total = _sum(data.open)
    rows = []
    for stage in stages(reading):
        deals = open_by_stage.get(stage.id, [])
        if stage.outcome != OPEN and not deals:
            continue
        rows.append(
            Row(
                stage.code,
                name_in(language, stage.name_en, stage.name_zh),
                _sum(deals),
                len(deals),
                Ratio(_sum(deals), total),
                data.open_spec(Filter("stage", "is", stage.id)),
                weighted=sum(deal.weighted for deal in deals),
                probability=Ratio(stage.probability_e6, 1_000_000),
            )
        )
    definition = Message("Deals open at the end of the period by the stage they had then, with their weighted amounts.")
    return Breakdown(names.BY_STAGE, Message("Pipeline by stage"), data.unit, definition, tuple(rows))


def _reasons(data: _Data, name: str, title: Message, outcome: str, entries: Mapping[str, str]) -> Breakdown:
    deals = [deal for deal in data.closed if deal.outcome == outcome]
    rows = [
        Row(
            key,
            entries.get(key, Message("No reason given")),
            len(group),
            len(group),
            Ratio(len(group), len(deals)),
            data.closed_spec(outcome, _is("reason", key)),
        )
        for key, group in _grouped(deals, lambda deal: deal.reason_id or "").items()
    ]
    definition = Message("Number of deals closed in the period by the reason noted when they were closed.")
    return Breakdown(name, title, names.COUNT, definition, _largest_first(rows))


def _revenue_by(
    data: _Data,
    name: str,
    title: Message,
    definition: Message,
    field: str,
    key_of: Callable[[Deal], str | None],
    labels: Mapping[str, str],
    nothing: Message,
) -> Breakdown:
    # Grouped over all closed deals: whoever only lost has a row too, so that the losses add up.
    won = _grouped(data.won, lambda deal: key_of(deal) or "")
    closed = _grouped(data.closed, lambda deal: key_of(deal) or "")
    total = _sum(data.won)
    rows = [
        Row(
            key,
            labels.get(key, nothing),
            _sum(won.get(key, ())),
            len(won.get(key, ())),
            Ratio(_sum(won.get(key, ())), total),
            data.closed_spec(WON, _is(field, key)),
            won=len(won.get(key, ())),
            lost=len(deals) - len(won.get(key, ())),
        )
        for key, deals in closed.items()
    ]
    return Breakdown(name, title, data.unit, definition, _largest_first(rows))


def _is(field: str, key: str | None) -> Filter:
    return Filter(field, "is", key) if key else Filter(field, "is_empty")


def _largest_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (-_whole(row), str(row.label), row.key)))


def _whole(row: Row) -> int:
    return row.value if isinstance(row.value, int) else 0


def _grouped(deals: Iterable[Deal], key_of: Callable[[Deal], str]) -> dict[str, list[Deal]]:
    groups: dict[str, list[Deal]] = {}
    for deal in deals:
        groups.setdefault(key_of(deal), []).append(deal)
    return groups


def _month(deal: Deal) -> str:
    assert deal.closed_on is not None
    return deal.closed_on.isoformat()[:7]


def _sum(deals: Iterable[Deal]) -> int:
    return sum(deal.amount for deal in deals)


def _cycles(deals: Iterable[Deal]) -> Ratio:
    days = [deal.cycle_days for deal in deals if deal.cycle_days is not None]
    return Ratio(sum(days), len(days))


def _people(reading: Reading) -> dict[str, tuple[str, str | None]]:
    rows = reading.session.execute(select(User.id, User.name, User.region_id))
    return {user_id: (name, region) for user_id, name, region in rows}


def _customers(reading: Reading, deals: Iterable[Deal]) -> dict[str, tuple[str, str | None, str | None]]:
    """Name, industry and region of the customers of some deals."""
    wanted = sorted({deal.customer_id for deal in deals if deal.customer_id})
    found = {}
    for start in range(0, len(wanted), 500):
        rows = reading.session.execute(
            select(Customer.id, Customer.name, Customer.industry_id, Customer.region_id).where(
                Customer.id.in_(wanted[start : start + 500])
            )
        )
        found.update({key: (name, industry, region) for key, name, industry, region in rows})
    return found


def _entries(reading: Reading, language: str) -> dict[str, str]:
    entry = DictionaryEntry
    rows = reading.session.execute(select(entry.id, entry.name_en, entry.name_zh))
    return {key: name_in(language, name_en, name_zh) for key, name_en, name_zh in rows}


def _parameter(reading: Reading, name: str) -> str | None:
    return reading.session.scalar(select(Parameter.value).where(Parameter.id == Parameter.id_of(name)))


def _data_state(reading: Reading) -> DataState:
    newest = journal.newest(reading.connection)
    if newest is None:
        return DataState()
    at = moment_of(newest.wall_ms, reading.zone).replace(tzinfo=None, microsecond=0)
    return DataState(at, f"{newest.replica}:{newest.seq}")


def _notes(reading: Reading) -> Iterable[Message]:
    missing = currencies_without_rate(reading)
    if missing:
        yield Message(
            "Amounts in {currencies} are missing from the sums: no exchange rate is known.",
            currencies=", ".join(missing),
        )
