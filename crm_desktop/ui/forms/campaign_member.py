"""The form of a member of a campaign, and that of what several answered and what follows from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.campaign_member import Answer, MemberDraft, answer_members, member_draft, update_member
from crm_desktop.queries.campaign_member import member_details
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.fields import CheckField, DateField, LineField, NoteField
from crm_desktop.ui.widgets.form import Form

_WIDTH = 560
_DAYS_LATER = 7


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, who it is, and the journal's place."""

    draft: MemberDraft
    name: str = ""
    position: int = 0


def load_new(_reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """Members are added from lists; a form of a new one is empty."""
    return Loaded(preset(MemberDraft(), values))


def load_known(reading: Any, member_id: str) -> Loaded:
    """A member as it is now."""
    details = member_details(reading, member_id)
    said = " · ".join(part for part in (details.name, details.contact, details.campaign) if part)
    return Loaded(member_draft(reading, member_id), said, reading.position)


def open_member_form(
    context: PageContext, window: QWidget, member_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of the member with this id."""
    if member_id is None:
        context.navigator.refuse(Message("Members are added from the lists of customers, contacts and leads."))
        return
    opened = Opened(loaded.draft, loaded.position, lambda reading: member_draft(reading, member_id))

    def save(work: Any, draft: MemberDraft) -> str:
        update_member(work, member_id, draft, opened.draft, opened.position)
        return member_id

    texts = FormTexts(
        N_("Campaign member"), Plain(loaded.name), Message("Edit campaign member"), lambda _: Message("Member saved")
    )
    theme = context.theme
    section = FormSection(
        N_("Answer"),
        (
            (
                ("answer_id", choice(context, N_("Answer"), "campaign_answer")),
                ("answered_on", DateField(theme, N_("Answered"), today=context.today)),
            ),
            (
                ("owner_id", choice(context, N_("To be asked by"), "users")),
                ("reached_on", DateField(theme, N_("Reached"), today=context.today)),
            ),
            (("note", NoteField(theme, N_("Note"), lines=4, max_length=2000)),),
        ),
    )
    keep_as = KeepAs("campaign_member", member_id)
    form = RecordForm(
        context, window, texts, [section], loaded.draft, save, saved, width=_WIDTH, opened=opened, keep_as=keep_as
    )
    form.open()


def ask_for_answer(
    context: PageContext, window: QWidget, ids: Sequence[str], title: Text, then: Callable[[str], None]
) -> None:
    """Ask what members said, on which day, and what follows from it."""
    theme = context.theme

    def save(work: Any, answer: Answer) -> str:
        answer_members(work, ids, answer)
        return ids[0]

    def plans(form: Form) -> bool:
        return bool(form.field("plans").value())

    never = CheckField(theme, N_("They do not want to be reached this way again"))
    said = FormSection(
        N_("What they said"),
        (
            (
                ("answer_id", choice(context, N_("Answer"), "campaign_answer", required=True)),
                ("answered_on", DateField(theme, N_("Answered"), today=context.today)),
            ),
            (("note", NoteField(theme, N_("Note"), lines=3, max_length=2000)),),
            (("opts_out", never),),
        ),
    )
    follows = FormSection(
        N_("What follows"),
        (
            (
                ("makes_lead", CheckField(theme, N_("Register a lead"))),
                ("logs", CheckField(theme, N_("Log it as an activity"))),
                ("plans", CheckField(theme, N_("Plan a task"))),
            ),
        ),
    )
    task = FormSection(
        N_("Task"),
        (
            (
                ("task", LineField(theme, N_("What is to be done"), max_length=120)),
                ("task_on", DateField(theme, N_("Due"), today=context.today)),
            ),
        ),
        plans,
    )
    texts = FormTexts(N_("Answer"), title, Message("Answer of campaign members"), lambda _: Message("Answer noted"))
    keep_as = KeepAs("campaign_member.answer", about={"ids": tuple(ids), "title": shown(title)})
    start = Answer(answered_on=context.today(), task_on=context.today() + timedelta(days=_DAYS_LATER))
    form = RecordForm(
        context, window, texts, [said, follows, task], start, save, then, width=_WIDTH + 80, keep_as=keep_as
    )
    form.open()
