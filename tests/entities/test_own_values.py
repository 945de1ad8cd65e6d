"""What every kind of record promises of the fields that a company adds to it."""

import pytest

from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.erase import erase_record
from crm_desktop.queries.custom_field import KINDS
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.search import search
from tests.company import Company
from tests.entities.samples import a_row


@pytest.mark.parametrize("kind", KINDS)
def test_an_own_value_is_found_told_by_the_history_and_erased_with_its_record(company: Company, kind: str) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft(kind, "Dock"))
        record = a_row(work, ENTITY_OF[kind])
    with company.write() as work:
        set_custom_value(work, kind, record, field, "Winkelmann")
    with company.read() as reading:
        assert record in [each.id for each in search(reading, "winkelm").hits]
        newest = record_history(reading, kind, record)[0]
        assert "Winkelmann" in [said.new for each in newest.changes for said in each.fields]
    with company.write() as work:
        erase_record(work, kind, record)
        work.session.expire_all()
    with company.read() as reading:
        assert search(reading, "winkelm").hits == ()
        assert reading.plain("SELECT text_value FROM custom_value") == [(None,)]
        assert not reading.plain("SELECT 1 FROM sync_change WHERE data LIKE '%Winkelmann%'")
