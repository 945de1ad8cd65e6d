"""Lists as files with the titles the importer knows, so that what was exported can be edited and imported again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import LANGUAGES, Message, Translator
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.money import to_e6, to_minor
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import EXPORT
from crm_desktop.exchange import export_cells, fields, kinds, writer
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.dates import YEAR_FIRST, parse_date
from crm_desktop.exchange.export_cells import Names
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.import_batch import Batch
from crm_desktop.exchange.import_links import Links
from crm_desktop.exchange.importers.contacts import POINTS
from crm_desktop.exchange.numbers import parse_amount, parse_number
from crm_desktop.exchange.own_cells import written_as
from crm_desktop.exchange.own_fields import OwnValues
from crm_desktop.exchange.values import parse_flag
from crm_desktop.exchange.writer import Cancelled, OutputColumn, Progress, flags_in, write_table
from crm_desktop.models.customising import own_kind_id
from crm_desktop.queries import list_query, rights
from crm_desktop.queries.article import ARTICLES
from crm_desktop.queries.campaign_member import MEMBERS
from crm_desktop.queries.choices import choices
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.list_query import Field, ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.own_record import own_records
from crm_desktop.queries.product import PRODUCTS
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.queries.task import TASKS
from crm_desktop.queries.user import USERS
from crm_desktop.storage.database import Reading

_AT_ONCE = 400
# Longest first: "amount>=5" is no "is".
_OPERATORS = (("!=", "is_not"), (">=", "at_least"), ("<=", "at_most"), ("~", "contains"), ("=", "is"))
# What a filter names by typing, and how a file names the same.
_LINKED = {each: each for each in ("customers", "contacts", "opportunities", "orders", "campaigns")}
_LINKED["service_cases"] = "cases"


@dataclass(frozen=True)
class Export:
    """How a kind is exported: its list, fields that are left out or worked out, and how.

    Records that do not meet `always` leave in no file.
    """

    query: ListQuery[Any]
    rows: export_cells.Rows = export_cells.linked_rows
    derived: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    always: tuple[Filter, ...] = ()


_PARTS = frozenset({"first_name", "last_name"})
EXPORTS: Mapping[str, Export] = {
    "users": Export(USERS, left_out=_PARTS),
    "products": Export(PRODUCTS, left_out=frozenset({"discontinued"})),
    "customers": Export(
        CUSTOMERS,
        export_cells.customer_rows,
        derived=frozenset({"tags", "created_on"}),
        # Contacts, visits and demand are lists of their own; each amount carries its currency.
        left_out=frozenset(
            {"contact_name", "contact_title", "contact_phone", "contact_email", "last_contact_on", "annual_demand"}
            | {"currency"}
        ),
    ),
    "contacts": Export(
        CONTACTS,
        export_cells.contact_rows,
        derived=frozenset({"customer", "is_main", "buying_role", *POINTS}),
        left_out=_PARTS | {"address", "city", "province", "postcode", "country"},
    ),
    "interactions": Export(INTERACTIONS),
    "opportunities": Export(
        OPPORTUNITIES,
        export_cells.deal_rows,
        derived=frozenset({"product", "quantity", "unit_price", "probability", "reason"}),
    ),
    "orders": Export(
        ORDERS,
        export_cells.order_rows,
        derived=frozenset({"external_key", "product", "quantity", "unit_price", "discount", "unit_cost", "unit"}),
        left_out=frozenset({"total", "line_total"}),
    ),
    "cases": Export(SERVICE_CASES, export_cells.case_rows, derived=frozenset({"external_key"})),
    "leads": Export(LEADS),
    "articles": Export(ARTICLES),
    "tasks": Export(TASKS, export_cells.task_rows, derived=frozenset({"due_at"})),
    "campaign_members": Export(MEMBERS, always=(Filter("is_refused", "is", False),)),
}


def export_of(kind: str) -> Export:
    """How a kind is exported, those that the company added among them."""
    return Export(own_records(kind)) if own_kind_id(kind) else EXPORTS[kind]


_WRITTEN = {
    fields.MONEY: writer.MONEY,
    fields.PRICE: writer.NUMBER,
    fields.NUMBER: writer.NUMBER,
    fields.INTEGER: writer.INTEGER,
    fields.SHARE: writer.SHARE,
    fields.DATE: writer.DATE,
    fields.MOMENT: writer.MOMENT,
    fields.FLAG: writer.FLAG,
}


def export(
    reading: Reading,
    kind: str,
    path: Path,
    spec: ListSpec | None = None,
    language: str = LANGUAGES[0],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write the records of a list, in its order, as CSV or XLSX; the number of rows written."""
    rights.require(reading.viewer, EXPORT)
    translator = Translator(language)
    wanted, own = exported_fields(kind), OwnValues(reading, kind, choices(reading), language)
    columns = [OutputColumn(translator.t(field.title), _WRITTEN.get(field.type, writer.TEXT)) for field in wanted]
    columns += [OutputColumn(translator.t(each.title), written_as(each)) for each in own.fields]
    rows = _rows(reading, kind, wanted, spec or ListSpec(), language, own)
    return write_table(
        path,
        columns,
        rows,
        progress=progress,
        cancelled=cancelled,
        sheet=translator.t(kinds.kind(kind).title),
        flags=flags_in(translator),
    )


def exported_fields(kind: str) -> list[ImportField]:
    """The columns of an export."""
    return [field for field in kinds.kind(kind).fields if field.key not in export_of(kind).left_out]


def _rows(
    reading: Reading, kind: str, wanted: list[ImportField], spec: ListSpec, language: str, own: OwnValues
) -> Iterator[list[Cell]]:
    of = export_of(kind)
    names = Names(reading, language)
    ids = list(unpack(with_own(reading, of.query).ids(reading, spec.where(*of.always))))
    entity: Any = of.query.entity
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        found = {record.id: record for record in reading.session.scalars(select(entity).where(entity.id.in_(chunk)))}
        records = [found[each] for each in chunk if each in found]
        derived, added = of.rows(records, names), own.of(chunk)
        for record in records:
            plain = {
                field.key: export_cells.cell(field, record, names) for field in wanted if field.key not in of.derived
            }
            for more in derived[record.id]:
                known = added.get(record.id, {})
                yield [
                    *({**plain, **more}.get(field.key) for field in wanted),
                    *(known.get(each.key) for each in own.fields),
                ]
        names.forget()
        reading.session.expunge_all()


# --- what to export, as it is written on the command line


def spec_from(reading: Reading, query: ListQuery[Any], filters: list[str], sorts: list[str], search: str) -> ListSpec:
    """Filters FIELD=VALUE (also != >= <= ~), sorts FIELD or FIELD:desc, and words to be found."""
    query = with_own(reading, query)
    return ListSpec(
        tuple(_filter(reading, query, written) for written in filters),
        tuple(_sort(query, written) for written in sorts),
        search,
    )


def _filter(reading: Reading, query: ListQuery[Any], written: str) -> Filter:
    for mark, operator in _OPERATORS:
        name, found, value = written.partition(mark)
        if found and name.strip() and not (mark == "=" and name[-1:] in "!<>"):
            field = _field(query, name)
            if not value.strip():
                operator = "is_empty" if operator == "is" else "not_empty"
            if not field.understands(operator):
                raise UserError(Message("“{filter}” cannot be asked. Write {field}=VALUE.", filter=written, field=name))
            if not value.strip():
                return Filter(field.key, operator)
            return Filter(field.key, operator, _value(reading, field, value.strip(), operator))
    raise UserError(Message("A filter is written FIELD=VALUE, for example {example}.", example="city=Berlin"))


def _sort(query: ListQuery[Any], written: str) -> Sort:
    name, _, direction = written.partition(":")
    return Sort(_field(query, name).key, direction.strip().casefold() in ("desc", "down"))


def _field(query: ListQuery[Any], name: str) -> Field:
    wanted = fold(name)
    for field in query.fields:
        titles = {fold(Translator(language).t(field.title)) for language in LANGUAGES}
        if wanted in titles | {field.key}:
            return field
    known = tuple(field.key for field in query.fields)
    raise UserError(Message("There is no field “{name}”. There are: {known}.", name=name.strip(), known=known))


def _value(reading: Reading, field: Field, written: str, operator: str) -> Any:
    if operator == "contains":
        return written
    try:
        if field.choices:
            return _chosen(reading, field, written)
        if field.type == list_query.FLAG:
            return parse_flag(written)
        if field.type == list_query.MONEY:
            return to_minor(parse_amount(written).value, field.currency or reading.currency)
        if field.millionths:
            return to_e6(parse_number(written))
        if field.type == list_query.NUMBER:
            return int(parse_number(written))
        if field.type == list_query.DATE:
            return parse_date(written, YEAR_FIRST, reading.today).isoformat()
    except BadValue as error:
        raise UserError(error.message) from error
    return written


def _chosen(reading: Reading, field: Field, written: str) -> str:
    named = field.choices or ""
    if named in _LINKED:
        found = Links(reading, Batch(reading)).find(_LINKED[named], written)
    else:
        known = choices(reading)
        found = known.named(named, written) if named in known.lists else written
    if not found:
        raise UserError(
            Message("“{value}” is not among the values of {field}.", value=written, field=Message(field.title))
        )
    return found
