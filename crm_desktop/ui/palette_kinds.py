"""The kinds of records that the palette finds, and what it says of each in the second line and at the right edge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.customising import OWN_RECORD, own_kind
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.own_kind import OwnKind
from crm_desktop.queries.search_facts import Facts
from crm_desktop.queries.search_hits import SearchHit
from crm_desktop.ui.page_context import PageContext


@dataclass(frozen=True)
class Found:
    """A kind the palette can open: its title, its icon, and what making one is called ("" when none is made here).

    `new_named` makes one that is called as was typed; kinds without names have none.
    """

    kind: str
    title: str
    icon: str
    new: str = ""
    new_named: str = ""
    named_by: str = "name"


KINDS = (
    Found("customer", N_("Customers"), "building-2", N_("New customer"), N_("New customer “{text}”")),
    Found("contact", N_("Contacts"), "users", N_("New contact"), N_("New contact “{text}”")),
    Found("lead", N_("Leads"), "target", N_("New lead"), N_("New lead “{text}”"), "customer_name"),
    Found("opportunity", N_("Opportunities"), "square-kanban", N_("New deal"), N_("New deal “{text}”")),
    Found("service_case", N_("Service"), "life-buoy", N_("New case"), N_("New case “{text}”"), "subject"),
    Found("task", N_("Tasks"), "square-check", N_("New task"), N_("New task “{text}”"), "subject"),
    Found("campaign", N_("Campaigns"), "megaphone", N_("New campaign"), N_("New campaign “{text}”")),
    Found("article", N_("Articles"), "lightbulb", N_("New article"), N_("New article “{text}”"), "title"),
    Found("survey", N_("Surveys"), "clipboard-list", N_("New survey"), N_("New survey “{text}”")),
    Found("quotation", N_("Quotations"), "file-text", N_("New quotation"), N_("New quotation “{text}”"), "title"),
    Found("contract", N_("Contracts"), "handshake", N_("New contract"), N_("New contract “{text}”")),
    Found("sales_order", N_("Orders"), "shopping-cart", N_("New order"), N_("New order “{text}”"), "number"),
    Found("product", N_("Products"), "box", N_("New product"), N_("New product “{text}”")),
    Found("receipt", N_("Receipts"), "wallet", N_("New receipt")),
    Found("invoice", N_("Invoices"), "receipt", N_("New invoice")),
    Found(OWN_RECORD, N_("Own records"), "package"),
    Found("interaction", N_("Activities"), "message-square"),
    Found("attachment", N_("Files"), "paperclip"),
)
OF_KIND: Mapping[str, Found] = {each.kind: each for each in KINDS}


def offered_kinds(choices: Choices) -> list[Found]:
    """The kinds that are offered alone: own records only where the company has any such kind."""
    return [each for each in KINDS if each.kind != OWN_RECORD or choices.own_kinds]


def icon_of(choices: Choices, hit: SearchHit, facts: Facts) -> str:
    """What a record found looks like; one of an own kind like its kind."""
    own = _own_kind(choices, facts) if hit.kind == OWN_RECORD else None
    return own.icon if own is not None else OF_KIND[hit.kind].icon


def second_line(context: PageContext, hit: SearchHit, facts: Facts) -> str:
    """What tells a record from others of its name."""
    choices, speaks = context.choices, language()
    chosen = choices.name(facts.choice_id, speaks)
    match hit.kind:
        case "customer":
            return _joined(_level(choices, facts), _owner(choices, facts), facts.words)
        case "contact":
            return _joined(facts.words, facts.customer)
        case "opportunity":
            ended = choices.state("outcome", facts.state, speaks) if facts.state != "open" else None
            return _joined(ended or chosen, facts.customer)
        case "service_case":
            return _joined(choices.state("case_status", facts.state, speaks), facts.words, facts.customer)
        case "lead":
            return _joined(choices.state("lead_status", facts.state, speaks), facts.words, _owner(choices, facts))
        case "sales_order":
            return _joined(choices.state("order_status", facts.state, speaks), facts.customer)
        case "task":
            return _joined(choices.state("task_status", facts.state, speaks), facts.customer, chosen)
        case "campaign":
            state = choices.state("campaign_status", facts.state, speaks) if facts.state else None
            return _joined(state, chosen, _owner(choices, facts))
        case "article":
            return _joined(choices.state("article_status", facts.state, speaks), facts.words, chosen)
        case "quotation":
            state = choices.state("quotation_status", facts.state, speaks) if facts.state else None
            return _joined(facts.words, state, facts.customer)
        case "contract":
            state = choices.state("contract_stage", facts.state, speaks) if facts.state else None
            return _joined(facts.words, state, facts.customer)
        case "invoice":
            state = choices.state("invoice_status", facts.state, speaks) if facts.state else None
            return _joined(state, facts.customer)
        case "attachment" | "product":
            return facts.words or ""
        case "custom_record":
            own = _own_kind(choices, facts)
            return _joined(tr(own.one) if own else None, facts.words, facts.customer)
        case _:
            return _joined(chosen, facts.customer, choices.name(facts.owner_id, speaks))


def right_edge(context: PageContext, hit: SearchHit, facts: Facts) -> str:
    """The amount, the telephone or the day, whichever people look for in this kind."""
    if facts.phone:
        return facts.phone
    if facts.amount_minor and hit.kind != "sales_order":
        return formats.money(facts.amount_minor, facts.currency or context.currency, symbol=True)
    if facts.on:
        return formats.day(date.fromisoformat(facts.on), language(), context.today())
    return ""


def _own_kind(choices: Choices, facts: Facts) -> OwnKind | None:
    return choices.own_kind(own_kind(facts.choice_id or ""))


def _level(choices: Choices, facts: Facts) -> str | None:
    """The letter that levels are known by; a level of another name by that."""
    found = choices.by_id.get(facts.choice_id or "")
    if found is None:
        return None
    return tr("Level {level}", level=found.code) if len(found.code) == 1 else found.name(language())


def _owner(choices: Choices, facts: Facts) -> str:
    return choices.name(facts.owner_id, language()) or tr("No owner")


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
