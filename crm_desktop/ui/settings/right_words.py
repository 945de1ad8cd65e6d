"""What rights, scopes and limits of roles are called, and what each means in a sentence."""

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.viewer import (
    ADMINISTER,
    ALL,
    APPROVE,
    ASSIGN,
    BELOW,
    COMMISSION,
    DELETE,
    EXPORT,
    HIDDEN,
    IMPORT,
    OWN,
    PRODUCTS,
    READ_ONLY,
    REPORT,
    TEAM,
)
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.limited_fields import limited_fields
from crm_desktop.queries.role import LimitableField

RIGHT_TITLES = {
    IMPORT: N_("Import"),
    EXPORT: N_("Export"),
    DELETE: N_("Delete"),
    REPORT: N_("Reports"),
    ASSIGN: N_("Assign"),
    PRODUCTS: N_("Products"),
    APPROVE: N_("Approve"),
    COMMISSION: N_("Commission and targets"),
    ADMINISTER: N_("Administration"),
}
RIGHT_SENTENCES = {
    IMPORT: N_("Brings in records from files"),
    EXPORT: N_("Takes lists out to files and prints them"),
    DELETE: N_("Deletes records, which can be brought back from the recycle bin"),
    REPORT: N_("Looks at reports and prints them"),
    ASSIGN: N_("Gives records to others and takes them back"),
    PRODUCTS: N_("Changes products and their prices"),
    APPROVE: N_("Approves contracts, and prices below the floor"),
    COMMISSION: N_("Sets the rules of commission and the targets, locks periods"),
    ADMINISTER: N_("Looks after the company: people, roles, rules, backups, the shared file"),
}
SCOPE_TITLES = {
    OWN: N_("Own records"),
    BELOW: N_("Own and of people below"),
    TEAM: N_("Of the team and below"),
    ALL: N_("All records"),
}
LIMIT_TITLES = {HIDDEN: N_("Is hidden"), READ_ONLY: N_("May only be read")}


def field_title(key: str) -> str:
    """A field with the kind of record it belongs to."""
    known = limited_fields().get(key)
    kind = key.partition(".")[0]
    return tr("{kind}: {field}", kind=_kind(kind), field=tr(known.title) if known else "…")


def offered_title(field: LimitableField) -> str:
    """The same of a field that is offered, which may be one of the company's own."""
    title = tr(field.title) if field.title else tr("all of it")
    return tr("{kind}: {field}", kind=tr(field.kind), field=title)


def _kind(kind: str) -> str:
    return tr(ENTITY_OF[kind].__title__) if kind in ENTITY_OF else kind
