"""How what happened with a record is worded in its timeline."""

from collections.abc import Sequence
from dataclasses import replace

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.dictionary import WON
from crm_desktop.models.task import HIGH, URGENT
from crm_desktop.queries import timeline_items as kinds
from crm_desktop.queries.timeline_items import RatingView, TimelineItem
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import lead_sign
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.timeline_rows import Remark, TimelineEntry

_ICONS = {
    kinds.OPENED: "target",
    kinds.STAGE: "square-kanban",
    kinds.CLOSED: "flag",
    kinds.ORDER: "shopping-cart",
    kinds.RECEIPT: "wallet",
    kinds.CASE: "headset",
    kinds.CASE_CLOSED: "circle-check",
    kinds.FILE: "paperclip",
    kinds.LEAD: "target",
    kinds.PLANNED: "calendar-check",
    kinds.TASK: "square-check",
    kinds.ANSWERED: "clipboard-list",
}
_WAYS = {"visit": "map-pin", "call": "phone", "meeting": "users", "email": "mail", "message": "message-square"}
_TITLES = {
    kinds.OPENED: N_("Deal opened: {title}"),
    kinds.STAGE: N_("Deal moved: {title}"),
    kinds.ORDER: N_("Order {title}"),
    kinds.CASE: N_("Case opened: {title}"),
    kinds.CASE_CLOSED: N_("Case archived: {title}"),
    kinds.LEAD: N_("Lead: {title}"),
    kinds.PLANNED: N_("Step carried out: {title}"),
    kinds.TASK: N_("Task done: {title}"),
    kinds.ANSWERED: N_("Survey answered: {title}"),
}


def entries_of(items: Sequence[TimelineItem], context: PageContext) -> list[TimelineEntry]:
    """The entries of a timeline in the current language."""
    return [_entry(item, context) for item in items]


def pinned_entries(items: Sequence[TimelineItem], context: PageContext) -> list[TimelineEntry]:
    """Entries that stand above the timeline, each with its day."""
    return [_pinned(_entry(item, context)) for item in items]


def _pinned(entry: TimelineEntry) -> TimelineEntry:
    meta = " · ".join(part for part in (entry.meta.partition(" · ")[0], entry.day) if part)
    return replace(entry, key=f"pinned/{entry.key}", day=tr("Pinned"), meta=meta, is_pinned=True)


def _entry(item: TimelineItem, context: PageContext) -> TimelineEntry:
    choice = context.choices.name(item.choice_id, language()) or ""
    chip, tone = _chip(item, context, choice)
    who = item.author or item.contact or ""
    return TimelineEntry(
        key="/".join(str(part) for part in item.cursor),
        kind=item.record_kind,
        day=formats.day(item.on, language(), context.today()),
        icon=_icon(item, context),
        title=_title(item, choice),
        meta=_meta(item, who, context),
        body=_body(item, context),
        chip=chip,
        tone=tone,
        amount=_amount(item),
        is_pinned=item.is_pinned,
        record_id=item.record_id,
        notes=_notes(item, context),
        remarks=_remarks(item, context),
    )


def to_do_entries(items: Sequence[TimelineItem], context: PageContext) -> list[TimelineEntry]:
    """What is still to be done, each with the day it is due at the edge."""
    return [_to_do(item, context) for item in items]


def _to_do(item: TimelineItem, context: PageContext) -> TimelineEntry:
    code, today = language(), context.today()
    time = moment_of(item.at, context.zone).strftime(" %H:%M") if item.at is not None else ""
    when, tone = formats.day(item.on, code, today).split(" · ")[0] + time, Tone.NEUTRAL
    if item.on < today:
        when, tone = tr("{count} d late", count=(today - item.on).days), Tone.BAD
    is_marked = item.state in (HIGH, URGENT)
    mine = item.author == context.background.viewer.name
    body = (item.author if not mine else "", item.contact, item.place, item.body)
    return TimelineEntry(
        key="/".join(str(part) for part in item.cursor),
        kind="task",
        day=tr("To do"),
        icon="square",
        title=item.title or "",
        meta=when,
        meta_tone=tone,
        body=" · ".join(part for part in body if part),
        chip=(context.choices.state("priority", item.state, code) or "") if is_marked else "",
        tone=Tone.BAD if item.state == URGENT else Tone.WARNING,
        is_open=True,
        record_id=item.record_id,
        remarks=_remarks(item, context),
    )


def _notes(item: TimelineItem, context: PageContext) -> tuple[str, ...]:
    """Who else took part, how a visit was felt, and what the fields of the company hold."""
    notes = []
    if item.people:
        notes.append(tr("With {names}", names=tr(", ").join(item.people)))
    if item.ratings:
        items = " · ".join(_rated(each, context) for each in item.ratings)
        notes.append(tr("Felt (expected): {items}", items=items))
    if item.own:
        # Most companies have none, and the start shows a timeline.
        from crm_desktop.ui.details.own import in_words

        notes += [f"{each.field.name(language())}: {in_words(each, context)}" for each in item.own]
    return tuple(notes)


def _rated(rating: RatingView, context: PageContext) -> str:
    def shown(value: int | None) -> str:
        return formats.MISSING if value is None else str(value)

    name = context.choices.name(rating.item_id, language()) or ""
    return tr("{item} {felt} ({expected})", item=name, felt=shown(rating.perceived), expected=shown(rating.expected))


def _remarks(item: TimelineItem, context: PageContext) -> tuple[Remark, ...]:
    me = context.background.viewer.user_id
    return tuple(
        Remark(each.id, each.author or "", _when(each.written_at, context), each.body, each.author_id == me)
        for each in item.comments
    )


def _when(instant_ms: int, context: PageContext) -> str:
    at = moment_of(instant_ms, context.zone)
    return f"{formats.day(at.date(), language(), context.today()).split(' · ')[0]} {at:%H:%M}"


def _meta(item: TimelineItem, who: str, context: PageContext) -> str:
    """By whom, and at what time where that is known."""
    time = moment_of(item.at, context.zone).strftime("%H:%M") if item.at is not None else ""
    return " · ".join(part for part in (who, time) if part)


def _icon(item: TimelineItem, context: PageContext) -> str:
    if item.kind == kinds.INTERACTION:
        found = context.choices.by_id.get(item.choice_id or "")
        return _WAYS.get(found.code if found else "", "sticky-note")
    return _ICONS.get(item.kind, "circle")


def _title(item: TimelineItem, choice: str) -> str:
    title = item.title or ""
    if item.kind == kinds.INTERACTION:
        return tr("{kind}: {subject}", kind=choice, subject=title) if choice else title
    if item.kind == kinds.CLOSED:
        return tr("Deal won: {title}", title=title) if item.state == WON else tr("Deal lost: {title}", title=title)
    if item.kind == kinds.RECEIPT:
        said = tr("Payment given back") if (item.amount_minor or 0) < 0 else tr("Payment received")
        return tr("{kind}: {subject}", kind=said, subject=title) if title else said
    return tr(_TITLES[item.kind], title=title) if item.kind in _TITLES else title


def _chip(item: TimelineItem, context: PageContext, choice: str) -> tuple[str, Tone]:
    if item.kind == kinds.STAGE:
        return choice, Tone.INFO
    if item.kind == kinds.CLOSED:
        return choice, Tone.GOOD if item.state == WON else Tone.BAD
    if item.kind == kinds.ORDER:
        return context.choices.state("order_status", item.state, language()) or "", Tone.INFO
    if item.kind == kinds.CASE:
        return context.choices.state("case_status", item.state, language()) or "", Tone.WARNING
    if item.kind == kinds.LEAD:
        return context.choices.state("lead_status", item.state, language()) or "", lead_sign(item.state or "")[0]
    return "", Tone.NEUTRAL


def _body(item: TimelineItem, context: PageContext) -> str:
    parts = [item.body or ""]
    if item.kind in (kinds.INTERACTION, kinds.TASK):
        parts += [item.place or "", item.contact or "" if item.author else ""]
        if item.minutes:
            parts.append(formats.duration(item.minutes, language()))
    if item.size is not None:
        parts.append(formats.file_size(item.size))
    if (item.balance_minor or 0) > 0 and item.currency:
        rest = formats.money(item.balance_minor, item.currency, symbol=True)
        parts.append(tr("{amount} still due", amount=rest))
    return " · ".join(part for part in parts if part)


def _amount(item: TimelineItem) -> str:
    # What a role is kept from is 0, which nobody notes down.
    if not item.amount_minor or not item.currency:
        return ""
    sign = "+ " if item.kind == kinds.RECEIPT and item.amount_minor > 0 else ""
    return sign + formats.money(item.amount_minor, item.currency, symbol=True)
