"""A suggestion that somebody takes up: it becomes a deal, which remembers where it came from."""

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer, Opportunity, ProductCategory
from crm_desktop.models.history import SUGGESTED
from crm_desktop.operations import records
from crm_desktop.operations.opportunity import OpportunityDraft, create_opportunity
from crm_desktop.storage.database import UnitOfWork


def take_up(work: UnitOfWork, customer_id: str, category_id: str | None) -> str:
    """Open a deal with a customer about a category that was suggested; returns its id."""
    category = work.session.get(ProductCategory, category_id) if category_id else None
    if category is None or category.deleted:
        raise Invalid({"category_id": Message("Choose a category that is there.")})
    customer = records.find(work, Customer, customer_id)
    draft = OpportunityDraft(name=category.name, customer_id=customer.id, opened_on=work.today)
    deal_id = create_opportunity(work, draft)
    records.note_history(work, records.find(work, Opportunity, deal_id), SUGGESTED, category.id)
    return deal_id
