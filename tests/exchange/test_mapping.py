"""Real files map themselves; mappings are remembered, changed and read from JSON."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.exchange import kinds, mapping
from crm_desktop.exchange.table import open_table
from crm_desktop.exchange.values import ColumnFormat

SALES = "crm_sales_opportunities/"
FOLLOWING: dict[tuple[str, str], dict[str, str | None]] = {
    ("users", SALES + "sales_teams.csv"): {"sales_agent": "name", "manager": "manager", "regional_office": "region"},
    ("products", SALES + "products.csv"): {"product": "name", "series": "category", "sales_price": "list_price"},
    ("customers", SALES + "accounts.csv"): {
        "account": "name",
        "sector": "industry",
        "year_established": "founded_year",
        "revenue": "annual_turnover",
        "employees": "employees",
        "office_location": "country",
        "subsidiary_of": "parent",
    },
    ("opportunities", SALES + "variant_ddmmyy/sales_pipeline.csv"): {
        "opportunity_id": "external_key",
        "sales_agent": "owner",
        "product": "product",
        "account": "customer",
        "deal_stage": "stage",
        "engage_date": "opened_on",
        "close_date": "closed_on",
        "close_value": "amount",
        "engage_quarter": None,
        "close_quarter": None,
    },
    ("customers", "northwind/customers.csv"): {
        "customer_id": "external_key",
        "company_name": "name",
        "contact_name": "contact_name",
        "contact_title": "contact_title",
        "address": "address",
        "city": "city",
        "region": "province",
        "postal_code": "postcode",
        "country": "country",
        "phone": "phone",
        "fax": "fax",
    },
    ("products", "northwind/products.csv"): {
        "product_id": "external_key",
        "product_name": "name",
        "category_id": "category",
        "unit_price": "list_price",
        "discontinued": "discontinued",
        "units_in_stock": None,
    },
    ("users", "northwind/employees.csv"): {
        "employee_id": "employee_no",
        "last_name": "last_name",
        "first_name": "first_name",
        "title": "job_title",
        "reports_to": "manager",
        "birth_date": None,
    },
    ("orders", "northwind/orders.csv"): {
        "order_id": "external_key",
        "customer_id": "customer",
        "employee_id": "owner",
        "order_date": "ordered_on",
        "required_date": "required_on",
        "shipped_date": "shipped_on",
        "freight": "freight",
        "ship_name": "delivery_name",
        "ship_country": "delivery_country",
    },
    ("orders", "northwind/order_details.csv"): {
        "order_id": "external_key",
        "product_id": "product",
        "unit_price": "unit_price",
        "quantity": "quantity",
        "discount": "discount",
    },
    ("customers", "exports/salesforce-dataloader/samples/data/accountData.csv"): {
        "ID": "external_key",
        "NAME": "name",
        "PARENTID": "parent",
        "BILLINGSTREET": "address",
        "BILLINGPOSTALCODE": "postcode",
        "PHONE": "phone",
        "ANNUALREVENUE": "annual_turnover",
        "NUMBEROFEMPLOYEES": "employees",
        "OWNERID": "owner",
        "CREATEDDATE": "created_on",
        "ISDELETED": None,
    },
    ("opportunities", "exports/salesforce-dataloader/samples/data/opportunityData.csv"): {
        "ACCOUNTID": "customer",
        "NAME": "name",
        "STAGENAME": "stage",
        "AMOUNT": "amount",
        "PROBABILITY": "probability",
        "CLOSEDATE": "closed_on",
        "LEADSOURCE": "source",
    },
    ("cases", "incidents/incident_event_log_first5998_original_labels.csv"): {
        "number": "external_key",
        "incident_state": "status",
        "caller_id": "customer",
        "opened_at": "opened_at",
        "contact_type": "channel",
        "category": "kind",
        "priority": "priority",
        "assigned_to": "owner",
        "resolved_at": "handled_at",
        "closed_at": "closed_on",
    },
    ("customers", "dedupe/restaurants_dedupeio/restaurant-1.csv"): {
        "name": "name",
        "address": "address",
        "city": "city",
    },
    ("customers", "xlsx/hospital_account_info.csv"): {
        "Account_Num": "number",
        "Facility Name": "name",
        "State": "province",
        "ZIP Code": "postcode",
        "Phone Number": "phone",
    },
    ("contacts", "exports/thunderbird/addrbook_data_export.csv"): {
        "First Name": "first_name",
        "Display Name": "name",
        "Primary Email": "email",
        "Mobile Number": "mobile",
        "Organization": "customer",
    },
    ("orders", "xlsx/sales_transactions.xlsx"): {
        "account": "customer",
        "order": "external_key",
        "sku": "product",
        "ext price": "line_total",
    },
}
LEDGER = ["客户名称", "级别", "业务员", "电话1", "最后拜访", "年采购额(万)", "统一信用代码", "微信", "备注2"]
LEDGER_ROWS = [
    ["海维康医疗器械", "A", "林悦", "138 0571 2046", "2026/11/18", "128.4", "91330108MA2KE7", "hwk", "老客户"]
]


@pytest.mark.parametrize(("kind", "name"), FOLLOWING)
def test_real_files_map_themselves(test_data: Path, kind: str, name: str) -> None:
    with open_table(test_data / name) as table:
        found = mapping.suggest(kinds.kind(kind), table.columns, [values for _, values in table.sample(200)])
    fields = {column.column: column.field for column in found.columns}
    expected = FOLLOWING[kind, name]
    assert {column: fields[column] for column in expected} == expected
    assert not found.missing()


def test_a_chinese_ledger_maps_itself_and_its_unit_is_read() -> None:
    found = mapping.suggest(kinds.CUSTOMERS, LEDGER, LEDGER_ROWS, date(2026, 11, 22))
    assert [column.field for column in found.columns] == [
        "name",
        "level",
        "owner",
        "phone",
        "last_contact_on",
        "annual_demand",
        "tax_number",
        None,
        "note",
    ]
    assert found.columns[5].format.factor == 10_000
    assert found.columns[5].confidence < 1
    assert found.key == "tax_number"


def test_orders_come_as_records_as_lines_and_flat(test_data: Path) -> None:
    shapes = {}
    for name in ("northwind/orders.csv", "northwind/order_details.csv", "xlsx/sales_transactions.xlsx"):
        with open_table(test_data / name) as table:
            shapes[name] = mapping.suggest(kinds.ORDERS, table.columns, [v for _, v in table.sample()]).shape
    assert list(shapes.values()) == [mapping.RECORDS, mapping.LINES, mapping.FLAT]


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("年采购额(万)", ColumnFormat(factor=Decimal(10_000))),
        ("年采购额（万元）", ColumnFormat(factor=Decimal(10_000))),
        ("Revenue (USD)", ColumnFormat(currency="USD")),
        ("Revenue [EUR million]", ColumnFormat(factor=Decimal(1_000_000), currency="EUR")),
        ("Sales in thousands", ColumnFormat(factor=Decimal(1000))),
        ("Revenue", ColumnFormat()),
    ],
)
def test_units_in_titles_are_understood(title: str, form: ColumnFormat) -> None:
    assert mapping.title_format(title) == form


def test_a_mapping_survives_json() -> None:
    found = mapping.suggest(kinds.CUSTOMERS, LEDGER, LEDGER_ROWS).changed("微信", "short_name")
    again = mapping.Mapping.from_json(json.loads(json.dumps(found.to_json())), LEDGER)
    assert again.to_json() == found.to_json()
    assert again.fields == found.fields


def test_a_mapping_may_be_written_by_hand() -> None:
    made = mapping.Mapping.from_json(
        {"kind": "users", "columns": {"Who": "name", "Boss": {"field": "manager"}}}, ["who", "x"]
    )
    assert made.fields == {"name": 0}


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"kind": "unicorns", "columns": {}},
        {"columns": {"a": "wings"}},
        {"columns": []},
        {"columns": {"a": 5}},
        {"columns": {"a": {"field": ["name"]}}},
        {"columns": {"a": {"field": "name", "factor": "many"}}},
        {"columns": {"a": {"field": "name", "factor": "Infinity"}}},
        {"columns": {"a": {"field": "name", "date_order": "dym"}}},
        {"columns": {"a": {"field": "name", "decimal_mark": ";"}}},
        {"columns": {"a": {"field": "name", "currency": "QQQ"}}},
        {"columns": {"a": "name", "b": "name"}},
        {"columns": {"a": "name"}, "key": "region"},
        {"columns": {"a": "name"}, "fixes": [1]},
        {"columns": {}, "on_match": "explode"},
    ],
)
def test_a_broken_mapping_is_explained(broken: dict[str, object]) -> None:
    with pytest.raises(UserError, match="mapping file") as refused:
        mapping.Mapping.from_json({"kind": "users", **broken}, ("a", "b"))
    # The words of the programming language help nobody.
    assert "object" not in str(refused.value)


def test_a_field_belongs_to_one_column() -> None:
    found = mapping.suggest(kinds.USERS, ["name", "nick"], []).changed("nick", "name")
    assert [column.field for column in found.columns] == [None, "name"]


def test_the_fingerprint_is_that_of_the_titles() -> None:
    one = mapping.fingerprint(["Name", "sales_agent"])
    assert one == mapping.fingerprint(["SALES AGENT", "name", "import_reason"])
    assert one != mapping.fingerprint(["Name"])


def test_kinds_are_declared_consistently() -> None:
    for kind in kinds.KINDS:
        keys = [field.key for field in kind.fields]
        assert len(keys) == len(set(keys))
        assert set(kind.keys) <= set(keys)
        for field in kind.fields:
            assert (field.target is not None) == (field.type in ("link", "choice"))
            assert (field.states != ()) == (field.type == "state")
