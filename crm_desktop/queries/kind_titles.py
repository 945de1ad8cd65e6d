"""What records are called by their kinds: an own record by the kind that the company added, in both languages."""

import json
from collections.abc import Iterable, Mapping

from crm_desktop.core.i18n import OwnName
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.storage.database import Reading

_NAMES = (
    "SELECT r.id, k.name_en, k.name_zh FROM custom_record r JOIN custom_kind k ON k.id = r.kind_id"
    " WHERE r.id IN (SELECT value FROM json_each(?))"
)


def kind_titles(reading: Reading, table: str, ids: Iterable[str]) -> Mapping[str, str]:
    """Record → what its kind is called, to be translated; one whose kind is gone for good has that of its table."""
    wanted = list(ids)
    found = dict.fromkeys(wanted, ENTITY_OF[table].__title__)
    if table == OWN_RECORD and wanted:
        rows = reading.plain(_NAMES, (json.dumps(wanted),))
        found |= {record_id: OwnName(english, chinese) for record_id, english, chinese in rows}
    return found


def kind_title(reading: Reading, table: str, record_id: str) -> str:
    """What the kind of one record is called, to be translated."""
    return kind_titles(reading, table, (record_id,))[record_id]
