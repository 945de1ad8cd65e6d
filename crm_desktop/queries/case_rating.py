"""What a customer expected and perceived of a case, as rated at visits about it and with its feedback."""

from datetime import date
from typing import NamedTuple

from crm_desktop.storage.database import Reading

# By the customer, of whom few ratings are known: ratings do not lie in the order of cases.
_RATINGS = (
    "SELECT r.rated_on, r.item_id, r.expected, r.perceived, (SELECT name FROM app_user WHERE id = i.owner_id)"
    " FROM rating r JOIN dictionary_entry e ON e.id = r.item_id LEFT JOIN interaction i ON i.id = r.interaction_id"
    " WHERE r.customer_id = ? AND r.deleted = 0 AND (r.case_id = ? OR i.case_id = ? AND i.deleted = 0)"
    " ORDER BY r.rated_on DESC, i.happened_at DESC, i.id, e.position, e.id"
)


class CaseRating(NamedTuple):
    """One item as rated on a day, from 1 to 5; `by` is who made the visit, None where it came with the feedback."""

    rated_on: date
    item_id: str
    expected: int | None
    perceived: int | None
    by: str | None


def ratings_of_case(reading: Reading, case_id: str, customer_id: str | None) -> tuple[CaseRating, ...]:
    """The ratings of a case, the newest first."""
    if customer_id is None:
        return ()
    rows = reading.plain(_RATINGS, (customer_id, case_id, case_id))
    return tuple(CaseRating(date.fromisoformat(on), *rest) for on, *rest in rows)
