"""What the sample offers for its deals: quotations with their answers, shares of colleagues, ticked checklists."""

from datetime import date, timedelta

from crm_desktop.core.money import line_net, share_of
from crm_desktop.models import OpportunityShare, Quotation, QuotationLine, Stage, StageCheck
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.dictionary import LOST
from crm_desktop.models.quotation import ACCEPTED, DECLINED, DRAFT, SENT
from crm_desktop.operations import shipped
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.deals import OPEN_STAGES, Deal
from crm_desktop.operations.sample.firm import stage
from crm_desktop.operations.sample.orders import TAX_E6
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import CHECKLISTS, DECLINED_NOTES, NEEDS, OFFERED, SHARE_PARTS, TERMS
from crm_desktop.storage.database import UnitOfWork

VALID_DAYS = 30
_BIG = 150_000_00
_REACHED = {stage(code): place for place, code in enumerate(OPEN_STAGES)}


def found_checklists(work: UnitOfWork) -> None:
    """What the stages of the shipped pipeline ask for."""
    for code, items in CHECKLISTS.items():
        row = work.session.get_one(Stage, Stage.id_of(shipped.PIPELINE, code))
        row.checklist, row.needs = "\n".join(items), NEEDS.get(code)


def make_offers(scene: Scene, client: Client, deals: list[Deal]) -> None:
    """Quotations, shares and ticks of a customer's deals."""
    for deal in deals:
        if client.kind == CONSUMER or not deal.row["customer_id"]:
            continue
        _quote(scene, deal)
        _tick(scene, deal)
        if deal.row["amount_minor"] > _BIG and scene.luck.chance(0.3 * client.fullness):
            _share(scene, deal)


def _quote(scene: Scene, deal: Deal) -> None:
    luck, days, client = scene.luck, scene.days, deal.client
    place = _REACHED.get(str(deal.row["stage_id"]))
    likely = 0.5 if place is None else (0.0, 0.0, 0.15, 0.8, 0.9)[place]
    if deal.row["outcome"] == LOST:
        likely = 0.35
    if not luck.chance(likely * client.fullness):
        return
    if deal.closed_on:
        quoted_on = days.working(deal.closed_on - timedelta(days=luck.between(4, 25)))
        status = ACCEPTED if deal.is_won else DECLINED if luck.chance(0.7) else SENT
    else:
        quoted_on = days.working(days.today - timedelta(days=luck.between(1, 34)))
        status = SENT if luck.chance(0.65) else DRAFT
    quoted_on = max(quoted_on, deal.opened_on)
    earlier_on = days.working(quoted_on - timedelta(days=luck.between(5, 15)))
    first = None
    if status != DRAFT and earlier_on > deal.opened_on and earlier_on < quoted_on and luck.chance(0.25):
        first = _quotation(scene, deal, earlier_on, SENT, None, cut=0)
    _quotation(scene, deal, quoted_on, status, first, cut=None)


def _quotation(scene: Scene, deal: Deal, on: date, status: str, first: Row | None, cut: int | None) -> Row:
    """One with the lines of the deal; an earlier version gave no discount yet."""
    luck, at, client = scene.luck, deal.client.language, deal.client
    at_ms = max(scene.days.at(luck, on), int(deal.row["created_at"]) + 60_000)
    row: Row = {"id": luck.id_at(at_ms), "version": 2 if first else 1, "title": deal.row["name"], "status": status}
    row |= {name: deal.row[name] for name in ("customer_id", "contact_id", "owner_id", "currency")}
    row |= {"opportunity_id": deal.row["id"], "quoted_on": on, "valid_until": on + timedelta(days=VALID_DAYS)}
    row |= {"introduction": OFFERED[at], "terms": TERMS[at], "created_at": at_ms}
    if first:
        row["number"] = first
    scene.rows.add(Quotation, row)
    rate = 0 if client.english else TAX_E6
    for line in deal.lines:
        part = {"id": luck.id_at(at_ms), "quotation_id": row["id"], **line, "tax_rate_e6": rate}
        if cut is not None:
            price, count = int(line["unit_price_e6"]), int(line["quantity_e6"])
            part |= {"discount_e6": cut, "net_minor": line_net(count, price, cut, str(row["currency"]))}
        scene.rows.add(QuotationLine, part | {"tax_minor": share_of(int(part["net_minor"]), rate)})
    _answer(scene, deal, row, on, at_ms)
    return row


def _answer(scene: Scene, deal: Deal, row: Row, on: date, at_ms: int) -> None:
    _note(scene, row, DRAFT, on, at_ms)
    status = str(row["status"])
    if status == DRAFT:
        return
    row["sent_on"] = on
    _note(scene, row, SENT, on, at_ms + 3_600_000)
    if status in (ACCEPTED, DECLINED) and deal.closed_on:
        row["decided_on"] = deal.closed_on
        at_ms = max(scene.days.at(scene.luck, deal.closed_on), at_ms + 7_200_000)
        _note(scene, row, status, deal.closed_on, at_ms)
        if status == DECLINED:
            row["note"] = DECLINED_NOTES[deal.client.language]


def _note(scene: Scene, row: Row, status: str, on: date, at_ms: int) -> None:
    owner = row["owner_id"]
    scene.note(Quotation, str(row["id"]), "status", status, on, at_ms, str(owner) if owner else None, scene.luck)


def _share(scene: Scene, deal: Deal) -> None:
    """A colleague helped; what is not given away is the owner's."""
    luck, client = scene.luck, deal.client
    people = [each.id for each in scene.firm.sellers[client.place.region] if each.id != deal.row["owner_id"]]
    user_id = luck.pick((*people, scene.firm.users["xu"]))
    share: Row = {"id": OpportunityShare.id_of(str(deal.row["id"]), user_id), "opportunity_id": deal.row["id"]}
    share |= {"user_id": user_id, "share_e6": luck.between(2, 8) * 50_000, "part": SHARE_PARTS[client.language]}
    scene.rows.add(OpportunityShare, share)


def _tick(scene: Scene, deal: Deal) -> None:
    """Of open deals: everything of the stages behind, some of the one it stands in."""
    place = _REACHED.get(str(deal.row["stage_id"]))
    if place is None:
        return
    for code, items in CHECKLISTS.items():
        behind = place - OPEN_STAGES.index(code)
        if behind < 0:
            continue
        for item in items:
            if behind > 0 or scene.luck.chance(0.5):
                _ticked(scene, deal, stage(code), item)


def _ticked(scene: Scene, deal: Deal, stage_id: str, item: str) -> None:
    record_id = str(deal.row["id"])
    check: Row = {"id": StageCheck.id_of(record_id, stage_id, item), "opportunity_id": record_id, "item": item}
    done_on = scene.days.working(scene.days.today - timedelta(days=scene.luck.between(1, 30)))
    check |= {"stage_id": stage_id, "done_on": max(done_on, deal.opened_on), "done_by_id": deal.row["owner_id"]}
    scene.rows.add(StageCheck, check)
