"""The company a file belongs to."""

from sqlalchemy import select

from crm_desktop.models import Parameter
from crm_desktop.storage.database import Reading


def company_name(reading: Reading) -> str:
    """What the company is called."""
    return reading.session.scalar(select(Parameter.value).where(Parameter.id == Parameter.id_of("company.name"))) or ""
