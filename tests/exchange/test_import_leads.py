"""Leads from a file wait for somebody, or are assigned as the file says."""

from pathlib import Path

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.export_run import export
from crm_desktop.models.lead import ASSIGNED, UNASSIGNED
from crm_desktop.operations.lead import assign_lead
from crm_desktop.queries.lead import LEADS, LeadRow
from tests.builders import a_lead, a_user, role
from tests.company import Company
from tests.exchange.test_import_run import imported, written


def leads(company: Company) -> list[LeadRow]:
    with company.read() as reading:
        return sorted(LEADS.first(reading, ListSpec(), 10), key=lambda row: row.customer_name)


def test_leads_of_a_trade_fair_wait_for_somebody(company: Company, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "客户名称,概要,机会来源,成功几率,联系人,联系电话,描述",
        "海维康医疗,两台超声,展会,60%,王伟,13800138000,预算已批",
        "北光诊所,,网站,,,,想了解新探头",
    )
    result = imported(company, file, "leads")
    assert (result.created, result.rejected) == (2, 0)
    north, haiwei = leads(company)
    assert (haiwei.outline, haiwei.probability_e6, haiwei.contact_name) == ("两台超声", 600_000, "王伟")
    assert (haiwei.status, haiwei.owner, haiwei.created_by, haiwei.number) == (UNASSIGNED, None, "Ada Lin", "L-00001")
    assert north.outline == "想了解新探头"


def test_a_file_assigns_leads_only_for_who_may(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    file = written(tmp_path, "customer name,outline,assigned to", "Northlight,Screens,mei")
    assert imported(company.seen_by("mei"), file, "leads").rejected == 1
    assert imported(company, file, "leads").created == 1
    (row,) = leads(company)
    assert (row.status, row.owner) == (ASSIGNED, "Mei")


def test_a_lead_somebody_develops_is_not_changed_by_a_file(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        lead = a_lead(work)
        assign_lead(work, lead, work.viewer.user_id)
    file = written(tmp_path, "number,customer name,outline", "L-00001,Northlight Clinic,Something else")
    result = imported(company, file, "leads")
    assert (result.updated, result.rejected) == (0, 1)
    assert leads(company)[0].outline == "Wants new screens"


def test_exported_leads_come_back_unchanged(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_lead(work, phone="+86 21 5555 0101", probability_e6=125_000)
    file = tmp_path / "leads.csv"
    with company.read() as reading:
        assert export(reading, "leads", file) == 1
    result = imported(company, file, "leads")
    assert (result.created, result.updated, result.rejected) == (0, 0, 0)
