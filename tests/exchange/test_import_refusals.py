"""What people refuse comes and goes with files: noted for new and known records, never taken back by a file."""

from pathlib import Path

import pytest

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.export_run import export
from crm_desktop.models import Contact, Customer
from crm_desktop.operations.opt_out import OptOutDraft, opt_out_draft, set_opt_outs
from crm_desktop.queries.lead import LEADS
from tests.builders import a_contact, a_customer, a_lead
from tests.company import Company
from tests.exchange.test_import_run import imported


@pytest.mark.parametrize(("kind", "entity"), [("customers", Customer), ("contacts", Contact)])
def test_refusals_are_imported_and_exported(
    company: Company, tmp_path: Path, kind: str, entity: type[Customer] | type[Contact]
) -> None:
    name = entity.__tablename__
    with company.write() as work:
        make = a_customer if entity is Customer else a_contact
        known = [make(work, called) for called in ("Amber", "Birch")]
        work.session.flush()
        set_opt_outs(work, name, known[1:], OptOutDraft(no_mail=True))
    file = tmp_path / "file.csv"
    file.write_text("Name,Do not call,No e-mails\nAmber,yes,\nBirch,no,no\nCedar,yes,yes\n", encoding="utf-8")
    result = imported(company, file, kind)
    assert (result.created, result.rejected) == (1, 0)
    out = tmp_path / "out.csv"
    with company.read() as reading:
        assert [opt_out_draft(reading, name, each) for each in known] == [
            OptOutDraft(no_phone=True),
            OptOutDraft(no_mail=True),
        ]
        cedar = reading.plain(f"SELECT id FROM {name} WHERE name = 'Cedar'")[0][0]
        assert opt_out_draft(reading, name, cedar) == OptOutDraft(no_phone=True, no_mail=True)
        export(reading, kind, out)
    assert "No calls" in out.read_text("utf-8-sig").splitlines()[0]


def test_what_leads_refuse_comes_and_goes_too(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        known = a_lead(work, "Amber")
    file = tmp_path / "file.csv"
    file.write_text("Customer name,Outline,Unsubscribed\nAmber,Pumps,yes\nBirch,Pumps,yes\nCedar,Pumps,\n", "utf-8")
    assert imported(company, file, "leads").rejected == 0
    out = tmp_path / "out.csv"
    with company.read() as reading:
        assert opt_out_draft(reading, "lead", known).is_opted_out
        rows = {row.customer_name: row.is_opted_out for row in LEADS.first(reading, ListSpec(), 10)}
        assert rows == {"Amber": True, "Birch": True, "Cedar": False}
        export(reading, "leads", out)
    assert "No advertising" in out.read_text("utf-8-sig").splitlines()[0]
