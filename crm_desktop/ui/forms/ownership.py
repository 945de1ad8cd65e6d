"""Small forms on whose a record is: why it is released, how long it is protected, whom it is shared with."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.operations import pool, sharing
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, LineField

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
class _Sharing:
    """What the form of a share edits."""

    user_id: str | None = None
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
    """Ask with whom the chosen records are shared, and how."""
    ids, context = page.selected_or_current, page.context
    people = [(key, Plain(name)) for key, name in context.choices.options("users", language())]
    theme = context.theme
    person = ChoiceField(theme, N_("Shared with"), people, required=True)
    access = ChoiceField(theme, N_("What this person may do"), _ACCESS, required=True, empty=False)
    until = DateField(theme, N_("Until"), today=context.today, help_text=N_("Without a day it holds until ended."))
    note = LineField(theme, N_("Note"))

    def save(work: Any, draft: _Sharing) -> None:
        with_whom = [draft.user_id] if draft.user_id else []
        if draft.access == END:
            sharing.unshare(work, page.kind, ids, with_whom)
            return
        writes = draft.access == CHANGE
        sharing.share(work, page.kind, ids, with_whom, may_write=writes, until=draft.until, note=draft.note)

    texts = FormTexts(
        N_("Share a record"),
        N_("With one person"),
        Message("Share records"),
        lambda _name: Message("Sharing changed"),
    )
    _open(
        page,
        N_("Access"),
        texts,
        _Sharing(),
        save,
        (("user_id", person),),
        (("access", access), ("until", until)),
        (("note", note),),
    )


def _open(page: RecordPage, title: str, texts: FormTexts, draft: Any, save: Any, *rows: Any) -> None:
    if page.selected_or_current:
        sections = [FormSection(title, rows)]
        RecordForm(page.context, page.window(), texts, sections, draft, save, lambda _id: None, width=_WIDTH).open()
