"""The groups of a list on paper: the heading of each, its number of records and its totals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.day_spans import step_name
from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.own_cells import own_of, own_text
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.list_query import DATE, FLAG, ListQuery
from crm_desktop.reports.list_request import ListPrint
from crm_desktop.reports.speech import Speech
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Part:
    """Records of a list that follow each other, under the cells of a heading: name, count, totals in their columns."""

    heading: tuple[str, ...]
    ids: Sequence[str]


def parts(
    reading: Reading, query: ListQuery[Any], wanted: ListPrint, attributes: Sequence[str], speak: Speech
) -> Iterator[Part]:
    """The groups of a list, those that are folded without their records; a list without groups is one part."""
    spec, ids, known, position = wanted.spec, list(unpack(query.ids(reading, wanted.spec))), choices(reading), 0
    if spec.grouping is None:
        yield Part((), ids)
    for group in query.groups(reading, spec):
        name = f"{_name(reading, query, spec, group, known, speak)} · {formats.integer(group.count)}"
        amounts = (
            total_of(reading, query, each, group.sums, speak.language) if group.sums.get(each) else ""
            for each in attributes[1:]
        )
        members = () if group.value in wanted.folded else ids[position : position + group.count]
        yield Part((name, *amounts), members)
        position += group.count


def total_of(reading: Reading, query: ListQuery[Any], attribute: str, sums: Mapping[str, int], language: str) -> str:
    """The total of a column, empty where none is made."""
    if attribute not in sums:
        return ""
    if (own := own_of(query, attribute)) is not None:
        return own_text(reading, choices(reading), own, sums[attribute] or 0, language)
    return formats.money(sums[attribute] or 0, reading.currency)


def _name(reading: Reading, query: ListQuery[Any], spec: ListSpec, group: Any, known: Choices, speak: Speech) -> str:
    grouping, value = spec.grouping, group.value
    if value is None or grouping is None:
        return speak.t(N_("empty"))
    field = query.field(grouping.field)
    if field.type == DATE:
        return step_name(grouping.step, str(value), speak.language)
    if field.type == FLAG:
        return speak.t(N_("yes") if value else N_("no"))
    if field.choices is None:
        own = own_of(query, field.key)
        return str(value) if own is None else own_text(reading, known, own, value, speak.language)
    told = group.order if isinstance(group.order, str) else known.state(field.choices, value, speak.language)
    return known.name(value, speak.language) or told or str(value)
