"""The rows of the palette made from what was found: records by kind, commands, and what may be made of the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_desktop.core.i18n import tr
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.search_facts import Facts
from crm_desktop.queries.search_hits import SearchHit
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.palette_answers import Answer
from crm_desktop.ui.palette_commands import FoundCommand, typed_names
from crm_desktop.ui.palette_kinds import KINDS, OF_KIND, icon_of, right_edge, second_line
from crm_desktop.ui.widgets.palette_list import PaletteRow

ALL = "all"


@dataclass(frozen=True)
class New:
    """The wish for a new record of this kind, some of its fields filled in."""

    kind: str
    values: Mapping[str, str]


def record_rows(context: PageContext, answer: Answer, within: str) -> list[PaletteRow]:
    """The records found under the title of their kind; those opened lately under one of their own."""
    hits, question = answer.result.hits, answer.question
    if question.recent:
        return [PaletteRow(tr("Recent")), *(_record_row(context, answer, hit) for hit in hits)] if hits else []
    rows: list[PaletteRow] = []
    for kind in dict.fromkeys(hit.kind for hit in hits):
        rows.append(PaletteRow(tr(OF_KIND[kind].title)))
        rows.extend(_record_row(context, answer, hit) for hit in hits if hit.kind == kind)
    if not rows and within:
        rows.append(PaletteRow(tr("Nothing of {name} is called so.", name=within)))
    return rows


def _record_row(context: PageContext, answer: Answer, hit: SearchHit) -> PaletteRow:
    facts = answer.facts.get((hit.kind, hit.id), Facts())
    note = second_line(context, hit, facts) or hit.subtitle
    if hit.excerpt:
        note = f"{hit.excerpt} · {note}" if note else hit.excerpt
    return PaletteRow(
        hit.title,
        hit,
        icon_of(context.choices, hit, facts),
        note,
        spans=hit.spans,
        note_spans=hit.excerpt_spans,
        spoken=hit.spoken,
        right=right_edge(context, hit, facts),
    )


def command_rows(found: Iterable[FoundCommand]) -> list[PaletteRow]:
    """A row for each command; one found by its name in another language shows that below."""
    return [
        PaletteRow(
            each.command.title,
            each.command,
            each.command.icon,
            each.alias or each.command.note,
            each.command.shortcut,
            spans=() if each.alias else each.spans,
            note_spans=each.spans if each.alias else (),
            leads=each.leads,
        )
        for each in found
    ]


def new_rows(typed: str, scope: str, choices: Choices) -> list[PaletteRow]:
    """Making a record of what was typed; always last, so that it is there when nothing was found."""
    if not typed:
        return []
    named = list(typed_names(typed, choices))
    offered = [(each.kind, typed) for each in KINDS if each.new_named and scope in (ALL, each.kind)]
    offered += [(each.kind, typed) for each in choices.own_kinds if scope in (ALL, OWN_RECORD)]
    note = tr("What was typed becomes its name")
    rows = []
    for kind, name in named or offered:
        title, key = _making(kind, name, choices)
        rows.append(PaletteRow(title, key, "plus", note, leads=bool(named)))
    if rows:
        first = rows[0]
        rows[0] = PaletteRow(first.title, first.key, first.icon, first.note, "Shift+Return", leads=first.leads)
    return rows


def _making(kind: str, name: str, choices: Choices) -> tuple[str, New]:
    """What making a record of this name is called, and what it begins with."""
    if (own := choices.own_kind(kind)) is not None:
        return tr("New: {kind} “{text}”", kind=tr(own.one), text=name), New(kind, {"name": name})
    found = OF_KIND[kind]
    return tr(found.new_named, text=name), New(kind, {found.named_by: name})


def customer_of(hit: SearchHit, answer: Answer) -> tuple[str, str] | None:
    """Id and name of the customer a record belongs to, of a customer its own."""
    facts = answer.facts.get((hit.kind, hit.id))
    if facts is None or facts.customer_id is None:
        return None
    return facts.customer_id, hit.title if hit.kind == "customer" else facts.customer or ""
