"""Small forms on whose a record is: why it is released, how long it is protected, whom it is shared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from crm_desktop.core.i18n import N_, Message, language, listed, tr, tr_message
from crm_desktop.operations import pool, sharing
from crm_desktop.queries.sharing import Share, shares
from crm_desktop.ui.details.ownership import shared_words
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, LineField, RowColumn, RowsField

SEE, CHANGE, END = "see", "change", "end"
_ACCESS = (
    (SEE, N_("May see it")),
    (CHANGE, N_("May see and change it")),
    (END, N_("Shared no longer")),
)
_WIDTH = 460
_PROTECTED_DAYS = 30


@dataclass(frozen=True)
class _Protection:
    """What the form of a protection edits; without a day it ends."""

    until: date | None = None


@dataclass(frozen=True)
class _Release:
    """What the form of a release edits."""

    note: str | None = None


@dataclass(frozen=True)
class _Person:
    """A row of that form: a person."""

    user_id: str | None = None


@dataclass(frozen=True)
class _Sharing:
    """What the form of a share edits."""

    people: tuple["_Person", ...] = ()
    access: str = SEE
    until: date | None = None
    note: str | None = None


def release_form(page: RecordPage) -> None:
    """Ask why the chosen customers go back to the pool, and give them back."""
    ids, theme = page.selected_or_current, page.context.theme
    field = LineField(theme, N_("Reason"), help_text=N_("Stands in the history of owners."))

    def save(work: Any, draft: _Release) -> None:
        pool.release(work, ids, draft.note)

    texts = FormTexts(
        N_("Release to the public pool"),
        N_("Everybody may claim it then"),
        Message("Release to the public pool"),
        lambda _name: Message("Released to the public pool"),
    )
    _open(page, N_("Reason"), texts, _Release(), save, (("note", field),))


def protect_form(page: RecordPage) -> None:
    """Ask until when the chosen customers stay out of the pool."""
    ids, context = page.selected_or_current, page.context
    field = DateField(
        context.theme,
        N_("Protected until"),
        today=context.today,
        help_text=N_("Without a day the rules of its level hold again."),
    )

    def save(work: Any, draft: _Protection) -> None:
        if draft.until is None:
            pool.unprotect(work, ids)
        else:
            pool.protect(work, ids, draft.until)

    texts = FormTexts(
        N_("Protect by hand"),
        N_("Does not go back to the public pool before"),
        Message("Protect customers"),
        lambda _name: Message("Protection changed"),
    )
    start = _Protection(context.today() + timedelta(days=_PROTECTED_DAYS))
    _open(page, N_("Protection"), texts, start, save, (("until", field),))


def share_form(page: RecordPage) -> None:
    """Ask with whom the chosen records are shared, and how; of a single one it is said with whom it is, until when."""
    ids, context = page.selected_or_current, page.context
    if len(ids) == 1:
        context.background.read(page, lambda reading: shares(reading, ids[0]), partial(_share_form, page, ids))
    elif ids:
        _share_form(page, ids, ())


def _share_form(page: RecordPage, ids: list[str], known: Sequence[Share]) -> None:
    context = page.context
    people = [(key, Plain(name)) for key, name in context.choices.options("users", language())]
    theme = context.theme
    chosen = RowsField(
        theme,
        N_("Shared with"),
        (RowColumn("user_id", N_("Shared with"), lambda: ChoiceField(theme, N_("Shared with"), people)),),
        lambda _old, user_id: _Person(user_id),
        add=N_("Add a person"),
    )
    access = ChoiceField(theme, N_("What they may do"), _ACCESS, required=True, empty=False)
    until = DateField(theme, N_("Until"), today=context.today, help_text=N_("Without a day it holds until ended."))
    note = LineField(theme, N_("Note"))

    def save(work: Any, draft: _Sharing) -> None:
        with_whom = [each.user_id for each in draft.people if each.user_id]
        if draft.access == END:
            sharing.unshare(work, page.kind, ids, with_whom)
            return
        writes = draft.access == CHANGE
        sharing.share(work, page.kind, ids, with_whom, may_write=writes, until=draft.until, note=draft.note)

    texts = FormTexts(
        N_("Share a record"),
        _shared_now(page, len(ids), known),
        Message("Share records"),
        lambda _name: Message("Sharing changed"),
    )
    _open(
        page,
        N_("Access"),
        texts,
        _Sharing((_Person(),)),
        save,
        (("people", chosen),),
        (("access", access), ("until", until)),
        (("note", note),),
    )


def _shared_now(page: RecordPage, count: int, known: Sequence[Share]) -> Text:
    if count > 1:
        return Message("Records: {count}", count=count)
    if not known:
        return N_("Shared with nobody yet")
    return Plain(tr("Shared with: {people}", people=listed(shared_words(each, page.context) for each in known)))


def claim_form(page: RecordPage, ids: list[str], room: pool.ClaimRoom) -> None:
    """Say how far the limits are before customers are claimed."""
    told = []
    if room.owned_most:
        told.append(tr("You have {count} of at most {most} customers", count=room.owned, most=room.owned_most))
    if room.a_day:
        told.append(tr("claimed today: {count} of at most {most}", count=room.today, most=room.a_day))
    if (refusal := room.refusal(len(ids))) is not None:
        told.append(tr_message(refusal))
    field = LineField(page.context.theme, N_("Reason"), help_text=N_("Stands in the history of owners."))
    texts = FormTexts(
        N_("Claim customers"),
        Plain(" · ".join(told)),
        Message("Claim customers"),
        lambda _name: Message("Yours now: {count}", count=len(ids)),
    )

    def save(work: Any, draft: _Release) -> None:
        pool.claim(work, ids, draft.note)

    _open(page, Message("Customers: {count}", count=len(ids)), texts, _Release(), save, (("note", field),))


def _open(page: RecordPage, title: Text, texts: FormTexts, draft: Any, save: Any, *rows: Any) -> None:
    if page.selected_or_current:
        sections = [FormSection(title, rows)]
        RecordForm(page.context, page.window(), texts, sections, draft, save, lambda _id: None, width=_WIDTH).open()
