"""Texts that answers to customers begin with: what may stand in braces, and how such texts are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ReplyTemplate
from crm_desktop.operations import drafts, letter, records
from crm_desktop.operations.references import check_choice
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

NAME_AT_MOST, SUBJECT_AT_MOST, BODY_AT_MOST = 120, 200, 8_000
# What a field means; of what is not known of a case nothing is written.
FIELDS: Mapping[str, str] = {
    "customer": N_("The customer"),
    "contact": N_("The contact, else the customer"),
    "salutation": N_("The contact's salutation"),
    "number": N_("The number of the case"),
    "subject": N_("What the case is about"),
    "request": N_("What the customer asked for"),
    "product": N_("The product"),
    "handling": N_("What was done"),
    "owner": N_("Who handles the case"),
    "due": N_("Until when it is to be done"),
    "me": N_("Who writes the reply"),
    "sender": N_("Your own company"),
    "today": N_("The day of the reply"),
}


@dataclass(frozen=True)
class ReplyTemplateDraft:
    """A template as its form edits it; with a kind it is offered first for cases of that kind."""

    name: str = ""
    subject: str | None = None
    body: str = ""
    kind_id: str | None = None


def reply_template_draft(reading: Reading, template_id: str) -> ReplyTemplateDraft:
    """What a form edits of a template."""
    return drafts.loaded(ReplyTemplateDraft, records.find(reading, ReplyTemplate, template_id))


def create_reply_template(work: UnitOfWork, draft: ReplyTemplateDraft) -> str:
    """Add a template behind the others; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, draft)
    last = work.session.scalar(select(func.max(ReplyTemplate.position)).where(ReplyTemplate.deleted.is_(False)))
    values = {**records.values_of(draft), "position": 0 if last is None else last + 1}
    template = ReplyTemplate(id=work.new_id(), **values)
    work.session.add(template)
    return template.id


def update_reply_template(
    work: UnitOfWork,
    template_id: str,
    draft: ReplyTemplateDraft,
    loaded: ReplyTemplateDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a template; what was sent by it stays as it was."""
    rights.require(work.viewer, ADMINISTER)
    template = records.find_to_change(work, ReplyTemplate, template_id)
    _check(work, draft)
    before = records.values_of(loaded) if loaded else None
    records.apply(work, template, records.values_of(draft), before, position)


def remove_reply_template(work: UnitOfWork, template_id: str) -> None:
    """Take a template away; what was sent by it stays."""
    rights.require(work.viewer, ADMINISTER)
    records.find_to_change(work, ReplyTemplate, template_id).deleted = True


def order_reply_templates(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Offer the templates in this order."""
    rights.require(work.viewer, ADMINISTER)
    for position, template_id in enumerate(ids):
        template = records.find_to_change(work, ReplyTemplate, template_id)
        if template.position != position:
            template.position = position


def complaint(text: str | None) -> Message | None:
    """What is wrong with the fields of a template, if anything."""
    return letter.wrong_field(text or "", FIELDS)


def _check(work: UnitOfWork, draft: ReplyTemplateDraft) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Give the template a name."))
    problems.require("body", draft.body, Message("Write the text that replies begin with."))
    for name, most in (("name", NAME_AT_MOST), ("subject", SUBJECT_AT_MOST), ("body", BODY_AT_MOST)):
        problems.at_most(name, getattr(draft, name), most)
    for name in ("subject", "body"):
        if (wrong := complaint(getattr(draft, name))) is not None:
            problems.add(name, wrong)
    check_choice(work, problems, "kind_id", draft.kind_id, "case_kind")
    problems.refuse()
