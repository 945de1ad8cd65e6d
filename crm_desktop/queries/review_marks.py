"""What of one record waits for review: asked with every record looked at, so that nothing is loaded to answer no."""

from collections.abc import Mapping

from crm_desktop.models.customising import table_of_kind
from crm_desktop.storage.database import Reading

_ANY = (
    "SELECT 1 FROM sync_conflict WHERE tbl = ? AND row_id = ? UNION ALL SELECT 1 FROM sync_find"
    " WHERE kind IN ('duplicate', 'number', 'orphan', 'rule') AND tbl = ? AND row_id = ? LIMIT 1"
)


def marks_of(reading: Reading, kind: str, record_id: str) -> Mapping[str, str]:
    """Column of a record → the short name of what is to be reviewed of it."""
    table = table_of_kind(kind)
    if not reading.plain(_ANY, (table, record_id) * 2):
        return {}
    from crm_desktop.queries.review import marks

    return marks(reading, table, record_id)


def met_by_last_step(reading: Reading, kind: str, record_id: str) -> str | None:
    """Who changed the same on another laptop, unknown to the step written last here; None when nobody did."""
    table = table_of_kind(kind)
    if not reading.plain(_ANY, (table, record_id) * 2):
        return None
    from crm_desktop.queries.conflicts import Conflicts

    ((last,),) = reading.plain("SELECT next_seq - 1 FROM sync_state")
    for each in Conflicts(reading, "en").of_row(table, table, record_id):
        if each.mine is not None and each.mine.seq == last and each.theirs:
            return each.theirs[0].author.by
    return None
