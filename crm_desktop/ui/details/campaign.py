"""What the detail side says of a campaign: whom it reached, what they answered, what it cost and brought."""

from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.money import from_e6
from crm_desktop.models.insight import DROPPED, ENDED, RUNNING
from crm_desktop.queries.campaign import FEW, CampaignDetails
from crm_desktop.queries.order import OrderRow
from crm_desktop.ui.campaign_figures import FIGURE, figure
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import campaign_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

Told = tuple[Tone, str, str]


def describe(details: CampaignDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    names, code = context.choices, language()
    state = names.state("campaign_status", details.status, code) or details.status
    channel = names.state("campaign_channel", details.channel, code) if details.channel else None
    parts = (names.name(details.kind_id, code), channel, _span(details, context))
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=(Chip(state, *campaign_sign(details.status), edit="status"),),
        figures=_figures(details, context),
        notice=_notice(details),
        tabs=(
            TabContent("results", N_("Results"), groups=_results(details, context)),
            TabContent(
                "orders",
                N_("Orders"),
                tuple(_order(each, context) for each in details.orders),
                count=details.led.orders,
                nothing=N_("No orders came of it yet."),
            ),
            TabContent("details", N_("Details"), sections=_sections(details, context)),
        ),
        owner_edit="owner_id",
    )


def _span(details: CampaignDetails, context: PageContext) -> str:
    code, today = language(), context.today()
    days = [formats.day(day, code, today) for day in (details.starts_on, details.ends_on) if day]
    return " – ".join(days)


def _figures(details: CampaignDetails, context: PageContext) -> tuple[Figure, ...]:
    led = details.led
    reached = trn("{count} reached", "{count} reached", led.reached)
    said = tr("of {count} reached", count=formats.integer(led.reached)) if led.reached else ""
    return (
        Figure(N_("Members"), Plain(formats.integer(led.members)), Plain(reached) if led.members else ""),
        Figure(N_("Answers"), Plain(formats.integer(led.answered)), Plain(said)),
        _gain(details, context),
    )


def _gain(details: CampaignDetails, context: PageContext) -> Figure:
    """What came back for what it cost; below five orders only what they brought."""
    led = details.led
    if details.return_e6 is None:
        amount = Plain(formats.money(led.revenue_minor, context.currency, symbol=True, cents=False))
        return Figure(N_("Revenue"), amount, Plain(trn("{count} order", "{count} orders", led.orders)))
    tone = Tone.GOOD if details.return_e6 >= 0 else Tone.BAD
    shown = Plain(formats.percent(from_e6(details.return_e6), 0))
    return Figure(N_("Return on cost"), shown, Plain(tr("n = {count}", count=led.orders)), tone)


def _notice(details: CampaignDetails) -> Told | None:
    """What comes next: who matches by now, that it is over, or what it waits for."""
    is_over = details.status in (ENDED, DROPPED)
    if details.waiting and not is_over:
        more = trn("{count} more matches now", "{count} more match now", details.waiting)
        return Tone.INFO, more, tr("View “{name}”; G adds them", name=details.view)
    if not details.led.members and not is_over:
        return Tone.WARNING, tr("Nobody takes part yet"), tr("Next: choose customers, contacts or leads in their list")
    if is_over and details.cost_minor is None:
        return Tone.WARNING, tr("What it cost is not known"), tr("Next: write down the cost")
    left = details.led.members - details.led.answered - (details.led.opted_out or 0)
    if details.status == RUNNING and left > 0:
        waits = trn("{count} has not answered yet", "{count} have not answered yet", left)
        return Tone.NEUTRAL, waits, tr("Next: M shows them, R writes down what they say")
    return None


def _results(details: CampaignDetails, context: PageContext) -> tuple[Group, ...]:
    led = details.led

    def line(title: str, counts: str, count: int | None, note: str = "", amount: int | None = None) -> Line:
        right = "" if count is None else formats.integer(count)
        if amount is not None and count:
            right = f"{formats.money(amount, context.currency, symbol=True, cents=False)} · {right}"
        return Line(FIGURE, figure(details.id, counts), title, note, right)

    people = (
        line(tr("Members"), "members", led.members),
        line(tr("Number reached"), "reached", led.reached, _share(led.reached, led.members)),
        *_answers(details, context),
        line(tr("Opted out"), "opted_out", led.opted_out, tr("left out of calls and letters") if led.opted_out else ""),
    )
    business = (
        line(tr("Leads"), "leads", led.leads),
        line(tr("Developed leads"), "leads_won", led.leads_won),
        line(tr("Open deals"), "deals_open", led.deals_open, amount=led.open_minor),
        line(tr("Won deals"), "deals_won", led.deals_won, amount=led.won_minor),
    )
    return (
        Group(N_("People"), people),
        Group(N_("Business"), business),
        Group(N_("Cost and return"), _ratios(details, context)),
    )


def _answers(details: CampaignDetails, context: PageContext) -> list[Line]:
    """How many gave each answer."""
    names, code, led = context.choices, language(), details.led
    lines = []
    for answer_id, count in led.answers:
        name = (names.name(answer_id, code) or formats.MISSING) if answer_id else tr("Nothing noted yet")
        goes_to = figure(details.id, answer_id or "silent")
        note = _share(count, led.members) if answer_id else ""
        lines.append(Line(FIGURE, goes_to, name, note, formats.integer(count)))
    return lines


def _share(count: int, of: int) -> str:
    """A share with the number it is of; of few there is none."""
    if not of:
        return ""
    if of < FEW:
        return tr("too few for a share")
    return tr("{share} of {count}", share=formats.percent(Fraction(count, of), 1), count=formats.integer(of))


def _ratios(details: CampaignDetails, context: PageContext) -> tuple[Line, ...]:
    led = details.led
    each = (
        (tr("Cost of an answer"), led.answered),
        (tr("Cost of a lead"), led.leads),
        (tr("Cost of a won deal"), led.deals_won),
    )
    money = [_money(details.paid_minor, context), _money(led.revenue_minor, context)]
    planned = tr("planned") if details.spent_minor is None and details.planned_minor is not None else ""
    return (
        Line("", "", tr("Cost"), planned, money[0]),
        Line("", "", tr("Revenue"), trn("{count} order", "{count} orders", led.orders), money[1]),
        *(_ratio(details, name, count, context) for name, count in each),
        _return(details),
    )


def _ratio(details: CampaignDetails, name: str, count: int, context: PageContext) -> Line:
    if details.paid_minor and count < FEW:
        return Line("", "", name, tr("n = {count}", count=count), tr("too few"))
    shown = _money(details.cost_of_each(count), context)
    return Line("", "", name, tr("n = {count}", count=formats.integer(count)), shown)


def _return(details: CampaignDetails) -> Line:
    count = details.led.orders
    note = tr("n = {count}", count=formats.integer(count))
    if details.return_e6 is not None:
        tone = Tone.NEUTRAL if details.return_e6 >= 0 else Tone.BAD
        return Line("", "", tr("Return on cost"), note, formats.percent(from_e6(details.return_e6), 0), tone)
    return Line("", "", tr("Return on cost"), note, tr("too few") if details.paid_minor else formats.MISSING)


def _money(amount: int | None, context: PageContext) -> str:
    return formats.MISSING if amount is None else formats.money(amount, context.currency, symbol=True, cents=False)


def _order(order: OrderRow, context: PageContext) -> Line:
    code, today = language(), context.today()
    amount = formats.money(order.net_minor, order.currency, symbol=True)
    note = " · ".join(part for part in (order.number, formats.day(order.ordered_on, code, today)) if part)
    return Line("customer", order.customer_id or "", order.customer or order.number, note, amount)


def _sections(details: CampaignDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    currency = details.currency or context.currency

    def money(label: str, name: str) -> Fact:
        amount = getattr(details, name)
        shown = formats.money(amount, currency, symbol=True) if amount is not None else ""
        return Fact(label, shown, Edit(name, Kind.MONEY, "currency"))

    def day(label: str, name: str) -> Fact:
        value = getattr(details, name)
        return Fact(label, formats.day_far(value, code) if value else "", Edit(name, Kind.DATE))

    status = names.state("campaign_status", details.status, code) or ""
    channel = names.state("campaign_channel", details.channel, code) if details.channel else ""
    plan = (
        Fact(N_("Name"), details.name, Edit("name", required=True)),
        Fact(N_("Goal"), details.goal or "", Edit("goal")),
        Fact(N_("Kind"), names.name(details.kind_id, code) or "", Edit("kind_id", Kind.CHOICE, "campaign_kind")),
        Fact(N_("Channel"), channel or "", Edit("channel", Kind.CHOICE, "campaign_channel")),
        Fact(N_("Status"), status, Edit("status", Kind.CHOICE, "campaign_status", required=True)),
        day(N_("Starts"), "starts_on"),
        day(N_("Ends"), "ends_on"),
        Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
        Fact(N_("Members come from"), details.view),
        Fact(N_("Created"), when(details.created_at, context)),
    )
    return (
        Section(N_("Campaign"), plan),
        Section(N_("Cost"), (money(N_("Planned cost"), "planned_cost_minor"), money(N_("Cost"), "cost_minor"))),
        Section(N_("Notes"), (Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),)),
    )
