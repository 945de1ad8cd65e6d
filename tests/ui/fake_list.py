"""An in-memory list of customers for the tests of tables and pages, in any number and without a database."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.ids import pack
from crm_desktop.core.listing import AnyOf, Condition, ListSpec, Sort
from crm_desktop.queries.list_groups import ListGroup, ListValue
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

NAMES = (
    ("A", "Tamworth Pharmacies", "南京同仁路药房连锁", "Maya Hart", "Plan store visits", 0, 91, 102_620),
    ("A", "Haverton Medical", "海维康医疗器械", "Grace Lin", "Thu · Review framework agreement", 6, 82, 179_760),
    ("C", "Yarrow Trading", "金华义货通贸易", "Ian Zhao", "", -1, 79, 9_660),
    ("A", "Hartwell Bearings", "无锡恒泰轴承", "Owen Chen", "Chase August balance", 3, 76, 86_100),
    ("B", "Lydgate Steel", "马鞍山立钢", "Owen Chen", "Meet purchasing manager", 5, 70, 81_200),
    ("D", "Slatebrook Stone", "丽水青田石材", "Maya Hart", "", -1, 60, 4_340),
    ("C", "Little Harvest Foods", "嘉兴小满食品", "Maya Hart", "Waiting for budget approval", 9, 58, 17_640),
    ("A", "Northgate Logistics", "宁波北仑港物流", "Owen Chen", "Meet head of operations", 23, 55, 118_440),
    ("C", "Moonrise Hotels", "扬州明月酒店管理", "Ian Zhao", "Send case study", 7, 51, 22_120),
    ("B", "Redfern Footwear", "温州瑞鞋业", "Ian Zhao", "Confirm delivery date", 19, 48, 36_960),
    ("B", "Conway Care Homes", "泰州康宁护理", "Maya Hart", "Renewal conversation", 15, 44, 46_200),
    ("B", "Bowring Valves", "台州博锐阀门", "Maya Hart", "Send certificates", 21, 29, 41_300),
    ("A", "Riverton Auto Parts", "芜湖江城汽配", "Grace Lin", "Submit sample order", 47, 25, 123_340),
    ("A", "Marlow Shipbuilding", "镇江江海造船", "Grace Lin", "Review technical agreement", 30, 23, 219_380),
    ("B", "Coldbrook Cold Chain", "杭州云栖冷链", "Maya Hart", "Trial follow-up call", 12, 22, 58_800),
)


@dataclass(frozen=True)
class FakeRow:
    """What the list shows of one customer."""

    id: str
    level: str
    name: str
    owner: str
    days_ago: int
    next_step: str
    protection: int
    risk: int
    value: int


def fake_rows(count: int, chinese: bool = False) -> list[FakeRow]:
    """Customers with believable figures; the same for the same count."""
    dice = random.Random(7)
    rows = []
    for number in range(count):
        level, english, chinese_name, owner, step, protection, risk, value = NAMES[number % len(NAMES)]
        name = chinese_name if chinese else english
        suffix = "" if number < len(NAMES) else f" {number}"
        record_id = f"{number + 1:032x}"
        days = dice.randrange(1, 45)
        rows.append(FakeRow(record_id, level, name + suffix, owner, days, step, protection, risk, value + number // 15))
    return rows


class FakeSource:
    """Filters, sorts and serves fake rows the way a list query does, and counts what it was asked."""

    def __init__(self, rows: Sequence[FakeRow]) -> None:
        self.records = {row.id: row for row in rows}
        self.asked: list[str] = []
        self.without: list[frozenset[str]] = []
        self.error: Exception | None = None

    def _found(self, spec: ListSpec) -> list[FakeRow]:
        if self.error is not None:
            raise self.error
        rows = [row for row in self.records.values() if spec.search.casefold() in row.name.casefold()]
        rows = [row for row in rows if all(_holds(row, each) for each in spec.filters)]
        sorts = (*((Sort(spec.grouping.field, spec.grouping.descending),) if spec.grouping else ()), *spec.sorts)
        for sort in reversed(sorts):
            rows.sort(key=lambda row, sort=sort: getattr(row, sort.field), reverse=sort.descending)  # type: ignore[misc]  # mypy cannot type a lambda with a default
        return rows

    def first(
        self, reading: Any, spec: ListSpec, limit: int, without: frozenset[str] = frozenset()
    ) -> Sequence[FakeRow]:
        self.asked.append("first")
        self.without.append(without)
        return self._found(spec)[:limit]

    def ids(self, reading: Any, spec: ListSpec) -> Iterator[bytes]:
        self.asked.append("ids")
        ids = [row.id for row in self._found(spec)]
        for start in range(0, len(ids), 10_000):
            yield pack(ids[start : start + 10_000])

    def rows(self, reading: Any, ids: Sequence[str], without: frozenset[str] = frozenset()) -> Sequence[FakeRow]:
        self.asked.append(f"rows {len(ids)}")
        self.without.append(without)
        return [self.records[each] for each in ids if each in self.records]

    def count(self, reading: Any, spec: ListSpec) -> int:
        return len(self._found(spec))

    def groups(self, reading: Any, spec: ListSpec, *, with_sums: bool = True) -> list[ListGroup]:
        self.asked.append("groups")
        assert spec.grouping is not None
        found: dict[Any, list[FakeRow]] = {}
        for row in self._found(spec):
            found.setdefault(getattr(row, spec.grouping.field), []).append(row)
        sums = {value: {"value": sum(row.value for row in rows)} if with_sums else {} for value, rows in found.items()}
        return [ListGroup(value, None, len(rows), sums[value]) for value, rows in found.items()]

    def values(self, reading: Any, spec: ListSpec, key: str, limit: int, words: str = "") -> list[ListValue]:
        other = replace(spec, filters=tuple(each for each in spec.filters if each.field != key))
        found = Counter(getattr(row, key) for row in self._found(other))
        named = [each for each in sorted(found) if words.casefold() in str(each).casefold()]
        return [ListValue(each, None, found[each]) for each in named[:limit]]

    def sums(self, reading: Any, spec: ListSpec, ids: Sequence[str] | None = None) -> dict[str, int]:
        rows = self._found(spec) if ids is None else [self.records[each] for each in ids]
        return {"value": sum(row.value for row in rows)}

    def rename(self, record_id: str, name: str) -> None:
        """Change a record as another user would."""
        self.records[record_id] = replace(self.records[record_id], name=name)


def _holds(row: FakeRow, condition: Condition) -> bool:
    if isinstance(condition, AnyOf):
        return any(_holds(row, each) for each in condition.filters)
    value = getattr(row, condition.field)
    if condition.operator == "is":
        return bool(value == condition.value)
    if condition.operator == "in":
        return value in condition.value
    if condition.operator == "contains":
        return str(condition.value).casefold() in value.casefold()
    if condition.operator in ("within", "at_most"):
        return bool(value <= condition.value)
    return bool(value >= condition.value)


class FakeWork:
    """A unit of work that says it touched customers."""

    changes = ChangeSet({"customer": frozenset({"1"})})


class FakeDatabase:
    """Stands where storage does."""

    @contextmanager
    def read(self, viewer: Any) -> Iterator[None]:
        yield None

    @contextmanager
    def write(self, label: Message, viewer: Any) -> Iterator[FakeWork]:
        yield FakeWork()


def name_cell(row: FakeRow) -> Cell:
    return Cell(row.name, badge=row.level, badge_filled=row.level == "A", is_strong=True)


def days_cell(row: FakeRow) -> str:
    return f"{row.days_ago} 天前" if language() == "zh_CN" else f"{row.days_ago} d ago"


def protection_cell(row: FakeRow) -> Cell:
    chinese = language() == "zh_CN"
    if row.protection < 0:
        return Cell("公海" if chinese else "Pool", mark=Mark.POOL)
    if row.protection == 0:
        return Cell("今天到期" if chinese else "Today", Tone.BAD, "octagon-alert", is_strong=True)
    text = f"{row.protection} 天" if chinese else f"{row.protection} days"
    return Cell(text, Tone.WARNING, "hourglass", is_strong=True) if row.protection <= 7 else Cell(text)


def risk_cell(row: FakeRow) -> Cell:
    chinese = language() == "zh_CN"
    if row.risk >= 70:
        return Cell("高" if chinese else "High", Tone.BAD, Mark.HIGH, trail=str(row.risk), is_strong=True)
    if row.risk >= 40:
        return Cell("中" if chinese else "Mid", Tone.WARNING, Mark.MID, trail=str(row.risk))
    return Cell("低" if chinese else "Low", Tone.GOOD, Mark.LOW, trail=str(row.risk))


COLUMNS = (
    Column("name", N_("Customer"), 188, format=name_cell, weight=500),
    Column("owner", N_("Owner"), 84, is_quiet=True),
    Column("days_ago", N_("Last contact"), 94, Kind.DATE, format=days_cell),
    Column("next_step", N_("Next step"), 140, stretches=True),
    Column("protection", N_("Protection"), 92, Kind.STATUS, format=protection_cell, is_right=True),
    Column("risk", N_("Churn risk"), 102, Kind.STATUS, format=risk_cell),
    Column("value", N_("Value / yr ($)"), 96, Kind.MONEY, format=lambda row: f"{row.value:,}"),
)
