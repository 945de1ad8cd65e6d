"""Replies: templates with known fields, and an e-mail written down that is the first answer where there was none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.models import Interaction, ServiceCase
from crm_desktop.operations.contact import PointDraft
from crm_desktop.operations.letter import filled
from crm_desktop.operations.reply import BY_HAND, ReplyDraft, send_reply
from crm_desktop.operations.reply_template import (
    FIELDS,
    ReplyTemplateDraft,
    create_reply_template,
    order_reply_templates,
    remove_reply_template,
    reply_template_draft,
    update_reply_template,
)
from crm_desktop.operations.service_steps import give_feedback, handle_case
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.reply import ReplyStart, reply_start, reply_templates
from tests.builders import a_case, a_contact, a_customer, a_product, a_user, entry, role
from tests.company import Company

RECEIVED = ReplyTemplateDraft("Received", "Your request {number}", "Dear {contact},\nwe received “{subject}”. {sender}")
MAIL = ReplyDraft(to="dana@haverton.example", subject="Your request", body="We replaced the cable.")


def start(company: Company, case_id: str) -> ReplyStart:
    with company.read() as reading:
        return reply_start(reading, case_id, "en")


def case_of(company: Company, case_id: str) -> ServiceCase:
    with company.read() as reading:
        found = reading.session.get_one(ServiceCase, case_id)
        reading.session.expunge(found)
        return found


def test_a_template_takes_only_fields_it_knows_and_says_which(company: Company) -> None:
    with company.write() as work, pytest.raises(Invalid) as said:
        create_reply_template(work, replace(RECEIVED, subject="{nummer}", body="Dear {contact"))
    assert {name: str(wrong) for name, wrong in said.value.fields.items()}.keys() == {"subject", "body"}
    assert "{number}" in str(said.value.fields["subject"])
    with company.write() as work, pytest.raises(Invalid):
        create_reply_template(work, ReplyTemplateDraft())


def test_templates_are_kept_in_order_by_who_looks_after_the_company(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
        first = create_reply_template(work, RECEIVED)
        work.session.flush()
        second = create_reply_template(work, replace(RECEIVED, name="Solved"))
    with company.write() as work:
        order_reply_templates(work, [second, first])
        loaded = reply_template_draft(work, first)
        update_reply_template(work, first, replace(loaded, body="Thank you."), loaded)
    with company.read() as reading:
        assert [(each.name, each.body) for each in reply_templates(reading)] == [
            ("Solved", RECEIVED.body),
            ("Received", "Thank you."),
        ]
    with company.write() as work:
        remove_reply_template(work, second)
    with company.seen_by("grace").write() as work, pytest.raises(NotAllowed):
        remove_reply_template(work, first)


def test_a_reply_begins_with_what_is_known_of_the_case(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton", email="office@haverton.example")
        dana = a_contact(work, "Dana Holt", customer, points=(PointDraft(kind="email", value="dana@haverton.example"),))
        known = a_case(work, "Screen dark", customer_id=customer, contact_id=dana, product_id=a_product(work))
        alone = a_case(work, "Other", customer_id=customer)
        other = create_reply_template(
            work, replace(RECEIVED, name="Complaint", kind_id=entry("case_kind", "complaint"))
        )
        work.session.flush()
        general = create_reply_template(work, RECEIVED)
        work.session.flush()
        fitting = create_reply_template(work, replace(RECEIVED, name="Repair", kind_id=entry("case_kind", "repair")))
    begun = start(company, known)
    assert begun.to == "dana@haverton.example"
    assert [each.id for each in begun.templates] == [fitting, general, other]
    assert begun.values.keys() == FIELDS.keys()
    text = filled("{customer} · {contact} · {number} · {product} · {handling}{me}", begun.values)
    assert text == f"Haverton · Dana Holt · {begun.number} · GTX Pro · Ada Lin"
    assert (start(company, alone).to, start(company, alone).values["contact"]) == (
        "office@haverton.example",
        "Haverton",
    )


def test_a_reply_is_an_e_mail_to_the_customer_and_the_first_answer(company: Company) -> None:
    with company.write() as work:
        case = a_case(work)
    company.clock.instant += timedelta(minutes=30)
    with company.write() as work:
        sent = send_reply(work, case, MAIL)
    first = case_of(company, case)
    with company.read() as reading:
        mail = reading.session.get_one(Interaction, sent)
        assert (mail.customer_id, mail.case_id, mail.direction) == (first.customer_id, case, "out")
        assert (mail.subject, mail.detail, mail.kind_id) == (
            MAIL.subject,
            MAIL.body,
            entry("interaction_kind", "email"),
        )
        assert first.responded_at == mail.happened_at
    company.clock.instant += timedelta(minutes=30)
    with company.write() as work:
        send_reply(work, case, MAIL)
    assert case_of(company, case).responded_at == first.responded_at
    for _ in range(2):
        with company.write() as work:
            undo(work)
    assert case_of(company, case).responded_at is None


def test_to_an_archived_case_nothing_is_replied(company: Company) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=work.viewer.user_id)
        handle_case(work, case, "Replaced the cable")
        give_feedback(work, case, "Thanks", 5)
    with pytest.raises(UserError, match="is archived"), company.write() as work:
        send_reply(work, case, MAIL)


def test_a_reply_without_an_address_is_refused_unless_it_is_sent_by_hand(company: Company) -> None:
    with company.write() as work:
        case = a_case(work)
    for wrong, names in (
        (replace(MAIL, to=""), {"to"}),
        (replace(MAIL, to="dana"), {"to"}),
        (replace(MAIL, subject=" ", body=""), {"subject", "body"}),
        (replace(MAIL, body="x" * 8_001), {"body"}),
    ):
        with company.write() as work, pytest.raises(Invalid) as said:
            send_reply(work, case, wrong)
        assert said.value.fields.keys() == names
    with company.write() as work:
        assert send_reply(work, case, replace(MAIL, to="", way=BY_HAND))
