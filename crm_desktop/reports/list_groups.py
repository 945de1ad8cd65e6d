"""The groups of a list on paper: the heading of each, its number of records and its totals."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.day_spans import step_name
from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import ListSpec
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.list_query import DATE, FLAG, ListQuery
from crm_desktop.reports.speech import Speech
from crm_desktop.storage.database import Reading


def headings(
    reading: Reading, query: ListQuery[Any], spec: ListSpec, known: Choices, attributes: Sequence[str], speak: Speech
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Before which record of the list each heading stands, and its cells: name, count, then totals in their columns."""
    position = 0
    for group in query.groups(reading, spec):
        name = f"{_name(query, spec, group, known, speak)} · {formats.integer(group.count)}"
        amounts = (
            formats.money(group.sums[each], reading.currency) if group.sums.get(each) else "" for each in attributes[1:]
        )
        yield position, (name, *amounts)
        position += group.count


def _name(query: ListQuery[Any], spec: ListSpec, group: Any, known: Choices, speak: Speech) -> str:
    grouping, value = spec.grouping, group.value
    if value is None or grouping is None:
        return speak.t(N_("empty"))
    field = query.field(grouping.field)
    if field.type == DATE:
        return step_name(grouping.step, str(value), speak.language)
    if field.type == FLAG:
        return speak.t(N_("yes") if value else N_("no"))
    if field.choices is None:
        return str(value)
    told = group.order if isinstance(group.order, str) else known.state(field.choices, value, speak.language)
    return known.name(value, speak.language) or told or str(value)
