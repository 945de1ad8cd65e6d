"""What the importers of all kinds share: matching known records, resolving what a row names, creating or changing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, NoReturn

from sqlalchemy import RowMapping, select

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import Problem as ProblemError
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import to_e6, to_minor
from crm_desktop.core.viewer import ALL
from crm_desktop.exchange.import_batch import Batch
from crm_desktop.exchange.import_links import Links, key_of
from crm_desktop.exchange.import_request import LEAVE, MAKE, ImportRequest
from crm_desktop.exchange.import_result import CREATED, SKIPPED, UNCHANGED, UPDATED
from crm_desktop.exchange.import_rows import Refused, Row
from crm_desktop.exchange.import_rules import ImportRules, Own
from crm_desktop.exchange.importers.moments import instant
from crm_desktop.exchange.mapping import CREATE, SKIP, UPDATE
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.numbers import Amount
from crm_desktop.exchange.own_fields import own_columns
from crm_desktop.models import CustomValue, Synced
from crm_desktop.operations.amounts import is_currency
from crm_desktop.operations.custom_field import put_custom_value
from crm_desktop.operations.records import write_columns
from crm_desktop.queries import rights
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.storage.database import Reading, UnitOfWork

# What a record can be told apart by without being two; a name alone is only used when it was chosen as the key.
_WEAK_KEYS = frozenset({"name", "phone", "mobile", "email"})


@dataclass
class Context:
    """Everything an importer works with. Without a unit of work the file is only being checked."""

    reading: Reading
    request: ImportRequest
    mapping: FileMapping
    batch: Batch
    links: Links

    @property
    def work(self) -> UnitOfWork | None:
        """The unit of work, if there is one."""
        return self.reading if isinstance(self.reading, UnitOfWork) else None

    @cached_property
    def default_owner(self) -> str | None:
        """Who owns new records the file names no owner for: nobody, unless the actor could then not see to them."""
        viewer = self.reading.viewer
        return None if viewer.write_scope == ALL else viewer.user_id or None


class RecordImporter:
    """Takes rows one after another; each kind says what a row gives, what a new record is, and how one is changed."""

    kind: str
    entity: ClassVar[type[Synced]]
    # Fields that are columns of the record as they stand.
    plain: ClassVar[tuple[str, ...]] = ()
    # Fields that choose from a list of the dictionary, with the list; their columns end in _id.
    choices: ClassVar[tuple[tuple[str, str], ...]] = ()
    # The column that must not be given twice.
    unique: ClassVar[str | None] = None
    # The field that names another row of the same file, and the fields by which that row is found.
    named_by: ClassVar[tuple[str, ...]] = ()
    # Whether `given` holds columns of the record alone, but for these fields: then what is known is compared in bulk.
    is_flat: ClassVar[bool] = False
    beside: ClassVar[tuple[str, ...]] = ()
    # Whether several rows tell of one record: they are gathered, and taken together once all of them were read.
    gathers: ClassVar[bool] = False

    def __init__(self, context: Context) -> None:
        self.context = context
        self.reading, self.links, self.batch = context.reading, context.links, context.batch
        self.on_match = context.mapping.on_match
        self.import_kind = context.mapping.import_kind
        self._own = own_columns(context.reading, self.kind)
        has_own = bool(self._own.fields.keys() & context.mapping.fields.keys())
        self.key = context.mapping.key
        # Key field → key → id of the record it names, or the empty text for several.
        self._known: dict[str, dict[str, str]] = {}
        # Whether nothing was known by any key that was asked for: then there is nothing to be read at once.
        self._is_first: bool | None = None
        self._numbers: dict[str, set[str]] = {}
        self._new: set[str] = set()
        # The own fields of the record that is made.
        self.own_given: Own = {}
        others = [key for key in self.import_kind.keys if key != self.key and key not in _WEAK_KEYS]
        self._keys = () if self.key is None or self.on_match == CREATE else (self.key, *others)
        self._plain, self._choices = frozenset(self.plain), dict(self.choices)
        self._rules = ImportRules(context.reading, self.record_kind, self._own)
        is_plain = self.is_flat and not has_own and not self._rules
        self._compares = is_plain and not set(self.beside) & context.mapping.fields.keys()
        # Id → the columns of known records the next rows are about.
        self._stored: dict[str, RowMapping] = {}
        # Id → columns to be written, of records from whose change nothing else follows.
        self._plain_changes: dict[str, dict[str, Any]] = {}

    @property
    def record_kind(self) -> str:
        """What kind of record its rows become."""
        table: str = self.entity.__tablename__
        return table

    # --- the way of a row

    def take(self, row: Row) -> str:
        """Create, change or skip; returns the outcome, or raises `Refused`. Whatever was made is tentative."""
        self.complete(row)
        known = self.match(row)
        if known is not None and self.on_match == SKIP:
            return SKIPPED
        given, own = self.given(row, known), self._own.values(self, row)
        row.check()
        if known is not None:
            return self._change(known, given, row, own)
        self.check_unique(given, row)
        self.check_new(given, row)
        for each in self._own.lacking(row):
            column = each.key if each.key in row.columns else None
            row.problems.append(row.problem(column, Message("{field} is missing.", field=Message(each.title))))
        if self._rules:
            self._rules.check_new(given, own, row)
        row.check()
        record_id = self.id_of_new(given)
        self.own_given = own
        self.create(record_id, given, row)
        self._add_own(record_id, own)
        self.remember(row, record_id, given)
        self._new.add(record_id)
        return CREATED

    def complete(self, row: Row) -> None:
        """Fill in what follows from other values of the row."""

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """Column → value for everything the row says; problems are noted on the row."""
        raise NotImplementedError

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """Note what keeps a row from becoming a new record."""

    def id_of_new(self, given: Mapping[str, Any]) -> str:
        """The id of a new record; a kind whose ids follow from what it is about makes them of that."""
        return self.batch.new_id()

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """Add the rows of a new record to the batch."""
        raise NotImplementedError

    def draft(self, work: UnitOfWork, record_id: str) -> Any:
        """The draft of a known record."""
        raise NotImplementedError

    def update(self, work: UnitOfWork, record_id: str, draft: Any, before: Any) -> None:
        """Change a known record the ordinary way."""
        raise NotImplementedError

    def merged(self, work: UnitOfWork, record_id: str, before: Any, given: dict[str, Any], row: Row) -> Any:
        """The draft of a known record with what the row says."""
        raise NotImplementedError

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """Whatever a row adds beside the record itself; returns whether anything was added."""
        return False

    def waits(self, row: Row) -> bool:
        """Whether a row must wait for a later row of the same file, such as its parent."""
        return False

    def gather(self, row: Row) -> list[Row] | None:
        """Keep a row until all rows of its record are here; gives these then."""
        raise NotImplementedError

    def take_together(self, rows: Sequence[Row]) -> str:
        """Take all rows of a record; returns the outcome, or raises `Refused` when any of them has a problem."""
        raise NotImplementedError

    def announce(self, row: Row) -> None:
        """See each row once before any is taken, read as far as `named_by` goes."""

    @property
    def looks_ahead(self) -> bool:
        """Whether rows name other rows of the same file, which may come later."""
        return bool(self.named_by) and self.named_by[0] in self.context.mapping.fields

    def expect(self, rows: Sequence[Row]) -> None:
        """Read what is known of the records the next rows are about, all at once."""
        self._write_plain_changes()
        self._stored.clear()
        if self._compares and self.on_match == UPDATE and not self._is_first:
            ids = {found for row in rows if (found := self._found(row)[1]) and not self.batch.holds(found)}
            self._stored.update(self._columns_of(ids))

    def plain_change(self, stored: RowMapping, given: dict[str, Any]) -> dict[str, Any] | None:
        """The columns to be written of a known record, if nothing else follows from them; refused as by `update`."""
        return None

    def finish(self) -> None:
        """Whatever remains to be done once all rows are taken."""
        self._write_plain_changes()

    # --- known records

    def match(self, row: Row) -> str | None:
        """The id of the record a row is about: by the key, where that is empty by another that tells records apart."""
        key, found = self._found(row)
        if found == "":
            title = Message(self.import_kind.field(key).title)
            row.refuse(key, Message("Several records have this value. Choose another key than {field}.", field=title))
            raise Refused(*row.problems)
        return found

    def remember(self, row: Row, record_id: str, given: Mapping[str, Any]) -> None:
        """Rows after this one may mean or name the new record."""
        for key, known in self._known.items():
            for value in self.key_values(key, row):
                known[value] = record_id if known.get(value, record_id) == record_id else ""
        if self.unique is not None and given.get(self.unique):
            self._taken(self.unique).add(key_of(str(given[self.unique])))
        self.links.announce(self.kind, record_id, given)

    def key_values(self, key: str, row: Row) -> list[str]:
        """The values of a key field in a row, in the form in which they are compared."""
        if found := row.keys.get(key):
            return found
        value = row.values.get(key)
        if value is None or value == "":
            return []
        parts = value if isinstance(value, tuple) else (value,)
        row.keys[key] = found = [key_of(each if type(each) is str else str(each)) for each in parts if each != ""]
        return found

    def known_keys(self, key: str) -> list[tuple[str, str]]:
        """(value, id) of every record in reach for a key field."""
        return self.column_values(key)

    def column_values(self, column: str, *, everywhere: bool = False) -> list[tuple[str, str]]:
        """(value, id) of every living record; only those the actor may see unless `everywhere`."""
        entity: Any = self.entity
        of = getattr(entity, column)
        statement = select(of, entity.id).where(entity.deleted.is_(False), of.is_not(None), of != "")
        scope = None if everywhere or self.kind == "users" else rights.visible(self.entity, self.reading.viewer)
        rows = self.reading.session.execute(statement if scope is None else statement.where(scope))
        return [(key_of(value), record_id) for value, record_id in rows]

    def _found(self, row: Row) -> tuple[str, str | None]:
        """The key by which a row is matched, and the id found; the empty text when there are several."""
        for key in self._keys:
            if row.values.get(key):
                return key, self._find(key, row)
        return "", None

    def _columns_of(self, ids: Collection[str]) -> dict[str, RowMapping]:
        """The columns of those records the actor may change."""
        table = self.entity.__table__
        statement = select(table).where(table.c.id.in_(ids), table.c.deleted.is_(False))
        scope = rights.changeable(self.entity, self.reading.viewer)
        rows = self.reading.session.execute(statement if scope is None else statement.where(scope))
        return {row["id"]: row for row in rows.mappings()}

    def _find(self, key: str, row: Row) -> str | None:
        if key not in self._known:
            self.batch.flush()
            known: dict[str, str] = {}
            for value, record_id in self.known_keys(key):
                known[value] = record_id if known.get(value, record_id) == record_id else ""
            self._is_first = not known and self._is_first is not False
            self._known[key] = known
        found = [self._known[key][value] for value in self.key_values(key, row) if value in self._known[key]]
        return found[0] if found else None

    def check_unique(self, given: Mapping[str, Any], row: Row) -> None:
        """A number or code that another record has already is refused."""
        column = self.unique
        if column is None or not given.get(column):
            return
        if key_of(str(given[column])) in self._taken(column):
            row.problems.append(
                row.problem(
                    None, Message("Another record has the number “{value}”.", value=given[column]), given[column]
                )
            )

    def number_of(self, column: str, other_key: str | None) -> str | None:
        """The number of another system for a new record, unless one of ours has it: then the next of ours is given."""
        if not other_key or key_of(other_key) in self._taken(column):
            return None
        self._taken(column).add(key_of(other_key))
        return other_key

    def _taken(self, column: str) -> set[str]:
        """Every number there is, those of this file included."""
        if column not in self._numbers:
            self._numbers[column] = {value for value, _ in self.column_values(column, everywhere=True)}
        return self._numbers[column]

    def _add_own(self, record_id: str, own: Own) -> None:
        """The values of own fields of a new record."""
        for field_id, (text, number) in own.items():
            kept: dict[str, Any] = {"id": CustomValue.id_of(record_id, field_id), "record_kind": self.record_kind}
            kept |= {"record_id": record_id, "field_id": field_id, "text_value": text, "int_value": number}
            self.batch.add(CustomValue, kept)

    def _change_own(self, work: UnitOfWork, record_id: str, own: Own) -> bool:
        """Those of a known record; whether any differed."""
        self._rules.check_own(work, record_id, own)
        changed = [
            put_custom_value(work, self.record_kind, record_id, field_id, *kept) for field_id, kept in own.items()
        ]
        return any(changed)

    def _change(self, record_id: str, given: dict[str, Any], row: Row, own: Own) -> str:
        stored = self._stored.pop(record_id, None)
        if stored is not None and all(stored[name] == value for name, value in given.items()):
            return UNCHANGED
        if self.batch.holds(record_id):
            self.batch.flush()
        if record_id in self._plain_changes:
            self._write_plain_changes()
        try:
            if stored is not None and (columns := self.plain_change(stored, given)):
                self._plain_changes[record_id] = columns
                return UPDATED
        except ProblemError as error:
            self._refuse(error, row)
        work = self.context.work
        if work is None:
            return UPDATED
        try:
            with work.session.begin_nested():
                before = self.draft(work, record_id)
                after = self.merged(work, record_id, before, given, row)
                if after != before:
                    self.update(work, record_id, after, before)
                added = self.after_change(work, record_id, row)
                added = self._change_own(work, record_id, own) or added
        except ProblemError as error:
            self._refuse(error, row)
        return UPDATED if added or after != before else UNCHANGED

    def _refuse(self, error: ProblemError, row: Row) -> NoReturn:
        row.refuse_error(error, {f"{field}_id": field for field in row.columns})
        raise Refused(*row.problems)

    def _write_plain_changes(self) -> None:
        if self._plain_changes and self.context.work is not None:
            write_columns(self.context.work, self.entity, self._plain_changes)
        self._plain_changes.clear()

    # --- values

    def columns(self, row: Row) -> dict[str, Any]:
        """The columns that are simply what the file says."""
        found: dict[str, Any] = {}
        for field, value in row.values.items():
            if field in self._plain:
                found[field] = row.text(field) if isinstance(value, tuple) else value
            elif field in self._choices:
                found[f"{field}_id"] = self.links.choice(self._choices[field], str(value), field)
        return found

    def link(self, row: Row, field: str, within: str | None = None) -> str | None:
        """The id of the record a cell names. An unknown one is refused, left out or made, as was chosen."""
        value = row.text(field)
        if not value:
            return None
        target = self.import_kind.field(field).target or ""
        found = self.links.find(target, value, within)
        if self.links.is_several(found):
            reason = Message("“{value}” is the name of several records. Write the number or key instead.", value=value)
        elif found is not None:
            return found
        else:
            self.links.note_unknown(target, field, value)
            if self.context.request.unknown == MAKE and (made := self.made(target, value, within)):
                return made
            reason = self.links.unknown_reason(target, value)
        if self.context.request.unknown == LEAVE and target != "stages":
            row.warnings.append(row.problem(field, reason, value))
        else:
            row.problems.append(row.problem(field, reason, value))
        return None

    def made(self, target: str, value: str, within: str | None) -> str | None:
        """A record made because a row names it; people of the company and deals are not made up."""
        owner, now = self.context.default_owner, self.reading.now_ms
        if target == "customers":
            return self.links.named(target, value, created_at=now, owner_id=owner, number=None)
        if target == "products":
            return self.links.named(target, value, code=None)
        if target == "contacts":
            return self.links.named(target, value, created_at=now, owner_id=owner)
        return None

    def owner(self, row: Row) -> str | None:
        """The owner the file names, else whoever owns what nobody is named for."""
        named = self.link(row, "owner") if row.get("owner") else None
        return named or self.context.default_owner

    def money(self, row: Row, field: str, currency: str | None = None) -> tuple[int, str] | None:
        """An amount in minor units with its currency: the cell's own, the row's, the company's."""
        amount = row.get(field)
        if not isinstance(amount, Amount):
            return None
        code = amount.currency or currency or self.currency(row)
        # 1e400 is too large for the arithmetic already.
        if abs(amount.value) > AMOUNT_LIMIT or abs(minor := to_minor(amount.value, code)) > AMOUNT_LIMIT:
            row.refuse(field, Message("This amount is too large."))
            return None
        return minor, code

    def price(self, row: Row, field: str) -> int | None:
        """A price a unit in millionths."""
        amount = row.get(field)
        if not isinstance(amount, Amount):
            return None
        if amount.value < 0:
            row.refuse(field, Message("Give a price of 0 or more, without extra digits."))
            return None
        return self.e6(row, field, amount.value)

    def e6(self, row: Row, field: str, value: Decimal) -> int | None:
        """A number in millionths, if it can be kept."""
        if abs(value) >= 10**12:
            row.refuse(field, Message("This number is too large."))
            return None
        return to_e6(value)

    def share(self, row: Row, field: str) -> int | None:
        """A share in millionths of the whole."""
        value = row.get(field)
        if value is None:
            return None
        if not 0 <= value <= 1:
            row.refuse(field, Message("Give a figure between 0 and 100 %."))
            return None
        return to_e6(value)

    def currency(self, row: Row, *fields: str) -> str:
        """The currency of a row: its own column, beside one of these amounts, or the company's."""
        code = row.get("currency")
        for field in fields:
            amount = row.get(field)
            if code is None and isinstance(amount, Amount):
                code = amount.currency
        return str(code) if code and is_currency(str(code)) else self.reading.currency

    def whole(self, row: Row, field: str, low: int, high: int, reason: Message) -> int | None:
        """A whole number within limits."""
        value = row.get(field)
        if value is not None and not low <= value <= high:
            row.refuse(field, reason)
            return None
        return value  # type: ignore[no-any-return]  # INTEGER and YEAR fields are read as int

    def past(self, row: Row, field: str) -> date | None:
        """A day that must not lie ahead."""
        value = row.get(field)
        if value is not None and value > self.reading.today:
            row.refuse(field, Message("Choose today or an earlier day."))
        return value  # type: ignore[no-any-return]  # DATE fields are read as date

    def past_instant(self, row: Row, field: str) -> int:
        """A moment of a day that must not lie ahead."""
        moment = instant(row.get(field), self.reading.zone)
        if day_of(moment, self.reading.zone) > self.reading.today:
            row.refuse(field, Message("Choose today or an earlier day."))
        return moment
