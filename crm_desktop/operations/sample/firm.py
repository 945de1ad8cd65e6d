"""The sample company itself: its teams and people, products, tags, custom fields, exchange rates and campaigns."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from crm_desktop.core.clock import instant_of, zone_named
from crm_desktop.core.ids import derived_id
from crm_desktop.core.money import E6
from crm_desktop.models import (
    Campaign,
    CustomField,
    DictionaryEntry,
    ExchangeRate,
    Product,
    ProductCategory,
    ProductPrice,
    Role,
    Stage,
    StockLevel,
    Tag,
    Team,
    User,
)
from crm_desktop.operations import shipped
from crm_desktop.operations.sample.catalogue import ARTICLES, CATEGORIES, Article
from crm_desktop.operations.sample.days import HISTORY_DAYS, Days
from crm_desktop.operations.sample.dice import Dice
from crm_desktop.operations.sample.rows import Row, Rows
from crm_desktop.queries.custom_field import CHOICE, DATE, FLAG, INTEGER, TEXT

NAME = "Haverton Instruments 海维仪器"
CURRENCY, ZONE = "CNY", "Asia/Shanghai"
ADMINISTRATOR, ADMINISTRATOR_LOGIN = "沈嘉和", "shen"

# login | name | role | team | manager | region | other regions served | job title
_PEOPLE = """
lin|林悦|manager|east|shen|east||华东区经理
wang|王佳宁|salesperson|east|lin|east||客户经理
chen|陈子昂|salesperson|east|lin|east||客户经理
zhao|赵一鸣|salesperson|east|lin|east||客户经理
zhou|周楚|manager|national|shen|north|northeast|全国区经理
sun|孙立言|salesperson|national|zhou|north|northeast|客户经理
he|何舒|salesperson|national|zhou|south|central|客户经理
ma|马行知|salesperson|national|zhou|southwest|northwest central|客户经理
grace|Grace Holloway|manager|overseas|shen|overseas||Head of Overseas Sales
tom|Tom Ferrant|salesperson|overseas|grace|overseas||Account Manager
zhang|张弛|service|service|shen|east||客服主管
xu|许念|service|service|zhang|east||客服工程师
"""
_TEAMS = {
    "east": "华东销售部 East Sales",
    "national": "全国销售部 National Sales",
    "overseas": "海外销售部 Overseas",
    "service": "客户服务部 Service",
}
# And how much of an article they hold at most.
_WAREHOUSES = {"上海仓 Shanghai": 90, "深圳仓 Shenzhen": 30}
TAGS_ZH = ("样板客户", "价格敏感", "框架协议", "多院区", "招标采购", "决策链长", "可做案例")
TAGS_EN = ("Reference", "Price sensitive", "Frame contract", "Tender", "OEM")
# Yuan for one unit of a currency: where it stands at the beginning, and how much it moves in two years.
_RATES = {"USD": (7_180_000, -90_000), "EUR": (7_760_000, 310_000), "GBP": (9_120_000, 240_000)}
# code | kind | English | Chinese | type | options
_FIELDS = (
    ("instruments_installed", "customer", "Instruments installed", "在用仪器数", INTEGER, None),
    ("next_calibration_on", "customer", "Next calibration", "下次校准", DATE, None),
    ("is_reference", "customer", "May be named as a reference", "可作案例", FLAG, None),
    ("tender_number", "opportunity", "Tender number", "招标编号", TEXT, None),
    (
        "procurement",
        "opportunity",
        "Procurement",
        "采购方式",
        CHOICE,
        "公开招标 Tender\n询价 Quotation\n直接采购 Direct",
    ),
)
# Name | kind | began days ago | days | cost | owner | channel | planned cost
_CAMPAIGNS = (
    ("春季医疗器械展 Spring Medical Fair", "exhibition", 560, 4, 186_000, "lin", "in_person", 160_000),
    ("过程测量线上研讨会 Process Measurement Webinar", "online", 300, 1, 28_000, "zhou", "mail", 30_000),
    ("Laboratory Trade-in Offer 实验室以旧换新", "mailing", 75, 60, 64_000, "grace", "post", 70_000),
)


@dataclass(frozen=True)
class Seller:
    """Someone who owns customers; skill is the factor on the win rate."""

    id: str
    skill: float


@dataclass
class Firm:
    """What the records of customers refer to."""

    admin_id: str
    users: dict[str, str] = field(default_factory=dict)
    sellers: dict[str, list[Seller]] = field(default_factory=dict)
    articles: dict[str, list[Article]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    campaigns: list[tuple[str, date, date]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    chiefs: dict[str, str] = field(default_factory=dict)

    @property
    def service_people(self) -> tuple[str, str]:
        """Who handles service cases."""
        return self.users["zhang"], self.users["xu"]


@cache
def choice(kind: str, code: str) -> str:
    """The id of a shipped choice."""
    return DictionaryEntry.id_of(kind, code)


@cache
def stage(code: str) -> str:
    """The id of a stage of the shipped pipeline."""
    return Stage.id_of(shipped.PIPELINE, code)


def rate_e6(currency: str) -> int:
    """The rate prices abroad are reckoned with."""
    return E6 if currency == CURRENCY else _RATES[currency][0]


def found(rows: Rows, dice: Dice, days: Days, admin_id: str) -> Firm:
    """Write down the company."""
    firm = Firm(admin_id, users={ADMINISTRATOR_LOGIN: admin_id})
    _people(rows, dice, firm, days)
    _products(rows, dice, firm, days)
    _rates(rows, days)
    for name in (*TAGS_ZH, *TAGS_EN):
        rows.add(Tag, {"id": Tag.id_of(name), "name": name})
    for position, (code, kind, name_en, name_zh, sort, options) in enumerate(_FIELDS):
        firm.fields[code] = dice.id_at(_origin(days) + position)
        row = {"id": firm.fields[code], "record_kind": kind, "code": code, "name_en": name_en, "name_zh": name_zh}
        rows.add(CustomField, row | {"type": sort, "options": options, "position": position})
    for name, kind, ago, lasts, cost, login, channel, planned in _CAMPAIGNS:
        starts, ends = days.today - timedelta(days=ago), days.today - timedelta(days=ago - lasts)
        campaign: Row = {
            "id": dice.id_at(days.at(dice, starts)),
            "name": name,
            "kind_id": choice("campaign_kind", kind),
        }
        campaign |= {"cost_minor": cost * 100, "currency": CURRENCY, "planned_cost_minor": planned * 100}
        campaign |= {"channel": channel, "status": "ended", "created_at": days.opening(starts - timedelta(days=30))}
        rows.add(Campaign, campaign | {"starts_on": starts, "ends_on": ends, "owner_id": firm.users[login]})
        firm.campaigns.append((str(campaign["id"]), starts, ends))
    return firm


def _origin(days: Days) -> int:
    """An instant before everything else happened."""
    return days.opening(days.first - timedelta(days=4 * 365))


def _people(rows: Rows, dice: Dice, firm: Firm, days: Days) -> None:
    teams = {code: dice.id_at(_origin(days)) for code in _TEAMS}
    for code, name in _TEAMS.items():
        rows.add(Team, {"id": teams[code], "name": name})
    for number, line in enumerate(_PEOPLE.strip().splitlines()):
        login, name, role, team, manager, region, others, title = line.split("|")
        firm.users[login] = dice.id_at(_origin(days) + number)
        firm.chiefs[firm.users[login]] = firm.users[manager]
        row = {"id": firm.users[login], "login": login, "name": name, "role_id": Role.id_of(role), "job_title": title}
        row |= {"team_id": teams[team], "manager_id": firm.users[manager], "region_id": choice("region", region)}
        row |= {"employee_no": f"H{number + 2:03d}", "email": f"{login}@haverton.example.com"}
        rows.add(User, row | {"phone": f"154 0000 {number + 2:04d}"})
        if team != "service":
            seller = Seller(firm.users[login], 0.88 + 0.28 * dice.random())
            for each in (region, *others.split()):
                firm.sellers.setdefault(each, []).append(seller)


def _products(rows: Rows, dice: Dice, firm: Firm, days: Days) -> None:
    for code, name in CATEGORIES.items():
        firm.categories[code] = dice.id_at(_origin(days))
        rows.add(ProductCategory, {"id": firm.categories[code], "name": name})
    for number, line in enumerate(ARTICLES.strip().splitlines()):
        category, name, model, unit, price, cost = line.split("|")
        article = Article(dice.id_at(_origin(days) + number), category, name, unit, int(price), int(cost), model)
        firm.articles.setdefault(category, []).append(article)
        row: Row = {"id": article.id, "code": f"P-{number + 1:04d}", "name": name, "model": model, "unit": unit}
        row |= {"category_id": firm.categories[category], "list_price_e6": article.price * E6, "currency": CURRENCY}
        # No discount of the sample goes so far.
        row |= {"floor_price_e6": article.price * E6 * 8 // 10, "unit_cost_e6": article.cost * E6}
        rows.add(Product, row | {"tax_rate_e6": 130_000})
        if category != "service":
            _prices(rows, article)
            _stock(rows, article, number, days)


def _prices(rows: Rows, article: Article) -> None:
    """The best customers pay less, and so does who takes ten; with ids that draw no dice."""
    told: dict[str, Row] = {
        "level": {"level_id": choice("level", "A"), "price_e6": article.price * E6 * 95 // 100},
        "many": {"from_quantity_e6": 10 * E6, "price_e6": article.price * E6 * 92 // 100},
    }
    for name, values in told.items():
        row: Row = {"id": derived_id("sample price", article.id, name), "product_id": article.id, "currency": CURRENCY}
        rows.add(ProductPrice, row | values)


def _stock(rows: Rows, article: Article, number: int, days: Days) -> None:
    """What was counted in two warehouses; of some articles nothing is left in one of them."""
    for place, (warehouse, most) in enumerate(_WAREHOUSES.items()):
        count = (number * 37 + place * 11) % most * (number % 5 != place)
        row: Row = {"id": StockLevel.id_of(article.id, warehouse, None), "product_id": article.id}
        row |= {"warehouse": warehouse, "quantity_e6": count * E6}
        rows.add(StockLevel, row | {"counted_on": days.today - timedelta(days=3 + number % 9)})


def _rates(rows: Rows, days: Days) -> None:
    """A rate on the first of each month, from before the first deal on."""
    month = (days.first - timedelta(days=220)).replace(day=1)
    first = month
    while month <= days.today:
        for number, (currency, (begin, drift)) in enumerate(_RATES.items()):
            moved = drift * (month - first).days // HISTORY_DAYS
            wave = (month.toordinal() * (13 + number * 7) % 101 - 50) * 900
            row: Row = {"id": ExchangeRate.id_of(currency, month), "currency": currency, "on_date": month}
            rows.add(ExchangeRate, row | {"rate_e6": (begin + moved + wave) // 100 * 100})
        month = (month + timedelta(days=32)).replace(day=1)


def admin_id_of(seed: str) -> str:
    """The id of the administrator, who is there before everything else."""
    return Dice(f"{seed} administrator").id_at(instant_of(date(2020, 1, 6), zone_named(ZONE)))
