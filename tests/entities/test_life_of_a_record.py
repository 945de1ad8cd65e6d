"""Every kind of record can be added, changed, deleted, restored, undone and redone, without code of its own."""

import pytest

from crm_desktop.models import ENTITIES, Synced
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.undo_step import redo, undo
from crm_desktop.queries.integrity import findings
from tests.company import Company
from tests.entities.samples import a_row, change_everything, values_of

UNDOABLE = tuple(entity for entity in ENTITIES if entity.__undoable__)


@pytest.mark.parametrize("entity", UNDOABLE, ids=lambda entity: str(entity.__tablename__))
def test_a_record_is_changed_deleted_and_restored_undone_and_redone(company: Company, entity: type[Synced]) -> None:
    def stored() -> dict[str, object]:
        with company.read() as reading:
            return values_of(reading.session.get_one(entity, record_id))

    with company.write("Add") as work:
        record_id = a_row(work, entity)
    added = stored()
    with company.write("Change") as work:
        change_everything(work.session.get_one(entity, record_id))
    changed = stored()
    assert added != changed
    with company.write("Delete") as work:
        work.session.get_one(entity, record_id).deleted = True
    deleted = stored()
    with company.write("Restore") as work:
        assert restore_records(work, entity.__tablename__, [record_id]) == 1
    assert stored() == changed

    for expected in (deleted, changed, added, {**added, "deleted": True}):
        with company.write("Undo") as work:
            assert undo(work).left == ()
        assert stored() == expected
    for expected in (added, changed, deleted, changed):
        with company.write("Redo") as work:
            assert redo(work).left == ()
        assert stored() == expected
    with company.read() as reading:
        assert findings(reading) == []
