"""What has been chosen in the import wizard so far, and what the kinds of records are called there."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import kinds
from crm_desktop.exchange.cell import Record
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.import_request import REJECT, ImportRequest
from crm_desktop.exchange.jobs import FileHead
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.models.customising import own_kind_id

# In this order each file finds what it refers to.
SEQUENCE = (
    *("users", "products", "customers", "contacts", "leads", "opportunities", "orders", "cases", "interactions"),
    *("contracts", "receipts", "invoices", "tasks", "campaigns", "campaign_members", "articles", "case_events"),
)
TITLES = {
    "users": N_("Import users"),
    "products": N_("Import products"),
    "customers": N_("Import customers"),
    "contacts": N_("Import contacts"),
    "leads": N_("Import leads"),
    "opportunities": N_("Import opportunities"),
    "orders": N_("Import orders"),
    "cases": N_("Import service cases"),
    "case_events": N_("Import events of service cases"),
    "interactions": N_("Import interactions"),
    "campaign_members": N_("Import answers to campaigns"),
    "articles": N_("Import articles"),
    "tasks": N_("Import tasks"),
    "contracts": N_("Import contracts"),
    "receipts": N_("Import receipts"),
    "invoices": N_("Import invoices"),
    "campaigns": N_("Import campaigns"),
}
# The lists that can be opened afterwards, by the name of their table.
LISTS = {
    "customers": "customer",
    "contacts": "contact",
    "leads": "lead",
    "opportunities": "opportunity",
    "cases": "service_case",
    "case_events": "service_case",
    "campaign_members": "campaign_member",
    "articles": "article",
    "tasks": "task",
    "contracts": "contract",
    "receipts": "receipt",
    "invoices": "invoice",
    "campaigns": "campaign",
}


# The company's own kinds come last, in their order.
_OWN = N_("Import own records")


def heading_of(kind: str) -> str:
    """What the wizard is called while it imports a kind."""
    return TITLES.get(kind, _OWN)


def list_of(kind: str) -> str:
    """The kind whose list can be opened afterwards; empty where there is none."""
    return kind if own_kind_id(kind) else LISTS.get(kind, "")


def title_of(kind: str) -> str:
    """What a kind of records is called."""
    return kinds.kind(kind).title


def next_kind(kind: str) -> str:
    """The kind that is best imported after this one."""
    if own_kind_id(kind):
        return kind
    place = SEQUENCE.index(kind) + 1
    return SEQUENCE[min(place, len(SEQUENCE) - 1)]


@dataclass
class ImportDraft:
    """The choices; what is None was not chosen and is found out from the file. A kind not chosen gives way to a fit."""

    kind: str | None = None
    kind_is_chosen: bool = False
    path: Path | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    head: FileHead | None = None
    mapping: Mapping | None = None
    unknown: str = REJECT
    fixes: dict[str, str] = field(default_factory=dict)
    # The fields that the company added, each with its kind of import.
    own: tuple[tuple[str, ImportField], ...] = ()

    @property
    def rows(self) -> tuple[Record, ...]:
        """The first rows of the file."""
        return self.head.rows if self.head else ()

    @property
    def agreed(self) -> Mapping:
        """The mapping, once a file was read."""
        assert self.mapping is not None
        return self.mapping

    def take_file(self, path: Path) -> None:
        """Begin with another file; nothing chosen for the last one holds for it."""
        self.path, self.head, self.mapping = path, None, None
        self.sheet = self.encoding = self.delimiter = self.has_header = None
        self.fixes = {}

    def request(self) -> ImportRequest:
        """The import as chosen so far."""
        assert self.path is not None
        mapping = replace(self.mapping, fixes={}) if self.mapping else None
        return ImportRequest(
            self.path,
            self.kind or SEQUENCE[0],
            mapping,
            unknown=self.unknown,
            fixes=dict(self.fixes),
            sheet=self.sheet,
            encoding=self.encoding,
            delimiter=self.delimiter,
            has_header=self.has_header,
            own=self.own,
        )
