"""`export`: what is filtered and sorted is written, and what was written can be imported into an empty company."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

from crm_desktop import queries
from crm_desktop.core.i18n import LANGUAGES, Translator
from crm_desktop.core.viewer import ALL, EXPORT
from crm_desktop.exchange import kinds, mapping
from crm_desktop.exchange.export_kinds import NAMES, query_of
from crm_desktop.exchange.export_run import EXPORTS, exported_fields
from crm_desktop.operations.role import RoleDraft, create_role
from crm_desktop.queries.list_query import ListQuery
from tests.builders import a_contact, a_customer, a_user
from tests.cli.running import Shell, table, text_file
from tests.company import Company

FILES = {
    "users": ("name,manager,region,email", "林悦,Dana Holt,East,lin@example.com", "Dana Holt,,West,"),
    "products": ("product,sku,series,sales_price,cost", "GTX Pro,G-1,GTX,4821.50,3000", "MG Special,G-2,MG,55,"),
    "customers": (
        "account,account number,sector,owner,level,city,revenue,founded,tags,parent,phone",
        "Haverton,H-1,medical,林悦,A,Harborough,1100000.50,1996,key; east,,0571 2046 8888",
        "海维康医疗,H-2,大健康,Dana Holt,B,杭州,300 EUR,2001,,Haverton,",
    ),
    "contacts": (
        "full name,id,account,title,mobile,email,main",
        "王敏,c1,海维康医疗,采购,138 0571 2046,wang@example.com,yes",
        "Ada Poe,c2,Haverton,Buyer,,ada@example.com,no",
    ),
    "opportunities": (
        "opportunity_id,deal,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        "D1,First,林悦,GTX Pro,Haverton,Won,2025-01-02,2025-03-01,4500",
        "D2,Second,Dana Holt,MG Special,,Engaging,2025-02-02,,",
        "D3,Third,Dana Holt,MG Special,海维康医疗,Lost,2025-02-02,2025-02-09,0",
    ),
    "orders": (
        "order no,customer,employee,order date,product,quantity,unit price,discount,freight,payment status",
        "O-1,Haverton,林悦,2025-05-01,GTX Pro,2,4000,15%,12.50,paid",
        "O-1,Haverton,林悦,2025-05-01,MG Special,10,50,,12.50,paid",
        "O-2,海维康医疗,,2025-06-01,MG Special,1,55,,,unpaid",
    ),
    "interactions": (
        "date,type,subject,customer,contact,by,duration,id",
        "2025-05-06 10:30,Visit,Showed the new line,Haverton,Ada Poe,林悦,45,i1",
    ),
    "cases": (
        "ticket,subject,account,product,type,priority,status,opened,assigned to",
        "T-1,Does not start,Haverton,GTX Pro,Repair,high,in progress,2025-07-01 09:00,Dana Holt",
    ),
}
# What stands in a table, names in place of ids, which differ between companies.
STATE = {
    "users": "SELECT u.name, u.login, m.name, d.code, t.name, r.code, u.email FROM app_user u LEFT JOIN app_user m"
    " ON m.id = u.manager_id LEFT JOIN dictionary_entry d ON d.id = u.region_id LEFT JOIN team t ON t.id = u.team_id"
    " JOIN role r ON r.id = u.role_id ORDER BY 2",
    "products": "SELECT p.name, p.code, c.name, p.list_price_e6, p.unit_cost_e6, p.currency FROM product p"
    " LEFT JOIN product_category c ON c.id = p.category_id ORDER BY 2",
    "customers": "SELECT c.name, c.number, u.name, i.code, l.code, c.city, c.annual_turnover_minor,"
    " c.annual_turnover_currency, c.founded_year, p.name, c.phone, (SELECT group_concat(name) FROM (SELECT t.name FROM"
    " tag t JOIN tag_link k ON k.tag_id = t.id WHERE k.record_id = c.id ORDER BY 1)) FROM customer c LEFT JOIN app_user"
    " u ON u.id = c.owner_id LEFT JOIN dictionary_entry i ON i.id = c.industry_id LEFT JOIN dictionary_entry l"
    " ON l.id = c.level_id LEFT JOIN customer p ON p.id = c.parent_id ORDER BY 2",
    "contacts": "SELECT n.name, n.external_key, n.job_title, c.name, r.is_main, p.kind, p.label, p.value FROM contact n"
    " JOIN contact_role r ON r.contact_id = n.id JOIN customer c ON c.id = r.customer_id LEFT JOIN contact_point p"
    " ON p.contact_id = n.id ORDER BY 1, 6, 8",
    "opportunities": "SELECT o.number, o.external_key, o.name, u.name, c.name, s.code, o.outcome, o.probability_e6,"
    " o.amount_minor, o.currency, o.opened_on, o.expected_close_on, o.closed_on, p.name, l.quantity_e6,"
    " l.unit_price_e6, l.net_minor FROM opportunity o JOIN stage s ON s.id = o.stage_id"
    " LEFT JOIN app_user u ON u.id = o.owner_id LEFT JOIN customer c ON c.id = o.customer_id"
    " LEFT JOIN opportunity_line l ON l.opportunity_id = o.id"
    " LEFT JOIN product p ON p.id = l.product_id ORDER BY 1",
    "orders": "SELECT o.number, c.name, u.name, o.ordered_on, o.freight_minor, o.payment_state, p.name, l.position,"
    " l.quantity_e6, l.unit_price_e6, l.discount_e6, l.net_minor, l.unit_cost_e6, (SELECT sum(amount_minor)"
    " FROM receipt r WHERE r.order_id = o.id) FROM sales_order o JOIN order_line l ON l.order_id = o.id"
    " LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN app_user u ON u.id = o.owner_id"
    " LEFT JOIN product p ON p.id = l.product_id ORDER BY 1, 8",
    "interactions": "SELECT i.happened_at, i.subject, d.code, c.name, n.name, u.name, i.minutes, i.external_key"
    " FROM interaction i JOIN dictionary_entry d ON d.id = i.kind_id LEFT JOIN customer c ON c.id = i.customer_id"
    " LEFT JOIN contact n ON n.id = i.contact_id LEFT JOIN app_user u ON u.id = i.owner_id",
    "cases": "SELECT s.number, s.subject, c.name, p.name, d.code, s.priority, s.status, s.opened_at, u.name"
    " FROM service_case s LEFT JOIN customer c ON c.id = s.customer_id LEFT JOIN product p ON p.id = s.product_id"
    " LEFT JOIN dictionary_entry d ON d.id = s.kind_id LEFT JOIN app_user u ON u.id = s.owner_id",
}


@pytest.fixture
def filled(shell: Shell, tmp_path: Path) -> Shell:
    for kind, lines in FILES.items():
        said = shell("import", kind, text_file(tmp_path / f"{kind}.csv", *lines), "--time-zone", "Asia/Shanghai")
        assert said.status == 0, said.err
    return shell


@pytest.mark.parametrize(("language", "ending"), [("en", "csv"), ("zh_CN", "csv"), ("en", "xlsx"), ("zh_CN", "xlsx")])
def test_what_is_exported_comes_back_the_same(filled: Shell, tmp_path: Path, language: str, ending: str) -> None:
    copy = Shell(tmp_path / "copy.crm", filled.capsys)
    for kind in FILES:
        out = tmp_path / f"out_{kind}.{ending}"
        assert filled("export", kind, out, "--lang", language).status == 0
        said = copy("import", kind, out, "--json", "--time-zone", "Asia/Shanghai")
        assert said.status == 0, said.data
        assert copy.rows(STATE[kind]) == filled.rows(STATE[kind]), kind
        # Where it came from, it changes nothing.
        again = filled("import", kind, out, "--json").data
        assert (again["created"], again["updated"], again["rejected"]) == (0, 0, 0), (kind, again)


def test_a_list_is_filtered_sorted_and_searched(filled: Shell, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"

    def names(kind: str, column: str, *arguments: str) -> list[str]:
        assert filled("export", kind, out, *arguments).status == 0
        return [row[column] for row in table(out)]

    assert names("customers", "Name", "--filter", "owner=林悦") == ["Haverton"]
    assert names("customers", "Name", "--filter", "Level!=A") == ["海维康医疗"]
    assert names("customers", "Name", "--search", "hwk") == ["海维康医疗"]
    assert names("opportunities", "Name", "--filter", "amount>=50", "--sort", "amount:desc") == ["First", "Second"]
    assert names("opportunities", "Name", "--filter", "stage=输单") == ["Third"]
    assert names("opportunities", "Name", "--filter", "name~ir", "--sort", "name") == ["First", "Third"]
    assert names("opportunities", "Name", "--filter", "customer=") == ["Second"]


def test_a_filter_that_cannot_be_gets_one_sentence(filled: Shell, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    for wrong in ("dragon=1", "stage=Nowhere", "city"):
        said = filled("export", "opportunities", out, "--filter", wrong)
        assert (said.status, said.err.count("\n")) == (1, 1)
    assert filled("export", "customers", tmp_path / "out.pdf").status == 1
    assert not out.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(EXPORTS))
def test_titles_of_exports_are_understood_in_both_languages(kind: str, language: str) -> None:
    translator = Translator(language)
    titles = [translator.t(field.title) for field in exported_fields(kind)]
    found = mapping.suggest(kinds.kind(kind), titles, [])
    assert [column.field for column in found.columns] == [field.key for field in exported_fields(kind)]


def test_every_list_has_a_name_to_be_exported_by() -> None:
    modules = (import_module(each.name) for each in pkgutil.iter_modules(queries.__path__, "crm_desktop.queries."))
    lists = {each.kind for module in modules for each in vars(module).values() if isinstance(each, ListQuery)}
    assert lists == {query_of(name).kind for name in NAMES}


def test_every_list_is_written_whole_and_filtered_by_what_it_names(shell: Shell, tmp_path: Path) -> None:
    assert shell("demo", "--customers", 60).status == 0
    out, sizes = tmp_path / "out.csv", {}
    for name in NAMES:
        said = shell("export", name, out, "--json")
        assert said.status == 0, (name, said.err)
        rows = table(out)
        assert len(rows) >= said.data["rows"]
        sizes[name] = len(rows)
        written = {title for row in rows[:200] for title, value in row.items() if value}
        assert not rows or len(written) >= 4, (name, written)
    assert [name for name, size in sizes.items() if not size] == ["documents"], "the sample company keeps none"

    assert shell("export", "quotations", out, "--sort", "total:desc").status == 0
    first, second, *_ = table(out)
    assert float(first["With tax"]) >= float(second["With tax"]) > 0
    asked = [f"customer={first['Customer']}", f"status={first['Status']}"]
    assert shell("export", "quotations", out, *(part for each in asked for part in ("--filter", each))).status == 0
    assert first["Number"] in {row["Number"] for row in table(out)}
    assert {(row["Customer"], row["Status"]) for row in table(out)} == {(first["Customer"], first["Status"])}


def test_numbers_with_stars_leave_with_their_stars(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    with company.write() as work:
        sees_all = RoleDraft("Trainee", "实习生", ALL, rights=(EXPORT,), masks_phones=True)
        a_user(work, "Grace Lin", login="grace", role_id=create_role(work, sees_all))
        a_contact(work, "Dana", a_customer(work, "Haverton", phone="13912345678"), phone="13911112222")
    shell = Shell(Path(company.database.path), capsys)
    for kind, phone in (("customers", "139****5678"), ("contacts", "139****2222")):
        out = shell.path.with_name(f"{kind}.csv")
        assert shell("export", kind, out, "--as", "grace").status == 0
        assert phone in out.read_text(encoding="utf-8-sig")
        assert not re.search("1391234|1391111", out.read_text(encoding="utf-8-sig"))
