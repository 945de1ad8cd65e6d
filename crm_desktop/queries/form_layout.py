"""How the company arranged its forms: a parameter for each kind of record, which merges as one value."""

from collections.abc import Mapping

from sqlalchemy import select

from crm_desktop.core.form_layout import FormLayout, read
from crm_desktop.models import Parameter
from crm_desktop.storage.database import Reading

PREFIX = "form."


def form_layouts(reading: Reading) -> Mapping[str, FormLayout]:
    """The layouts by the kind of record; a kind that is not named has the shipped one."""
    rows = reading.session.execute(
        select(Parameter.name, Parameter.value).where(
            Parameter.name.startswith(PREFIX, autoescape=True), Parameter.deleted.is_(False)
        )
    )
    found = ((row.name.removeprefix(PREFIX), read(row.value)) for row in rows)
    return {kind: layout for kind, layout in found if layout is not None}
