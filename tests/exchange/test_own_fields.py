"""Fields that a company added are columns of its imports and exports, and come back as they went."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.i18n import CHINESE, Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange import import_run
from crm_desktop.exchange.export_run import export, spec_from
from crm_desktop.exchange.import_request import ImportRequest, mapping_from
from crm_desktop.exchange.import_result import ImportResult
from crm_desktop.exchange.own_fields import own_import_fields
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.customer import delete_customers
from crm_desktop.queries.custom_field import OWN, custom_values
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.own_worked_out import list_of
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_contact, a_customer, a_task, a_user, an_article, an_interaction
from tests.company import Company

FIELDS: tuple[tuple[str, str, str, Any], ...] = (
    ("Machines", "机器数", "integer", 4),
    ("Rhythm", "节奏", "choice", "weekly"),
    ("Colours", "颜色", "choices", ("weekly", "monthly")),
    ("Discount", "折扣", "percent", 125_000),
    ("Weight", "重量", "decimal", 2_500_000),
    ("Fee", "费用", "money", 12_50),
    ("Since", "始于", "date", date(2024, 2, 29)),
    ("Asked at", "询问时间", "moment", 1_767_787_200_000),
    ("Vip", "贵宾", "flag", True),
    ("Remark", "附言", "long_text", "two\nlines"),
    ("Hotline", "热线", "phone", "010 555 12345"),
    ("Agent", "代理", "user", "Grace Lin"),
    ("Introduced by", "介绍人", "reference", "Dana Holt"),
)


def own_of(company: Company) -> dict[str, str]:
    fields = {}
    with company.write() as work:
        for name, chinese, kind, _value in FIELDS:
            draft = CustomFieldDraft(
                "customer",
                name,
                chinese,
                kind,
                options="weekly\nmonthly" if kind.startswith("choice") else None,
                refers_to="contact" if kind == "reference" else None,
            )
            fields[name] = create_custom_field(work, draft)
    return fields


def imported(company: Company, path: Path, **values: Any) -> ImportResult:
    with company.database.write(Message("Import"), company.viewer) as work:
        return import_run.run(work, ImportRequest(path, "customers", **values))


def given(company: Company) -> dict[str, dict[str, Any]]:
    """Customer → field → value."""
    with company.read() as reading:
        return {
            row.name: {
                each.field.name_en: each.value for each in custom_values(reading, "customer", row.id) if each.value
            }
            for row in CUSTOMERS.first(reading, ListSpec(), 20)
        }


def test_what_is_exported_comes_back_in_either_language(company: Company, tmp_path: Path) -> None:
    fields = own_of(company)
    with company.write() as work:
        people = {"Grace Lin": a_user(work, "Grace Lin", login="grace"), "Dana Holt": a_contact(work, "Dana Holt")}
        customer = a_customer(work, "Haverton")
        for name, _chinese, _kind, value in FIELDS:
            set_custom_value(work, "customer", customer, fields[name], people.get(str(value), value))
    before = given(company)
    assert len(before["Haverton"]) == len(FIELDS)
    for language in ("en", CHINESE):
        target = tmp_path / f"{language}.csv"
        with company.read() as reading:
            assert export(reading, "customers", target, language=language) == 1
        again = imported(company, target)
        assert (again.counts["unchanged"], again.rejected_rows) == (1, [])
        text = target.read_text(encoding="utf-8-sig").replace("Haverton", "Copied").replace("C-00001", "")
        other = tmp_path / f"other-{language}.csv"
        other.write_text(text, encoding="utf-8")
        result = imported(company, other, on_match="create")
        assert (result.counts["created"], result.rejected_rows) == (1, [])
        assert given(company)["Copied"] == before["Haverton"]
        with company.write() as work:
            delete_customers(
                work, [row[0] for row in work.plain("SELECT id FROM customer WHERE name = 'Copied' AND deleted = 0")]
            )


def test_what_does_not_suit_is_told_by_line_and_the_rest_comes_in(company: Company, tmp_path: Path) -> None:
    own_of(company)
    path = tmp_path / "in.csv"
    path.write_text(
        "Name,Machines,Rhythm,颜色,Since\nA,many,weekly,,\nB,3,hourly,,\nC,3,weekly,green,\nD,5,monthly,Weekly,2026-01-02\n",
        encoding="utf-8",
    )
    result = imported(company, path)
    told = [(row.line, row.problems[0].column, row.problems[0].value) for row in result.rejected_rows]
    assert told == [(2, "Machines", "many"), (3, "Rhythm", "hourly"), (4, "颜色", "green")]
    assert given(company) == {
        "D": {"Machines": 5, "Rhythm": "monthly", "Colours": ("weekly",), "Since": date(2026, 1, 2)}
    }


def test_what_must_be_filled_is_asked_of_new_records_and_not_of_known_ones(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Machines", is_required=True))
        customer = a_customer(work, "Known", number="K-1")
        set_custom_value(work, "customer", customer, field, "4")
    path = tmp_path / "in.csv"
    path.write_text("Name,Number,City,Machines\nKnown,K-1,Leeds,\nNew,,York,\nFull,,York,7\n", encoding="utf-8")
    result = imported(company, path)
    assert (result.counts["updated"], result.counts["created"]) == (1, 1)
    assert [(row.line, str(row.problems[0].reason)) for row in result.rejected_rows] == [(3, "Machines is missing.")]
    assert given(company) == {"Known": {"Machines": "4"}, "Full": {"Machines": "7"}}


def test_a_mapping_and_filters_of_the_command_line_name_own_fields(company: Company, tmp_path: Path) -> None:
    fields = own_of(company)
    path = tmp_path / "in.csv"
    path.write_text("Firm,How many\nA,4\nB,9\n", encoding="utf-8")
    with company.read() as reading:
        request = ImportRequest(path, "customers", own=own_import_fields(reading))
    columns = {"Firm": "name", "How many": OWN + fields["Machines"]}
    imported(company, path, mapping=mapping_from({"columns": columns}, request))
    with company.read() as reading:
        spec = spec_from(reading, CUSTOMERS, ["Machines>=5"], ["机器数:desc"], "")
        assert export(reading, "customers", tmp_path / "out.csv", spec) == 1
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("B")


@pytest.mark.parametrize(
    ("key", "kind", "make"),
    [
        ("interactions", "interaction", an_interaction),
        ("articles", "article", an_article),
        ("tasks", "task", a_task),
    ],
)
def test_activities_articles_and_tasks_bring_own_fields_and_take_them_out(
    company: Company, tmp_path: Path, key: str, kind: str, make: Callable[[UnitOfWork, str], str]
) -> None:
    with company.write() as work:
        room = create_custom_field(work, CustomFieldDraft(kind, "Room", "房间"))
        until = create_custom_field(work, CustomFieldDraft(kind, "Until", type="date"))
        record = make(work, "Showed the new probe")
        work.session.flush()
        set_custom_value(work, kind, record, room, "Theatre 4")
        set_custom_value(work, kind, record, until, date(2027, 1, 2))
    target = tmp_path / "out.csv"
    with company.read() as reading:
        spec = spec_from(reading, list_of(kind), ["Room~theatre"], [], "")
        assert export(reading, key, target, spec, CHINESE) == 1
    changed = target.read_text(encoding="utf-8-sig").replace("Theatre 4", "Theatre 5")
    target.write_text(changed, encoding="utf-8")
    with company.database.write(Message("Import"), company.viewer) as work:
        result = import_run.run(work, ImportRequest(target, key))
    assert (result.counts["updated"], result.rejected_rows) == (1, [])
    with company.read() as reading:
        assert [each.value for each in custom_values(reading, kind, record)] == ["Theatre 5", date(2027, 1, 2)]
