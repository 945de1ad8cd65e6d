"""What is to be imported and how; plain data that the window, the worker process and the command line pass around."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.exchange import kinds
from crm_desktop.exchange.fields import ImportField, ImportKind
from crm_desktop.exchange.mapping import CREATE, SKIP, UPDATE, suggest
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.table import Table, open_table

# What happens to a row that names a record nobody knows: refused, taken without that link, or the record is made.
REJECT, LEAVE, MAKE = "reject", "leave", "create"
UNKNOWN = (REJECT, LEAVE, MAKE)
ON_MATCH = (UPDATE, SKIP, CREATE)

_SAMPLE = 200
LABELS = {
    "users": N_("Import {file}: {count} users"),
    "products": N_("Import {file}: {count} products"),
    "customers": N_("Import {file}: {count} customers"),
    "contacts": N_("Import {file}: {count} contacts"),
    "interactions": N_("Import {file}: {count} interactions"),
    "opportunities": N_("Import {file}: {count} opportunities"),
    "orders": N_("Import {file}: {count} rows of orders"),
    "cases": N_("Import {file}: {count} service cases"),
    "case_events": N_("Import {file}: {count} events of service cases"),
    "leads": N_("Import {file}: {count} leads"),
    "campaign_members": N_("Import {file}: {count} campaign members"),
    "articles": N_("Import {file}: {count} articles"),
    "tasks": N_("Import {file}: {count} tasks"),
    "contracts": N_("Import {file}: {count} contracts"),
    "receipts": N_("Import {file}: {count} receipts"),
    "invoices": N_("Import {file}: {count} invoices"),
    "campaigns": N_("Import {file}: {count} campaigns"),
}

_OTHERS = N_("Import {file}: {count} own records")

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class ImportCancelled(Exception):
    """The user cancelled; raised within the transaction, so that nothing of the import remains."""


@dataclass(frozen=True)
class ImportRequest:
    """A file, the kind of its records, and the choices made for it; what is None is found out from the file."""

    path: Path
    kind: str
    mapping: FileMapping | None = None
    key: str | None = None
    on_match: str | None = None
    unknown: str = REJECT
    fixes: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    # The fields that the company added, each with its kind of import; None when they are still to be read.
    own: tuple[tuple[str, ImportField], ...] | None = None

    @property
    def import_kind(self) -> ImportKind:
        """The kind of its records, with the company's own fields."""
        return kinds.kind(self.kind, self.own_fields)

    @property
    def own_fields(self) -> tuple[ImportField, ...]:
        """The fields that the company added to the kind."""
        return tuple(field for kind, field in self.own or () if kind == self.kind)

    def open(self) -> Table:
        """The file, opened for reading."""
        return open_table(self.path, self.sheet, self.encoding, self.delimiter, self.has_header)

    def label(self, count: int) -> Message:
        """What the step is called in the list of what can be undone."""
        return Message(LABELS.get(self.kind, _OTHERS), file=self.path.name, count=count)


def agreed_mapping(request: ImportRequest, table: Table) -> FileMapping:
    """The mapping given or suggested, with key and treatment of known records settled; refused when it cannot work."""
    kind = request.import_kind
    found = request.mapping or suggest(kind, table.columns, [row for _, row in table.sample(_SAMPLE)])
    chosen = _key_field(kind, found, request.key) if request.key else found.key
    if chosen is not None and chosen not in found.fields:
        chosen = None
    agreed = FileMapping(
        kind.key,
        found.columns,
        chosen or next((key for key in kind.keys if key in found.fields), None),
        request.on_match or found.on_match,
        {**found.fixes, **request.fixes},
        request.own_fields or found.own,
    )
    _refuse_unusable(agreed, table)
    return agreed


def mapping_from(data: Mapping[str, Any], request: ImportRequest) -> FileMapping:
    """A mapping read from JSON, for the columns of the file; a file of another kind is refused."""
    if data.get("kind", request.kind) != request.kind:
        raise UserError(Message("This mapping is for {kind}.", kind=str(data["kind"])))
    with request.open() as table:
        return FileMapping.from_json({**data, "kind": request.kind}, table.columns, request.own_fields)


def _key_field(kind: ImportKind, found: FileMapping, named: str) -> str:
    """The field meant by a key: the name of a field, or of a column of the file."""
    wanted = named.strip().casefold()
    for column in found.columns:
        if column.field and wanted in (column.column.casefold(), column.field):
            return _usable_key(kind, column.field)
    raise UserError(Message("No column for the key “{key}” was found in the file.", key=named))


def _usable_key(kind: ImportKind, key: str) -> str:
    if key not in kind.keys:
        allowed = tuple(kind.keys)
        raise UserError(
            Message("Records cannot be told apart by “{key}”. Use one of: {allowed}.", key=key, allowed=allowed)
        )
    return key


def missing_fields(mapping: FileMapping) -> list[ImportField]:
    """Fields an import cannot do without and that have no column; a person's name may also come in parts."""
    kind = mapping.import_kind
    missing = list(mapping.missing())
    if kind.key in ("users", "contacts") and not {"name", "first_name", "last_name"} & mapping.fields.keys():
        missing = [kind.field("name")]
    return missing


def _refuse_unusable(agreed: FileMapping, table: Table) -> None:
    missing = [field.title for field in missing_fields(agreed)]
    if not missing and agreed.fields:
        return
    columns = tuple(table.columns[:12])
    if len(table.info.sheets) > 1:
        raise UserError(
            Message(
                "The sheet “{sheet}” has no column for: {fields}. Its columns are: {columns}. Other sheets: {others}.",
                sheet=table.info.sheet or "",
                fields=_titles(missing or ["Name"]),
                columns=columns,
                others=tuple(sheet for sheet in table.info.sheets if sheet != table.info.sheet),
            )
        )
    raise UserError(
        Message(
            "The file has no column for: {fields}. Its columns are: {columns}.",
            fields=_titles(missing or ["Name"]),
            columns=columns,
        )
    )


def _titles(titles: list[str]) -> Message:
    """One to three titles, each in the reader's language."""
    if len(titles) == 1:
        return Message(titles[0])
    return Message("{first}, {rest}", first=Message(titles[0]), rest=_titles(titles[1:]))
