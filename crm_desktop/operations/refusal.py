"""What customers said no to, so that nobody suggests it again within a year."""

from sqlalchemy import select

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer, ProductCategory, Refusal
from crm_desktop.operations import records
from crm_desktop.storage.database import UnitOfWork


def refuse_category(work: UnitOfWork, customer_id: str, category_id: str | None) -> str:
    """Note that a customer does not want products of a category, as of today; said twice a day, it is one refusal."""
    records.find_to_change(work, Customer, customer_id)
    category = work.session.get(ProductCategory, category_id) if category_id else None
    if category is None or category.deleted:
        raise Invalid({"category_id": Message("Choose a category that is there.")})
    known = work.session.scalar(
        select(Refusal.id).where(
            Refusal.customer_id == customer_id,
            Refusal.category_id == category_id,
            Refusal.refused_on == work.today,
            Refusal.deleted.is_(False),
        )
    )
    if known is not None:
        return known
    refusal = Refusal(id=work.new_id(), customer_id=customer_id, category_id=category_id, refused_on=work.today)
    work.session.add(refusal)
    return refusal.id
