"""How forms are arranged: one layout for everybody and each kind of record, or the shipped one."""

from crm_desktop.core.errors import Invalid
from crm_desktop.core.form_layout import FormLayout, written
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models.customising import own_kind_id
from crm_desktop.operations.company import set_parameter
from crm_desktop.queries import rights
from crm_desktop.queries.form_layout import PREFIX
from crm_desktop.storage.database import UnitOfWork

# The kinds of records whose forms can be arranged, besides those that the company added.
KINDS = (
    *("customer", "contact", "lead", "opportunity", "quotation", "contract", "sales_order", "receipt", "invoice"),
    *("product", "task", "interaction", "service_case", "article", "campaign"),
)
LONGEST = 60


def can_be_arranged(kind: str) -> bool:
    """Whether there is a form of a kind that can be laid out otherwise."""
    return kind in KINDS or bool(own_kind_id(kind))


def set_form_layout(work: UnitOfWork, kind: str, layout: FormLayout | None) -> None:
    """Let the form of a kind be laid out so from now on; None gives back the shipped layout."""
    rights.require(work.viewer, ADMINISTER)
    if not can_be_arranged(kind):
        raise ValueError(kind)
    if layout is not None:
        _check(layout)
    set_parameter(work, PREFIX + kind, None if layout is None else written(layout))


def _check(layout: FormLayout) -> None:
    for part in layout.parts:
        if any(len(title) > LONGEST for title in (part.title_en, part.title_zh)):
            raise Invalid({"layout": Message("Give the heading at most {most} characters.", most=LONGEST)})
    if not layout.names():
        raise Invalid({"layout": Message("Leave at least one field in the form.")})
