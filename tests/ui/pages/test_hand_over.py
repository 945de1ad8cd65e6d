"""Handing everything of a person over: the form offers every kind the operation takes, and gives what is ticked."""

from crm_desktop.operations.contact import contact_draft
from crm_desktop.operations.customer import customer_draft
from crm_desktop.operations.hand_over import KINDS
from crm_desktop.ui.pages.customers import CustomersPage
from tests.builders import a_contact, a_customer, a_user
from tests.ui.pages.office import Office


def test_every_kind_can_be_left_out_and_what_is_ticked_goes(office: Office) -> None:
    with office.company.write() as work:
        giver, taker = a_user(work, "Grace Lin", login="grace"), a_user(work, "Wei Chen", login="wei")
        customer = a_customer(work, "Haverton", owner_id=giver)
        contact = a_contact(work, "Dana Holt", customer, owner_id=giver)
    office.learn_choices()
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.actions_set.trigger("customer.hand_everything")
    boxes = {kind: office.field(kind) for kind in KINDS}
    assert all(box.value() for box in boxes.values())
    assert office.field("from_id").value() == giver
    boxes["contact"].set_value(False)
    office.field("to_ids").set_value(taker)
    office.save()
    with office.company.read() as reading:
        owners = [found.owner_id for found in (customer_draft(reading, customer), contact_draft(reading, contact))]
    assert owners == [taker, giver]
