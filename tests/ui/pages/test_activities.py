"""The page of activities: all that happened in one list, written down and corrected by keys, with what comes next."""

from datetime import timedelta

from crm_desktop.operations.interaction import interaction_draft
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.ui.actions import faults
from crm_desktop.ui.details.interaction import describe
from crm_desktop.ui.pages.activities import ActivitiesPage
from tests.builders import a_customer, a_user, an_interaction, role
from tests.ui.pages.office import Key, Office


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ActivitiesPage).actions_set.actions]) == []


def test_views_part_what_is_mine_and_what_comes_next(office: Office) -> None:
    with office.company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        customer = a_customer(work, "Acme")
        mine = an_interaction(work, customer_id=customer, subject="Mine")
        an_interaction(work, customer_id=customer, subject="His", owner_id=ian)
        late = an_interaction(
            work, customer_id=customer, subject="Promised", next_step="Send the offer",
            next_step_on=work.today - timedelta(days=2),
        )  # fmt: skip
    page = office.open_page(ActivitiesPage)
    counts = {}
    for view in ("all", "mine", "next", "late"):
        page.show_view(view)
        with office.company.read() as reading:
            counts[view] = INTERACTIONS.count(reading, page.spec)
    assert counts == {"all": 3, "mine": 2, "next": 1, "late": 1}
    assert page.table.current_id == late
    page.show_view("all")
    page.show_record(mine)
    content = describe(page.detail.details, office.context)
    assert (content.title, [each.kind for each in content.foot]) == ("Mine", ["customer"])


def test_an_activity_is_written_down_and_corrected_by_keys(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Acme")
        known = an_interaction(work, customer_id=customer, subject="Call")
    page = office.open_page(ActivitiesPage)
    page.show_view("all")
    page.table.setFocus()
    page.show_record(known)
    office.press(Key.Key_E)
    office.type("subject", "Call about the offer")
    office.save()
    with office.company.read() as reading:
        assert interaction_draft(reading, known).subject == "Call about the offer"
    page.table.setFocus()
    office.press(Key.Key_N)
    office.type("subject", "Visit")
    office.pick(office.field("customer_id"), "Acme")
    office.save()
    with office.company.read() as reading:
        assert INTERACTIONS.count(reading, page.spec) == 2
    assert page.table.current_id != known
