"""Readable records with sensible defaults for tests: each function writes one and returns its id."""

from datetime import timedelta
from typing import Any

from crm_desktop.core.clock import instant_of
from crm_desktop.models import DictionaryEntry, Role
from crm_desktop.operations.customer import CustomerDraft, create_customer
from crm_desktop.operations.user import UserDraft, create_user
from crm_desktop.storage.database import Reading, UnitOfWork


def entry(kind: str, code: str) -> str:
    """The id of a shipped choice."""
    return DictionaryEntry.id_of(kind, code)


def role(code: str) -> str:
    """The id of a shipped role."""
    return Role.id_of(code)


def days_ago(reading: Reading, days: int, hour: int = 10) -> int:
    """An instant on the company's day so many days ago."""
    return instant_of(reading.today - timedelta(days=days), reading.zone, hour)


def a_customer(work: UnitOfWork, name: str = "Haverton Medical", **values: Any) -> str:
    """A customer of the acting user; `pooled=True` makes it nobody's."""
    pooled = values.pop("pooled", False)
    return create_customer(work, CustomerDraft(name=name, **values), pooled=pooled)


def a_user(work: UnitOfWork, name: str = "Grace Lin", **values: Any) -> str:
    """A salesperson."""
    return create_user(work, UserDraft(name=name, **values))
