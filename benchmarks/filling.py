"""A company of the size that speed is judged by: quickly made, with names in both languages and everything linked."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import (
    Contact,
    ContactPoint,
    ContactRole,
    Customer,
    DictionaryEntry,
    Interaction,
    Opportunity,
    Order,
    OrderLine,
    Pipeline,
    ServiceCase,
    Stage,
    Synced,
)
from crm_desktop.models.contact import PHONE
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.models.service_case import STATUSES
from crm_desktop.operations.shipped import PIPELINE
from crm_desktop.storage.database import Database, UnitOfWork

AT_ONCE = 25_000
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂建国华"
_FIRST = ("Dana", "Grace", "Amir", "Ines", "Tom", "Yuki", "Lena", "Omar", "Ruth", "Piet")
_LAST = ("Holt", "Lin", "Okafor", "Silva", "Brandt", "Tanaka", "Novak", "Haddad", "Quinn", "Berg")
_ZH = ("东方", "长安", "仁爱", "华康", "瑞丰", "中原", "海天", "新桥", "金陵", "西湖", "云山", "朝阳")
_ZH_TRADE = ("科技", "医疗", "贸易", "电子", "食品", "物流", "机械", "医院")
_EN = ("North", "Light", "Haver", "Oak", "River", "Stone", "Silver", "Green", "Castle", "Bright")
_EN_TRADE = ("Medical", "Systems", "Trading", "Foods", "Logistics", "Clinic", "Works", "Optics")
_CITIES = ("Leeds", "Hamburg", "Lyon", "Austin", "杭州", "重庆", "上海", "厦门", "成都", "长沙")
_SUBJECTS = ("Showed the new probe", "Asked for an offer", "问了保修", "谈了明年的预算", "Called about delivery")


def fill(database: Database, viewer: Viewer, customers: int) -> None:
    """Write the records of a company with so many customers, in a few large steps."""
    dice = random.Random(1)
    ids: dict[type[Synced], list[str]] = {}
    for entity, each, make in _PLAN:
        ids[entity] = []
        for numbers in _chunks(round(customers * each)):
            with database.write(Message("Benchmark"), viewer) as work:
                rows = [{"id": work.new_id(), **make(dice, number, work)} for number in numbers]
                for row, number in zip(rows, numbers, strict=True):
                    row |= _links(entity, number, ids, dice, viewer)
                work.insert_rows(entity, rows)
            ids[entity] += [row["id"] for row in rows]


def _links(
    entity: type[Synced], number: int, ids: Mapping[type[Synced], list[str]], dice: random.Random, viewer: Viewer
) -> dict[str, str]:
    """What a record belongs to: parts to the record of their number, everything else to any customer."""
    if entity in (ContactRole, ContactPoint):
        links = {"contact_id": ids[Contact][number]}
    elif entity is OrderLine:
        links = {"order_id": ids[Order][number]}
    else:
        links = {"owner_id": viewer.user_id}
    if hasattr(entity, "customer_id"):
        links["customer_id"] = dice.choice(ids[Customer])
    return links


def _chunks(count: int) -> Iterator[range]:
    return (range(start, min(start + AT_ONCE, count)) for start in range(0, count, AT_ONCE))


def _customer(dice: random.Random, number: int, work: UnitOfWork) -> dict[str, Any]:
    return {
        "number": f"C-{number:06}",
        "name": _firm(dice),
        "city": dice.choice(_CITIES),
        "phone": _phone(dice),
        "level_id": DictionaryEntry.id_of("level", "A"),
        "created_at": work.now_ms - number * 60_000,
    }


def _deal(dice: random.Random, number: int, work: UnitOfWork) -> dict[str, Any]:
    opened = work.today - timedelta(days=dice.randrange(700))
    outcome = dice.choice((OPEN, OPEN, WON, LOST))
    code = {WON: "won", LOST: "lost", OPEN: "proposal"}[outcome]
    return {
        "number": f"O-{number:06}",
        "name": f"{_firm(dice)} {number}",
        "pipeline_id": Pipeline.id_of(PIPELINE),
        "stage_id": Stage.id_of(PIPELINE, code),
        "probability_e6": {WON: 1_000_000, LOST: 0, OPEN: 600_000}[outcome],
        "outcome": outcome,
        "amount_minor": dice.randrange(10_000, 50_000_000),
        "currency": work.currency,
        "opened_on": opened,
        "closed_on": None if outcome == OPEN else _later(dice, opened, work.today),
        "expected_close_on": opened + timedelta(days=90),
        "created_at": work.now_ms - number,
    }


def _order(dice: random.Random, number: int, work: UnitOfWork) -> dict[str, Any]:
    day = work.today - timedelta(days=dice.randrange(700))
    return {
        "number": f"S-{number:06}",
        "ordered_on": day,
        "due_on": day + timedelta(days=30),
        "payment_state": dice.choice(("paid", "paid", "unpaid")),
        "currency": work.currency,
        "created_at": work.now_ms - number,
    }


def _line(dice: random.Random, _number: int, _work: UnitOfWork) -> dict[str, Any]:
    price = dice.randrange(1_000, 1_000_000)
    return {
        "description": "Probe",
        "quantity_e6": 1_000_000,
        "unit_price_e6": price * 10_000,
        "net_minor": price,
        "position": 1,
    }


def _case(dice: random.Random, number: int, work: UnitOfWork) -> dict[str, Any]:
    return {
        "number": f"K-{number:06}",
        "subject": dice.choice(_SUBJECTS),
        "status": dice.choice(STATUSES),
        "priority": "normal",
        "kind_id": DictionaryEntry.id_of("case_kind", "repair"),
        "opened_at": work.now_ms - number * 600_000,
        "opened_on": work.today - timedelta(days=number % 700),
        "rework_count": 0,
    }


def _talk(dice: random.Random, number: int, work: UnitOfWork) -> dict[str, Any]:
    return {
        "kind_id": DictionaryEntry.id_of("interaction_kind", dice.choice(("visit", "call"))),
        "happened_at": work.now_ms - number * 100_000,
        "happened_on": work.today - timedelta(days=number * 100 // 86_400),
        "subject": dice.choice(_SUBJECTS),
    }


def _later(dice: random.Random, day: date, today: date) -> date:
    return min(today, day + timedelta(days=dice.randrange(1, 120)))


def _firm(dice: random.Random) -> str:
    if dice.random() < 0.5:
        return f"{dice.choice(_CITIES[4:])}{dice.choice(_ZH)}{dice.choice(_ZH_TRADE)}有限公司"
    return f"{dice.choice(_EN)}{dice.choice(_EN).lower()} {dice.choice(_EN_TRADE)} {dice.randrange(1, 999)}"


def _person(dice: random.Random) -> str:
    if dice.random() < 0.5:
        return dice.choice(_FAMILY) + "".join(dice.choices(_GIVEN, k=2))
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"


def _phone(dice: random.Random) -> str:
    return f"+86 1{dice.randrange(30, 90)} {dice.randrange(10**4):04} {dice.randrange(10**4):04}"


def _contact(dice: random.Random, number: int, work: UnitOfWork) -> dict[str, Any]:
    return {"name": _person(dice), "created_at": work.now_ms - number}


def _point(dice: random.Random, _number: int, _work: UnitOfWork) -> dict[str, Any]:
    return {"kind": PHONE, "value": _phone(dice)}


def _nothing(_dice: random.Random, _number: int, _work: UnitOfWork) -> dict[str, Any]:
    return {}


# Each kind, how many of it a customer has, and how one is made.
_PLAN: tuple[tuple[type[Synced], float, Callable[[random.Random, int, UnitOfWork], dict[str, Any]]], ...] = (
    (Customer, 1, _customer),
    (Contact, 1.5, _contact),
    (ContactRole, 1.5, _nothing),
    (ContactPoint, 1.5, _point),
    (Opportunity, 0.5, _deal),
    (Order, 1, _order),
    (OrderLine, 1, _line),
    (ServiceCase, 0.2, _case),
    (Interaction, 5, _talk),
)
