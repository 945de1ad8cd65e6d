"""Replying from a case: a template begins the text, the mail program gets it, and the case keeps what was said."""

from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.reply_template import ReplyTemplateDraft, create_reply_template
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.reply import reply_templates
from crm_desktop.queries.service_case import service_case_details
from crm_desktop.ui import links
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.widgets.labels import Label
from tests.builders import a_case, a_customer
from tests.ui.pages.office import Key, Office
from tests.ui.pages.test_service_settings import shown

RECEIVED = ReplyTemplateDraft("Received", "Request {number}", "Dear {contact},\nwe received “{subject}”.")


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the mail program."""
    handed: list[str] = []

    def take(url: QUrl) -> bool:
        handed.append(bytes(url.toEncoded().data()).decode())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return handed


def replying(office: Office) -> str:
    """The form of a reply to a case, whose customer has an address."""
    with office.company.write() as work:
        create_reply_template(work, RECEIVED)
        work.session.flush()
        create_reply_template(work, ReplyTemplateDraft("Solved", body="It is solved, {contact}."))
        case = a_case(work, "Screen dark", customer_id=a_customer(work, "Haverton", email="office@haverton.example"))
    page = office.open_page(ServiceCasesPage)
    page.table.set_current(case)
    page.table.setFocus()
    office.press(Key.Key_R)
    return case


def test_a_reply_goes_to_the_mail_program_and_answers_the_case(office: Office, mails: list[str]) -> None:
    case = replying(office)
    assert office.field("to").value() == "office@haverton.example"
    assert office.field("body").value() == "Dear Haverton,\nwe received “Screen dark”."
    office.type("body", "A technician comes & looks.")
    office.save()
    (url,) = mails
    parts = urlsplit(url)
    assert (parts.scheme, parts.path) == ("mailto", "office@haverton.example")
    assert parse_qs(parts.query) == {"subject": ["Request 00001"], "body": ["A technician comes & looks."]}
    with office.company.read() as reading:
        assert service_case_details(reading, case).responded_at is not None
        assert [row.subject for row in INTERACTIONS.first(reading, ListSpec(), 9)] == ["Request 00001"]
    assert office.notebook.done == ["Reply written down"]


def test_another_template_does_not_take_what_was_typed(office: Office, mails: list[str]) -> None:
    replying(office)
    office.type("body", "My own words.")
    office.pick(office.field("template_id"), "Solved")
    assert office.field("body").value() == "My own words.\n\nIt is solved, Haverton."
    assert mails == []


@pytest.mark.usefixtures("mails")
def test_what_is_too_long_for_the_mail_program_waits_on_the_clipboard(
    office: Office, mails: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "_LONGEST", 100)
    replying(office)
    office.type("body", "word " * 40)
    office.save()
    assert parse_qs(urlsplit(mails[0]).query) == {"subject": ["Request 00001"]}
    assert QGuiApplication.clipboard().text() == ("word " * 40).strip()
    assert office.notebook.said[-1].startswith("Too long for the mail program")


def test_without_a_mail_program_the_text_is_not_lost(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    replying(office)
    office.save()
    assert QGuiApplication.clipboard().text().startswith("Request 00001\n\nDear Haverton")
    assert office.notebook.said[-1].startswith("No mail program could be opened")


def test_a_reply_can_be_copied_instead(office: Office, mails: list[str]) -> None:
    replying(office)
    office.pick(office.field("way"), "Copy")
    office.save()
    assert mails == []
    assert "we received" in QGuiApplication.clipboard().text()


def test_templates_are_made_in_the_settings_with_a_look_at_a_reply(office: Office) -> None:
    with office.company.write() as work:
        a_case(work, "Screen dark", customer_id=a_customer(work, "Haverton"))
    section = shown(office, "reply_templates")
    section.add.click()
    office.type("name", "Solved")
    office.type("body", "Dear {kontakt}")
    office.save()
    assert "There is no field {kontakt}." in str(office.field("body").error())
    office.type("body", "Dear {contact}")
    assert "Dear Haverton" in [each.text() for each in office.dialog.findChildren(Label)]
    office.save()
    assert [row.title for row in section.list.rows()] == ["Solved"]
    section.list.setFocus()
    section.remove.click()
    with office.company.read() as reading:
        assert reply_templates(reading) == []
    assert section.note.text() == "No templates yet. Replies begin empty."
