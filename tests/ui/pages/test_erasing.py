"""Erasing a person for privacy from the window: asked about once more, for whoever looks after the company."""

from dataclasses import replace

from crm_desktop.models import Contact
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.pages.contacts import ContactsPage
from tests.builders import a_contact, a_customer
from tests.ui.pages.office import Office


def _contact(office: Office) -> str:
    with office.company.write() as work:
        return a_contact(work, "Mara Voss", a_customer(work, "Voss Ltd"))


def _name(office: Office, contact_id: str) -> str:
    with office.company.read() as reading:
        found = reading.session.get(Contact, contact_id)
        assert found is not None
        return found.name


def test_nothing_is_erased_before_it_is_confirmed(office: Office) -> None:
    contact_id = _contact(office)
    page = office.open_page(ContactsPage)
    page.show_record(contact_id)
    page.actions_set.trigger("contact.erase")
    (question,) = office.window.findChildren(ConfirmDialog)
    question.reject()
    assert _name(office, contact_id) == "Mara Voss"


def test_a_person_is_erased_and_nobody_offers_to_undo_it(office: Office) -> None:
    contact_id = _contact(office)
    page = office.open_page(ContactsPage)
    page.show_record(contact_id)
    page.actions_set.trigger("contact.erase")
    (question,) = office.window.findChildren(ConfirmDialog)
    question.action.click()
    assert _name(office, contact_id) == "—"
    assert not office.notebook.done
    assert office.notebook.said[-1] == "Erased. Other laptops erase it when they exchange changes."


def test_only_who_looks_after_the_company_erases(office: Office) -> None:
    contact_id = _contact(office)
    office.background.viewer = replace(office.company.viewer, rights=frozenset())
    page = office.open_page(ContactsPage)
    page.show_record(contact_id)
    assert not page.actions_set.qt("contact.erase").isEnabled()
