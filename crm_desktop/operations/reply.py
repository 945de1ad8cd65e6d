"""Replies to customers: written down as e-mails that went out, which are the first answer of a case that had none."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import DictionaryEntry, ServiceCase
from crm_desktop.operations import records
from crm_desktop.operations.case_answer import write_answers
from crm_desktop.operations.interaction import OUTGOING, InteractionDraft, note_interaction
from crm_desktop.operations.reply_template import BODY_AT_MOST, SUBJECT_AT_MOST
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork

# How a reply leaves: by the mail program of the computer, or pasted by hand into whatever somebody writes with.
BY_MAIL, BY_HAND = "mail", "hand"
WAYS = (BY_MAIL, BY_HAND)


@dataclass(frozen=True)
class ReplyDraft:
    """A reply as its form edits it; `articles` of the answers library are kept with the case."""

    template_id: str | None = None
    way: str = BY_MAIL
    to: str = ""
    subject: str = ""
    body: str = ""
    articles: tuple[str, ...] = ()


def send_reply(work: UnitOfWork, case_id: str, draft: ReplyDraft, before: Iterable[str] = ()) -> str:
    """Write down that a reply went out; returns the id of the e-mail. `before` are the articles used until then."""
    case = records.find_to_change(work, ServiceCase, case_id)
    if not case.is_open:
        raise UserError(Message("This case is archived. Open it again to reply."))
    _check(draft)
    mail = InteractionDraft(
        kind_id=DictionaryEntry.id_of("interaction_kind", "email"),
        customer_id=case.customer_id,
        contact_id=case.contact_id,
        case_id=case.id,
        direction=OUTGOING,
        subject=draft.subject.strip(),
        detail=draft.body.strip(),
    )
    interaction_id = note_interaction(work, mail)
    write_answers(work, case.id, draft.articles, before)
    return interaction_id


def _check(draft: ReplyDraft) -> None:
    problems = Problems()
    problems.one_of("way", draft.way, WAYS)
    if draft.way == BY_MAIL:
        problems.require("to", draft.to, Message("Write to which address it goes."))
    problems.email("to", draft.to)
    problems.require("subject", draft.subject, Message("Write what the reply is about."))
    problems.require("body", draft.body, Message("Write the reply."))
    for name, most in (("subject", SUBJECT_AT_MOST), ("body", BODY_AT_MOST)):
        problems.at_most(name, getattr(draft, name), most)
    problems.refuse()
