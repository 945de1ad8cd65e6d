"""All ten panels in their order."""

from collections.abc import Callable

from crm_desktop.insight.ten.acquisition import acquisition
from crm_desktop.insight.ten.customisation import customisation
from crm_desktop.insight.ten.development import development
from crm_desktop.insight.ten.keeping import keeping
from crm_desktop.insight.ten.knowledge import knowledge
from crm_desktop.insight.ten.panel import Asked, Panel
from crm_desktop.insight.ten.profile import profile
from crm_desktop.insight.ten.profitability import profitability
from crm_desktop.insight.ten.satisfaction import satisfaction
from crm_desktop.insight.ten.segmentation import segmentation
from crm_desktop.insight.ten.value import value
from crm_desktop.models import Customer
from crm_desktop.queries import rights

TEN: tuple[Callable[[Asked], Panel], ...] = (
    profile,
    knowledge,
    segmentation,
    customisation,
    value,
    satisfaction,
    development,
    keeping,
    acquisition,
    profitability,
)


def ten_c(asked: Asked) -> tuple[Panel, ...]:
    """The ten panels of a customer whom the viewer sees, or of all customers in sight."""
    if asked.customer_id is not None:
        rights.must_see(asked.reading, Customer, asked.customer_id)
    return tuple(each(asked) for each in TEN)
