"""The contracts of the sample: maintenance from year to year with its money, and what is drawn up for open deals."""

from collections.abc import Sequence
from datetime import date, timedelta

from crm_desktop.core.ids import derived_id
from crm_desktop.core.money import E6, line_net, rounded_part, share_of
from crm_desktop.models import Approval, Contract, ContractLine, ContractShare, Receipt, Receivable
from crm_desktop.models.contract import APPROVED, COMPLETED, DRAFT, GRANTED, PENDING, SIGNED, SUBMITTED, TERMINATED
from crm_desktop.models.customer import COMPANY
from crm_desktop.operations import approval
from crm_desktop.operations.contract import contract_draft
from crm_desktop.operations.contract_steps import SUBJECT, frozen_content
from crm_desktop.operations.sample import invoicing
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.deals import OPEN_STAGES, Deal
from crm_desktop.operations.sample.firm import NAME, choice, rate_e6, stage
from crm_desktop.operations.sample.orders import TAX_E6
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_money import ASKED, DUE_FOR, ENDED, GIVEN_BACK, HELPS, KEPT_UP, METHODS, SERVED
from crm_desktop.storage.database import UnitOfWork

_SERVICE_TAX_E6 = 60_000
_LEAST_WEIGHT = 0.5
# What becomes of the contracts that are drawn up for open deals, one after the other.
_DRAWN_UP = (SUBMITTED, DRAFT, APPROVED, DRAFT)
_LATE = frozenset(stage(code) for code in OPEN_STAGES[-2:])


def make_contracts(scene: Scene, client: Client, deals: Sequence[Deal]) -> None:
    """Maintenance of what a firm bought, and the contracts of deals that are nearly won."""
    money = scene.money
    if client.kind != COMPANY or not client.owner_id or not client.is_told(money):
        return
    scene.served.clear()
    scene.invoiced.clear()
    for deal in deals:
        if deal.row["stage_id"] in _LATE and deal.row["customer_id"] and money.chance(0.6):
            _draw_up(scene, deal)
    if client.weight >= _LEAST_WEIGHT and client.ordered_on and money.chance(0.85):
        _maintain(scene, client)


def ask(work: UnitOfWork, scene: Scene) -> int:
    """What was submitted waits for the chief, with the content as it is; returns how many ask."""
    asked: list[Row] = []
    for contract in scene.submitted:
        at_ms, owner_id = int(contract["created_at"]) + 3_600_000, str(contract["owner_id"])
        content = approval.written(frozen_content(contract_draft(work, str(contract["id"]))))
        row: Row = {"id": scene.money.id_at(at_ms), "record_kind": "contract", "record_id": contract["id"]}
        row |= {"subject": SUBJECT, "content": content, "asked_by_id": owner_id, "asked_at": at_ms}
        row |= {"note": ASKED, "decision": PENDING, "decided_by_id": None, "decided_at": None}
        if contract["stage"] == APPROVED:
            chief = scene.firm.chiefs.get(owner_id, scene.firm.admin_id)
            row |= {"decision": GRANTED, "decided_by_id": chief, "decided_at": at_ms + 5_400_000}
        asked.append(row)
    work.insert_rows(Approval, asked)
    return len(asked)


# --- drawn up for a deal


def _draw_up(scene: Scene, deal: Deal) -> None:
    money, days, client = scene.money, scene.days, deal.client
    on = max(days.working(days.today - timedelta(days=money.between(2, 12))), deal.opened_on)
    rate = 0 if client.english else TAX_E6
    lines = [{**line, "tax_rate_e6": rate, "tax_minor": share_of(int(line["net_minor"]), rate)} for line in deal.lines]
    starts_on = days.coming(days.today + timedelta(days=money.between(7, 25)))
    row = _contract(scene, client, str(deal.row["name"]), on, starts_on, lines)
    row |= {"opportunity_id": deal.row["id"], "contact_id": deal.row["contact_id"]}
    row |= {"kind_id": choice("contract_kind", "sale"), "stage": _DRAWN_UP[scene.drawn_up % len(_DRAWN_UP)]}
    scene.drawn_up += 1
    whole = int(row["amount_minor"])
    advance = share_of(whole, 300_000)
    _plan(scene, row, [(starts_on, advance), (starts_on + timedelta(days=45), whole - advance)])
    at_ms = int(row["created_at"])
    for place, each in enumerate((SUBMITTED, APPROVED)):
        if row["stage"] in (SUBMITTED, APPROVED)[place:]:
            _stands(scene, row, each, on, at_ms + 3_600_000 + place * 5_400_000)
    if row["stage"] != DRAFT:
        scene.submitted.append(row)


# --- maintenance


def _maintain(scene: Scene, client: Client) -> None:
    """A contract for a year, and the next when it ends, as long as they stay."""
    money, days = scene.money, scene.days
    signed_on = days.draw(money, max(client.ordered_on[0], days.first), client.upto(scene))
    if signed_on < client.created_on:
        return
    before: Row | None = None
    starts_on = signed_on
    while signed_on <= client.upto(scene):
        row = _year(scene, client, signed_on, starts_on, before)
        before, starts_on = row, row["ends_on"] + timedelta(days=1)
        signed_on = days.coming(starts_on - timedelta(days=money.between(5, 30)))
        if row["stage"] == TERMINATED or not money.chance(0.8):
            return


def _year(scene: Scene, client: Client, signed_on: date, starts_on: date, before: Row | None) -> Row:
    money = scene.money
    ends_on = _in_a_year(starts_on) - timedelta(days=1)
    name = KEPT_UP[client.language].format(name=client.short, year=starts_on.year)
    row = _contract(scene, client, name, signed_on, starts_on, _service_lines(scene, client, before))
    row |= {"kind_id": choice("contract_kind", "service"), "stage": SIGNED, "signed_on": signed_on, "ends_on": ends_on}
    row |= {"predecessor_id": before["id"] if before else None, "terms": SERVED[client.language]}
    row |= {"remind_on": ends_on - timedelta(days=45)}
    _stands(scene, row, SIGNED, signed_on, int(row["created_at"]) + 3_600_000)
    if money.chance(0.25):
        _helped(scene, client, row)
    ended_on = _early_end(scene, client, row)
    whole, parts = int(row["amount_minor"]), 4 if int(row["amount_minor"]) > 8_000_000 else 2
    shares = [rounded_part(whole, place + 1, parts) - rounded_part(whole, place, parts) for place in range(parts)]
    dues = [starts_on + timedelta(days=30 + place * 360 // parts) for place in range(parts)]
    planned = _plan(scene, row, list(zip(dues, shares, strict=True)))
    receipts = [each for due in planned for each in _collect(scene, client, row, due, ended_on)]
    _close(scene, client, row, receipts, ended_on)
    return row


def _early_end(scene: Scene, client: Client, row: Row) -> date | None:
    """The day a contract ends before its time, if it does."""
    on = client.quits_on
    if on is None and scene.money.chance(0.12):
        on = scene.days.working(row["starts_on"] + timedelta(days=scene.money.between(70, 300)))
    return on if on and row["starts_on"] < on < min(row["ends_on"], scene.days.last) else None


def _close(scene: Scene, client: Client, row: Row, receipts: list[Row], ended_on: date | None) -> None:
    """Completed when it is over and paid; ended early with something given back; otherwise in force."""
    days, came = scene.days, sum(int(each["amount_minor"]) for each in receipts)
    latest = max([row["ends_on"], *(each["paid_on"] for each in receipts)])
    if ended_on:
        row |= {"closed_on": ended_on, "close_reason": ENDED[client.language]}
        row["stage"] = TERMINATED
        _stands(scene, row, TERMINATED, ended_on, days.at(scene.money, ended_on, 16))
        if receipts and receipts[-1]["paid_on"] < ended_on:
            _give_back(scene, client, receipts[-1], ended_on)
    elif came == row["amount_minor"] and latest < days.last:
        on = days.working(latest + timedelta(days=1))
        row |= {"stage": COMPLETED, "closed_on": on}
        _stands(scene, row, COMPLETED, on, days.at(scene.money, on, 16))


def _collect(scene: Scene, client: Client, row: Row, due: Row, until: date | None) -> list[Row]:
    """An invoice some days before a payment is due, then the money, mostly at once, sometimes in two parts or late."""
    money, days = scene.money, scene.days
    last = min(until or days.last, days.last)
    issued_on = days.coming(max(row["signed_on"], due["due_on"] - timedelta(days=10)))
    if issued_on <= last:
        invoicing.issue(scene, client, row, int(due["amount_minor"]), issued_on)
    delay = money.between(25, 120) if money.chance(0.1) else max(-8, round(money.normal() * 6))
    paid_on = days.coming(max(row["signed_on"], due["due_on"] + timedelta(days=delay)))
    amount = int(due["amount_minor"])
    first = share_of(amount, 600_000) if money.chance(0.18) else amount
    found = []
    for part, on in ((first, paid_on), (amount - first, days.coming(paid_on + timedelta(days=21)))):
        if part and on <= last:
            found.append(_receipt(scene, client, row, part, on) | {"receivable_id": due["id"]})
            scene.rows.add(Receipt, found[-1])
    return found


def _give_back(scene: Scene, client: Client, paid: Row, on: date) -> None:
    """A part of what came in last goes back, and the invoice of it is corrected."""
    part = share_of(int(paid["amount_minor"]), 250_000)
    row: Row = {name: paid[name] for name in ("customer_id", "contract_id", "currency", "receivable_id", "method")}
    at_ms = max(scene.days.at(scene.money, on, 15), int(paid["created_at"]) + 60_000)
    row |= {"id": scene.money.id_at(at_ms), "paid_on": on, "amount_minor": -part, "refunds_id": paid["id"]}
    scene.rows.add(Receipt, row | {"created_at": at_ms, "note": GIVEN_BACK[client.language]})
    invoicing.credit(scene, client, str(paid["contract_id"]), part, on)


def _receipt(scene: Scene, client: Client, contract: Row, amount: int, on: date) -> Row:
    at_ms = scene.days.at(scene.money, on)
    row: Row = {"id": scene.money.id_at(at_ms), "customer_id": client.id, "contract_id": contract["id"]}
    row |= {"paid_on": on, "amount_minor": amount, "currency": contract["currency"], "created_at": at_ms}
    return row | {"method": METHODS[client.language]}


def _service_lines(scene: Scene, client: Client, before: Row | None) -> list[Row]:
    """So many instruments looked after, and calibrated once a year; as before when it is renewed."""
    if before is not None:
        return [dict(line) for line in scene.served[str(before["id"])]]
    money, currency = scene.money, client.place.currency
    articles = {each.model: each for each in scene.firm.articles["service"]}
    count = max(1, min(12, round(client.weight * money.between(1, 2))))
    discount = money.pick((0, 0, 50_000, 80_000))
    lines: list[Row] = []
    for position, (model, quantity) in enumerate((("HV-2", count), ("HV-1", count * 2))):
        article, rate = articles[model], rate_e6(currency)
        price, tax_rate = article.price_e6(rate), 0 if client.english else _SERVICE_TAX_E6
        net = line_net(quantity * E6, price, discount, currency)
        line: Row = {"product_id": article.id, "description": article.name, "position": position, "unit": article.unit}
        line |= {"quantity_e6": quantity * E6, "unit_price_e6": price, "discount_e6": discount, "net_minor": net}
        line |= {"unit_cost_e6": article.cost_e6(rate), "tax_rate_e6": tax_rate}
        lines.append(line | {"tax_minor": share_of(net, tax_rate)})
    return lines


def _helped(scene: Scene, client: Client, row: Row) -> None:
    """Who does the service has a part in it."""
    user_id = scene.money.pick(scene.firm.service_people)
    share: Row = {"id": derived_id("sample share", str(row["id"]), user_id), "contract_id": row["id"]}
    share |= {"user_id": user_id, "share_e6": scene.money.between(1, 4) * 50_000, "part": HELPS[client.language]}
    scene.rows.add(ContractShare, share)


# --- what every contract has


def _contract(scene: Scene, client: Client, name: str, on: date, starts_on: date, lines: Sequence[Row]) -> Row:
    at_ms = max(scene.days.at(scene.money, on, 9), int(client.row["created_at"]) + 60_000)
    amount = sum(int(line["net_minor"]) + int(line["tax_minor"]) for line in lines)
    row: Row = {"id": scene.money.id_at(at_ms), "name": name, "customer_id": client.id, "owner_id": client.owner_id}
    row |= {"currency": client.place.currency, "amount_minor": amount, "starts_on": starts_on, "created_at": at_ms}
    row |= {"our_party": NAME, "their_party": client.row["name"]}
    if client.people:
        row |= {"contact_id": client.people[0]["id"], "signed_by_them": client.people[0]["name"]}
    scene.rows.add(Contract, row)
    scene.served[str(row["id"])] = lines
    for line in lines:
        scene.rows.add(ContractLine, {"id": scene.money.id_at(at_ms), "contract_id": row["id"], **line})
    _stands(scene, row, DRAFT, on, at_ms)
    scene.note(Contract, str(row["id"]), "owner", client.owner_id, on, at_ms, client.owner_id, scene.money)
    return row


def _plan(scene: Scene, row: Row, parts: Sequence[tuple[date, int]]) -> list[Row]:
    planned = []
    for place, (due_on, amount) in enumerate(parts):
        due: Row = {"id": scene.money.id_at(int(row["created_at"])), "contract_id": row["id"], "due_on": due_on}
        due |= {"customer_id": row["customer_id"], "currency": row["currency"], "amount_minor": amount}
        title = DUE_FOR[int(row["currency"] != "CNY")].format(number=place + 1)
        planned.append(scene.rows.add(Receivable, due | {"position": place, "title": title}))
    return planned


def _stands(scene: Scene, row: Row, stage_code: str, on: date, at_ms: int) -> None:
    by_id = str(row["owner_id"])
    scene.note(Contract, str(row["id"]), "stage", stage_code, on, at_ms, by_id, scene.money)


def _in_a_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
