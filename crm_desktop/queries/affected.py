"""Who is affected by a setting before it is changed: a sentence for each setting whose reach can be counted."""

from collections.abc import Callable, Mapping

from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import Contact, Customer
from crm_desktop.models.dictionary import LOST
from crm_desktop.queries import churn
from crm_desktop.queries.data_age import DAYS, count_older
from crm_desktop.queries.recycle import BinFilter, recycled_count
from crm_desktop.storage import number_periods, numbers
from crm_desktop.storage.database import Reading

_DAY_MS = 86_400_000
# More customers than any company has.
_MOST = 10_000_000
_NOBODY = Message(N_("By this nobody is warned of."))
_OWNERS_ABOVE = (
    "SELECT count(*) FROM (SELECT 1 FROM customer WHERE deleted = 0 AND owner_id IS NOT NULL{more}"
    " GROUP BY owner_id HAVING count(*) > ?)"
)
_WITHOUT_REASON = (
    "SELECT count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id"
    " WHERE o.deleted = 0 AND s.outcome = ? AND o.reason_id IS NULL"
)
_NUMBERED = ("customer", "opportunity", "sales_order", "service_case", "lead", "quotation", "product", "contract")
Affected = Callable[[Reading, object], Message | None]


def affected(reading: Reading, name: str, value: object) -> Message | None:
    """What a setting of this value would mean today, where that can be counted."""
    return AFFECTED[name](reading, value) if name in AFFECTED else None


def _owners(reading: Reading, value: object) -> Message | None:
    return _people(_count(reading, _OWNERS_ABOVE.format(more=""), value), value)


def _lockers(reading: Reading, value: object) -> Message | None:
    locked = f" AND locked_until >= '{reading.today.isoformat()}'"
    return _people(_count(reading, _OWNERS_ABOVE.format(more=locked), value), value)


def _people(count: int, value: object) -> Message | None:
    if not value:
        return Message("Nobody is limited.")
    return Message("People above this today: {count}. They keep what they have.", count=count)


def _files(reading: Reading, value: object) -> Message | None:
    statement = "SELECT count(*) FROM attachment WHERE deleted = 0 AND size > ?"
    count = _count(reading, statement, int(str(value)) * 1024 * 1024)
    return Message("Larger files that are kept already: {count}. They stay.", count=count)


def _bin(reading: Reading, value: object) -> Message | None:
    count = recycled_count(reading, BinFilter(before_ms=reading.now_ms - int(str(value)) * _DAY_MS))
    return Message("Records that emptying the bin would erase now: {count}.", count=count)


def _reasons(reading: Reading, value: object) -> Message | None:
    count = reading.plain(_WITHOUT_REASON, (LOST,))[0][0]
    return Message("Lost deals without a reason: {count}. They stay so.", count=count) if value else None


def _data(reading: Reading, value: object) -> Message | None:
    days = int(str(value or 0))
    customers, contacts = (count_older(reading, entity, days) for entity in (Customer, Contact))
    return Message(
        "To be checked today: {customers} customers, {contacts} contacts.", customers=customers, contacts=contacts
    )


def _silent(reading: Reading, value: object) -> Message | None:
    return _warned(len(churn.silent(reading, int(str(value)), _MOST))) if value else _NOBODY


def _late(reading: Reading, value: object) -> Message | None:
    return _warned(len(churn.scored(reading, int(str(value)), 0, _MOST))) if value else _NOBODY


def _unlikely(reading: Reading, value: object) -> Message | None:
    return _warned(len(churn.scored(reading, 0, int(str(value)), _MOST))) if value else _NOBODY


def _warned(count: int) -> Message:
    return Message("Customers who would be warned of now, beside those who are: {count}.", count=count)


def _numbers(kind: str) -> Affected:
    def told(reading: Reading, value: object) -> Message | None:
        pattern = str(value or "")
        if "#" not in pattern or number_periods.complaint(pattern) is not None:
            return None
        following = numbers.upcoming(reading.connection, kind, 3, pattern, reading.today)
        return Message("The next numbers: {numbers}", numbers=tuple(following))

    return told


def _count(reading: Reading, statement: str, value: object) -> int:
    return int(reading.plain(statement, (int(str(value or 0)),))[0][0])


AFFECTED: Mapping[str, Affected] = {
    "pool.owned_most": _owners,
    "pool.locked_most": _lockers,
    "file.largest_megabytes": _files,
    "bin.days": _bin,
    "opportunity.lost_needs_reason": _reasons,
    DAYS: _data,
    churn.MONTHS: _silent,
    churn.RHYTHM: _late,
    churn.ALIVE: _unlikely,
    **{f"number.{kind}": _numbers(kind) for kind in _NUMBERED},
}
