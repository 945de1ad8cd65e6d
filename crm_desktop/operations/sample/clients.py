"""The customers of the sample: who they are, where, how big, and who looks after them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from crm_desktop.models import Customer, CustomerDemand, CustomValue, PersonProfile, Refusal, SupplyLink, TagLink
from crm_desktop.models.customer import COMPANY, CONSUMER, DISTRIBUTOR, RETAILER
from crm_desktop.models.dictionary import Tag
from crm_desktop.operations.sample import names
from crm_desktop.operations.sample.catalogue import NEEDS, RESOLD, USUAL_NEEDS
from crm_desktop.operations.sample.dice import Dice, Weighted
from crm_desktop.operations.sample.firm import CURRENCY, TAGS_EN, TAGS_ZH, Seller, choice
from crm_desktop.operations.sample.places import ABROAD, IN_CHINA, Place, address, landline, mobile
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.queries.data_age import CHECKED

ABROAD_SHARE = 0.17
YEARS_BEFORE = 5
# Interactions, deals, orders and cases of a customer of whom everything is told, against those of a usual firm.
DENSITY = 2.4
_SOURCE = Weighted(
    ("referral", 22), ("website", 18), ("exhibition", 20), ("campaign", 10), ("cold_call", 12), ("distributor", 10),
    ("existing", 5), ("other", 3),
)  # fmt: skip
_HEAVIEST = {COMPANY: 8.0, DISTRIBUTOR: 6.0, RETAILER: 2.5}
_EDUCATION = ("高中", "大专", "本科", "硕士")
_OCCUPATION = ("教师", "工程师", "医生", "个体经营", "退休", "会计", "设计师", "公务员")


@dataclass
class Client:
    """A customer while its story is told."""

    row: Row
    english: bool
    kind: str
    weight: float
    place: Place
    industry: str
    short: str
    domain: str
    seller: Seller | None
    created_on: date
    # How much is told of it: nearly everything of the big ones, even in a large sample.
    fullness: float
    quits_on: date | None = None
    people: list[Row] = field(default_factory=list)
    ordered_on: list[date] = field(default_factory=list)
    topics: tuple[str, ...] = ()
    # Who had it before its owner, where its history begins, and since when its owner has it by that.
    came: tuple[str, date] | None = None
    first_owner: Row | None = None
    owned_since: date = date.min
    level: str = ""
    # Who supplies it, of retailers.
    supplier_id: str = ""

    @property
    def id(self) -> str:
        """The customer's id."""
        return str(self.row["id"])

    @property
    def owner_id(self) -> str | None:
        """Whose customer it is."""
        return self.seller.id if self.seller else None

    def density(self, thinned: float = 1.0) -> float:
        """How much happens with this customer; `thinned` is how strongly a large sample saves on it."""
        return DENSITY * float(self.fullness**thinned)

    @property
    def language(self) -> int:
        """Which of two texts is meant for this customer: 0 Chinese, 1 English."""
        return int(self.english)

    def is_told(self, dice: Dice) -> bool:
        """Whether a detail is told of this customer: always, unless the sample is large."""
        return self.fullness == 1 or dice.chance(self.fullness)

    def share_of_time(self, scene: Scene) -> float:
        """Which part of the time the sample tells about this customer was one of ours."""
        days = scene.days
        known = (self.upto(scene) - max(self.created_on, days.first)).days
        return max(0.05, known / (days.today - days.first).days)

    def upto(self, scene: Scene) -> date:
        """The last day on which this customer does anything."""
        return self.quits_on or scene.days.last


def make_client(scene: Scene, number: int, count: int) -> Client:
    """The next of so many customers: the later, the younger."""
    dice, days = scene.dice, scene.days
    abroad = dice.chance(ABROAD_SHARE)
    kind = _kinds(scene.fullness).draw(dice)
    if abroad and kind == CONSUMER:
        kind = COMPANY
    place = (ABROAD if abroad else IN_CHINA).draw(dice)
    age = (days.today - days.first).days + YEARS_BEFORE * 365
    begin = days.today - timedelta(days=age)
    created_on = days.working(begin + timedelta(days=int((age - 3) * ((number + dice.random()) / count) ** 0.62)))
    at_ms = days.at(dice, created_on)
    industry = "retail" if kind == RETAILER else names.INDUSTRY.draw(dice)
    weight = 0.25 if kind == CONSUMER else min(_HEAVIEST[kind], 0.32 / (1 - dice.random()) ** 0.8)
    row: Row = {"id": dice.id_at(at_ms), "kind": kind, "created_at": at_ms, "country": place.country}
    client = Client(
        row, abroad, kind, weight, place, industry, "", "", _seller(scene, place), created_on,
        scene.fullness ** (1 / max(1.0, weight)),
        topics=RESOLD.get(kind) or NEEDS.get(industry, USUAL_NEEDS),
    )  # fmt: skip
    row |= address(dice, place)
    row |= {"owner_id": client.owner_id, "region_id": choice("region", place.region)}
    row |= {"source_id": choice("source", _SOURCE.draw(dice))}
    if kind == CONSUMER:
        _private_person(scene, client)
    else:
        _firm(scene, client)
    client.level = level = _level(scene, client)
    row["level_id"] = choice("level", level)
    row["credit"] = min(5, max(1, round(3.4 + dice.normal())))
    scene.rows.add(Customer, row)
    _extras(scene, client, level)
    _history(scene, client, level, at_ms)
    _data_checked(scene, client)
    return client


@cache
def _kinds(fullness: float) -> Weighted[str]:
    """A firm gets very many customers by selling to people, too."""
    return Weighted((COMPANY, 70.0), (DISTRIBUTOR, 8.0), (RETAILER, 10.0), (CONSUMER, 12.0 / fullness**0.7))


def _seller(scene: Scene, place: Place) -> Seller | None:
    if scene.dice.chance(0.04):
        return None
    return scene.dice.pick(scene.firm.sellers[place.region])


def _private_person(scene: Scene, client: Client) -> None:
    dice = scene.dice
    who = names.person(dice, english=client.english)
    client.short = who.name
    client.domain = "mail.example.com"
    client.row |= {"name": who.name, "phone": mobile(dice, client.place), "email": f"{who.mailbox}@example.com"}
    born_on = scene.days.today - timedelta(days=dice.between(24 * 365, 74 * 365))
    profile = {"id": PersonProfile.id_of(client.id), "customer_id": client.id, "sex": who.sex, "born_on": born_on}
    profile |= {"education": dice.pick(_EDUCATION), "occupation": dice.pick(_OCCUPATION)}
    if client.is_told(dice):
        scene.rows.add(PersonProfile, profile)


def _firm(scene: Scene, client: Client) -> None:
    dice, row = scene.dice, client.row
    _name(scene, client)
    english = client.english
    lead = names.person(dice, english=english)
    people = max(3, int(45 * client.weight * dice.spread(1, 0.7)))
    turnover = people * dice.between(280_000, 900_000) * 100
    row |= {
        "industry_id": choice("industry", client.industry),
        "size_id": choice("size", _size(people)),
        "phone": landline(dice, client.place),
        "email": f"{'office' if english else 'bgs'}@{client.domain}",
        "website": f"https://www.{client.domain}",
        "legal_person": lead.name,
        "employees": people,
        "founded_year": scene.days.today.year - dice.between(6, 40),
        "annual_turnover_minor": turnover // 10_000_000 * 10_000_000,
        "annual_turnover_currency": client.place.currency,
    }
    if not english:
        row |= {
            "registered_capital_minor": dice.pick((100, 200, 500, 1000, 2000, 5000)) * 1_000_000,
            "registered_capital_currency": CURRENCY,
            # A registration number that begins with 99 belongs to no registry.
            "tax_number": f"99{dice.digits(6)}MA{dice.digits(8)}",
            "bank": f"{client.place.city}商业银行",
            "bank_account": f"0000 {dice.digits(4)} {dice.digits(4)} {dice.digits(4)}",
        }
    if client.weight > 1.5:
        row |= {
            "credit_limit_minor": int(client.weight * 10) * 10_000 * 100,
            "credit_limit_currency": client.place.currency,
        }
    if client.kind == RETAILER and scene.dealers and dice.chance(0.75):
        _supplied_by(scene, client, dice.pick(scene.dealers))
    if client.kind == DISTRIBUTOR and len(scene.dealers) < scene.REMEMBERED:
        scene.dealers.append(client.id)


def _name(scene: Scene, client: Client) -> None:
    """A name no other customer has; a branch is called after its parent."""
    dice, row = scene.dice, client.row
    at = client.language
    if client.kind == COMPANY and client.weight < 3 and dice.chance(0.07) and scene.heads[at]:
        parent_id, short, domain = dice.pick(scene.heads[at])
        name = f"{short} {client.place.city}" if client.english else f"{short}（{client.place.city}）"
        if name not in scene.names:
            client.short, client.domain = short, domain
            scene.names.add(name)
            row |= {"name": name, "short_name": short, "parent_id": parent_id}
            return
    trades = {DISTRIBUTOR: names.DEALERS, RETAILER: names.SHOPS}.get(client.kind, names.TRADES[client.industry])[at]
    while True:
        brand = names.brand(dice, english=client.english)
        client.short = f"{brand.written} {dice.pick(trades)}" if client.english else brand.written + dice.pick(trades)
        name = f"{client.short} {dice.pick(client.place.forms)}" if client.english else client.place.city + client.short
        if name not in scene.names:
            break
    scene.names.add(name)
    client.domain = f"{brand.latin}.example.com"
    row |= {"name": name, "short_name": client.short}
    row["invoice_title"] = name if client.english else f"{name}有限公司"
    if client.kind == COMPANY and client.weight > 2 and len(scene.heads[at]) < scene.REMEMBERED:
        scene.heads[at].append((client.id, client.short, client.domain))


def _supplied_by(scene: Scene, client: Client, dealer_id: str) -> None:
    client.supplier_id = dealer_id
    link_id = scene.dice.id_at(int(client.row["created_at"]))
    link = {"id": link_id, "supplier_id": dealer_id, "buyer_id": client.id, "from_on": client.created_on}
    scene.rows.add(SupplyLink, link | {"share_e6": scene.dice.between(4, 20) * 50_000})


def _size(people: int) -> str:
    for code, upto in (("1-9", 9), ("10-49", 49), ("50-249", 249), ("250-999", 999)):
        if people <= upto:
            return code
    return "1000+"


def _level(scene: Scene, client: Client) -> str:
    """By weight, as its seller sees it."""
    seen = client.weight * scene.dice.spread(1, 0.25)
    for code, least in (("A", 3.6), ("B", 1.8), ("C", 0.9), ("D", 0.5)):
        if seen >= least:
            return code
    return "E"


def _extras(scene: Scene, client: Client, level: str) -> None:
    """Tags, own fields, estimated demand, what was declined."""
    dice, rows, at_ms = scene.dice, scene.rows, int(client.row["created_at"])
    for name in dice.some((TAGS_ZH, TAGS_EN)[client.language], dice.count(0.5 * client.fullness)):
        tag_id = Tag.id_of(name)
        link = {"id": TagLink.id_of(tag_id, client.id), "tag_id": tag_id}
        rows.add(TagLink, link | {"record_kind": "customer", "record_id": client.id})
    if client.kind == COMPANY and dice.chance(0.35 * client.fullness):
        calibration = scene.days.today + timedelta(days=dice.between(-40, 300))
        _own_field(scene, "customer", client.id, "instruments_installed", number=dice.between(1, 60))
        _own_field(scene, "customer", client.id, "next_calibration_on", text=calibration.isoformat())
        _own_field(scene, "customer", client.id, "is_reference", number=int(dice.chance(0.2)))
    if level in "ABC" and client.kind != CONSUMER and client.is_told(dice):
        for category in dict.fromkeys((dice.pick(client.topics), "consumable")):
            demand = {"id": dice.id_at(at_ms), "customer_id": client.id, "year": scene.days.today.year}
            demand |= {"category_id": scene.firm.categories[category], "currency": client.place.currency}
            amount = int(client.weight * dice.spread(60_000, 0.5)) // 1000 * 100_000
            rows.add(CustomerDemand, demand | {"amount_minor": amount})
    if dice.chance(0.02):
        refused_on = scene.days.draw(dice, client.created_on)
        refusal = {"id": dice.id_at(at_ms), "customer_id": client.id, "refused_on": refused_on}
        reason = ("已有其他品牌供应", "They use another make")[client.language]
        rows.add(Refusal, refusal | {"category_id": scene.firm.categories["consumable"], "reason": reason})


def _own_field(
    scene: Scene, kind: str, record_id: str, code: str, text: str | None = None, number: int | None = None
) -> None:
    field_id = scene.firm.fields[code]
    value = {"id": CustomValue.id_of(record_id, field_id), "record_kind": kind, "record_id": record_id}
    scene.rows.add(CustomValue, value | {"field_id": field_id, "text_value": text, "int_value": number})


def _data_checked(scene: Scene, client: Client) -> None:
    """Of most customers somebody confirmed the data not long ago."""
    dice, days = Dice(f"{client.id} {CHECKED}"), scene.days
    on = days.working(days.today - timedelta(days=dice.between(1, 330)))
    if on > client.created_on and dice.chance(0.7):
        by_id = client.owner_id or scene.firm.admin_id
        scene.note(Customer, client.id, CHECKED, None, on, days.at(dice, on), by_id, dice)


def _history(scene: Scene, client: Client, level: str, at_ms: int) -> None:
    """Level, owner and status from the first day on; some levels rose, some customers changed hands."""
    dice, days = scene.dice, scene.days
    before, owner = level, client.owner_id
    if level in "ABC" and dice.chance(0.35):
        before = chr(ord(level) + 1)
        later = days.draw(dice, client.created_on + timedelta(days=60))
        if later > client.created_on:
            scene.note(Customer, client.id, "level", client.row["level_id"], later, days.at(dice, later), owner)
        else:
            before = level
    if owner and dice.chance(0.07):
        colleagues = [each.id for each in scene.firm.sellers[client.place.region] if each.id != owner]
        later = days.draw(dice, client.created_on + timedelta(days=30))
        if colleagues and later > client.created_on:
            by_id = scene.firm.admin_id
            if scene.note(Customer, client.id, "owner", owner, later, days.at(dice, later), by_id):
                client.owned_since = later
            owner = dice.pick(colleagues)
            client.came = owner, later
    scene.note(Customer, client.id, "level", choice("level", before), client.created_on, at_ms, owner)
    scene.note(Customer, client.id, "status", "normal", client.created_on, at_ms, owner)
    if owner:
        client.first_owner = scene.note(Customer, client.id, "owner", owner, client.created_on, at_ms, owner)
