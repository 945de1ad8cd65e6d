"""The rules of commission as a list: the newest version of each, with what it names and since when it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm_desktop.storage.database import Reading

_LIST = """
SELECT r.id, r.series_id, r.version, r.name, r.from_on, r.to_on, r.basis, r.rate_e6, r.tiers IS NOT NULL, r.priority,
    u.name, t.name, p.name, c.name, l.name_en, l.name_zh
FROM commission_rule r LEFT JOIN app_user u ON u.id = r.user_id LEFT JOIN team t ON t.id = r.team_id
LEFT JOIN product p ON p.id = r.product_id LEFT JOIN product_category c ON c.id = r.category_id
LEFT JOIN dictionary_entry l ON l.id = r.level_id
WHERE r.deleted = 0 AND NOT EXISTS (
    SELECT 1 FROM commission_rule n WHERE n.series_id = r.series_id AND n.deleted = 0 AND n.version > r.version)
ORDER BY r.priority DESC, r.name, r.id
"""


@dataclass(frozen=True)
class RuleRow:
    """The newest version of a rule; `names` are person, team, product, category and level, as far as given."""

    id: str
    series_id: str
    version: int
    name: str
    from_on: date
    to_on: date | None
    basis: str
    rate_e6: int
    has_tiers: bool
    priority: int
    names: tuple[str, ...]
    level: tuple[str, str] | None


def commission_rules(reading: Reading) -> list[RuleRow]:
    """Every rule, those of the highest priority first."""
    return [_row(*row) for row in reading.plain(_LIST)]


def _row(
    rule_id: str,
    series_id: str,
    version: int,
    name: str,
    from_on: str,
    to_on: str | None,
    basis: str,
    rate_e6: int,
    has_tiers: int,
    priority: int,
    *names: str | None,
) -> RuleRow:
    *given, english, chinese = names
    return RuleRow(
        rule_id,
        series_id,
        version,
        name,
        date.fromisoformat(from_on),
        date.fromisoformat(to_on) if to_on else None,
        basis,
        rate_e6,
        bool(has_tiers),
        priority,
        _given(given),
        (english or "", chinese or "") if english is not None else None,
    )


def _given(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(each for each in names if each)
