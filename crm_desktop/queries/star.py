"""Which records somebody starred, for lists and for the head of a record."""

from crm_desktop.core.i18n import N_
from crm_desktop.models import Star
from crm_desktop.queries.list_field import PERSON, Field
from crm_desktop.storage.database import Reading

STARRED = Field(
    "starred",
    N_("Starred by"),
    PERSON,
    Star.user_id,
    choices="users",
    through=Star.record_id,
    is_sortable=False,
)


def is_starred(reading: Reading, record_id: str) -> bool:
    """Whether the viewer starred a record."""
    star = Star.id_of(reading.viewer.user_id, record_id)
    return bool(reading.plain("SELECT 1 FROM star WHERE id = ? AND deleted = 0", (star,)))
