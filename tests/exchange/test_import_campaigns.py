"""Campaigns from files: planned as by their form, known again by name, and back."""

from pathlib import Path

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange import import_run
from crm_desktop.exchange.export_kinds import export_kind
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.models.insight import BY_PHONE, ENDED, IN_PERSON, RUNNING
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.undo_step import undo
from crm_desktop.operations.user import deactivate_users
from crm_desktop.queries.campaign import CAMPAIGNS, CampaignRow
from crm_desktop.queries.custom_field import custom_values
from tests.builders import a_user
from tests.company import Company
from tests.exchange.test_import_run import imported, written

FILE = (
    "活动名称,活动类型,渠道,状态,开始日期,结束日期,预算,实际费用,目标,Stand",
    "Spring fair,展会会议,电话,进行中,2026-11-01,2026-12-01,5000,120.50,Ten leads,A-7",
    "Autumn letters,,展会,,2026-01-01,2026-02-01,,,,",
)


def campaigns(company: Company) -> dict[str, CampaignRow]:
    with company.read() as reading:
        return {row.name: row for row in CAMPAIGNS.first(reading, ListSpec(), 9)}


def test_campaigns_come_in_once_go_out_and_go_by_one_undo(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        create_custom_field(work, CustomFieldDraft("campaign", "Stand"))
    result = imported(company, written(tmp_path, *FILE), "campaigns")
    assert (result.created, result.rejected_rows) == (2, [])
    found = campaigns(company)
    fair = found["Spring fair"]
    assert (fair.channel, fair.status, fair.planned_minor, fair.spent_minor) == (BY_PHONE, RUNNING, 500_000, 12_050)
    # Nobody said how far this one is: its days do.
    assert (found["Autumn letters"].channel, found["Autumn letters"].status) == (IN_PERSON, ENDED)
    with company.read() as reading:
        assert [each.value for each in custom_values(reading, "campaign", fair.id)] == ["A-7"]
        assert export_kind(reading, "campaigns", tmp_path / "out.csv", ListSpec()) == 2
    for again in (tmp_path / "out.csv", written(tmp_path, *FILE)):
        again_result = imported(company, again, "campaigns")
        assert (again_result.counts["unchanged"], again_result.rejected_rows) == (2, []), again.read_text()
    with company.write() as work:
        undo(work)
    assert campaigns(company) == {}


def test_what_could_not_be_planned_is_told_by_line_before_and_after(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        deactivate_users(work, [a_user(work, "Oscar Wu", login="oscar")])
    lines = (
        "Campaign,Starts,Ends,Planned cost,Cost,Owner",
        "Backwards,2026-05-02,2026-05-01,,,",
        "Two,2026-05-02,,5 USD,5 EUR,",
        "Less,2026-05-02,,-5,,",
        "Left,2026-05-02,,,,oscar",
        "Fine,2026-05-02,,5,,",
    )
    file = written(tmp_path, *lines)
    with company.read() as reading:
        looked = import_run.prepare(reading, ImportRequest(file, "campaigns"))
    result = imported(company, file, "campaigns")
    for each in (looked, result):
        assert (each.created, [row.line for row in each.rejected_rows]) == (1, [2, 3, 4, 5])
    assert list(campaigns(company)) == ["Fine"]
