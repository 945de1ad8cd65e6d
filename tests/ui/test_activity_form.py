"""An activity is written down from wherever one is, by keyboard alone, and corrected from the timeline."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from crm_desktop.core.clock import moment_of
from crm_desktop.core.form_layout import FormLayout, Part, Placed
from crm_desktop.core.i18n import set_language
from crm_desktop.core.listing import Filter
from crm_desktop.models import Interaction
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.field_rules import FieldRuleDraft, create_field_rule
from crm_desktop.operations.form_layout import set_form_layout
from crm_desktop.operations.interaction import InteractionDraft, interaction_draft
from crm_desktop.queries.custom_field import custom_values
from crm_desktop.queries.search import search
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.activity_form import activity_logger, activity_opener
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.fields import RowsField
from crm_desktop.ui.widgets.form import EXTRA
from crm_desktop.ui.widgets.ratings_field import RatingsField
from tests.builders import a_case, a_contact, a_customer, a_user, an_interaction, an_opportunity, entry
from tests.company import Company
from tests.ui.pages.office import Key, Notebook, Office, message_under

Page = TypeVar("Page", bound=RecordPage)


class Desk(Office):
    """An office whose wishes to log or to open an activity are granted."""

    def __init__(self, company: Company, theme: Theme, folder: Path) -> None:
        super().__init__(company, theme, folder)
        self.notebook: Notebook = _Granting(self)

    def open_page(self, kind: type[Page]) -> Page:
        self.context.navigator = self.notebook
        return super().open_page(kind)


class _Granting(Notebook):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._log = activity_logger(desk.context, desk.window)
        self._open = activity_opener(desk.context, desk.window)

    def log_activity(self, preset: Mapping[str, Any]) -> None:
        self._log(preset)

    def open(self, kind: str, record_id: str) -> None:
        self._open(record_id)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path) -> Iterator[Desk]:
    """Where activities are logged; nothing may go wrong unseen."""
    desk = Desk(company, theme, tmp_path)
    qtbot.addWidget(desk.window)
    qtbot.addWidget(desk.undo)
    yield desk
    desk.background.close()
    assert not desk.errors, desk.errors


def focused() -> QWidget:
    """Where the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def logged(desk: Desk) -> list[InteractionDraft]:
    """Every activity there is."""
    with desk.company.read() as reading:
        ids = reading.session.query(Interaction.id).filter(Interaction.deleted.is_(False)).all()
        return [interaction_draft(reading, found.id) for found in ids]


def test_a_call_is_logged_from_a_customer_by_keyboard_alone(desk: Desk) -> None:
    with desk.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    page = desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.press(Key.Key_Tab)
    desk.type_here("They want the new probe")
    desk.press(Key.Key_Return)
    QTest.keyClicks(focused(), "and a price for six")
    desk.press(Key.Key_Tab)
    QTest.keyClicks(focused(), "Call")
    desk.press(Key.Key_Return)
    desk.save()
    assert not desk.has_dialog
    assert desk.notebook.said == ["Activity logged"]
    activity = logged(desk)[0]
    assert (activity.customer_id, activity.kind_id) == (customer, entry("interaction_kind", "call"))
    # Left empty, the subject is the first line of what was written.
    assert activity.subject == "They want the new probe"
    assert [each.title for each in page.detail.history.entries()] == ["Call: They want the new probe"]
    desk.undo.undo()
    assert logged(desk) == []
    assert page.detail.history.entries() == ()


def test_the_next_step_and_its_day_are_kept(desk: Desk) -> None:
    with desk.company.write() as work:
        a_customer(work)
    desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.type("detail", "They want a price")
    desk.type("next_step", "Send the price")
    desk.type("next_step_on", "+3")
    desk.save()
    activity = logged(desk)[0]
    assert activity.next_step == "Send the price"
    assert activity.next_step_on == desk.company.database.today() + timedelta(days=3)


def test_a_day_without_a_step_and_nothing_at_all_are_asked_about(desk: Desk) -> None:
    with desk.company.write() as work:
        a_customer(work)
    desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.type("next_step_on", "+3")
    desk.save()
    assert str(desk.field("subject").error()) == "Write in a few words what it was about."
    assert str(desk.field("next_step").error()) == "Write what is to be done on that day."
    desk.type("day", "+1")
    desk.type("subject", "Tomorrow's visit")
    desk.type("next_step", "Call")
    desk.save()
    assert str(desk.field("day").error()) == "Choose today or an earlier day."
    assert logged(desk) == []


def test_an_earlier_day_counts_as_its_noon(desk: Desk) -> None:
    with desk.company.write() as work:
        a_customer(work)
    desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.type("subject", "Met at the fair")
    desk.type("day", "-2")
    desk.save()
    at = logged(desk)[0].happened_at
    assert at is not None
    moment = moment_of(at, desk.context.zone)
    assert (moment.date(), moment.hour) == (desk.company.database.today() - timedelta(days=2), 12)


def test_a_contact_brings_its_customer_along(desk: Desk) -> None:
    with desk.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        contact = a_contact(work, "Dana Holt", customer)
    page = desk.open_page(ContactsPage)
    desk.press(Key.Key_L)
    assert desk.text_of("contact_id") == "Dana Holt"
    desk.type("subject", "Asked about the probe")
    desk.save()
    activity = logged(desk)[0]
    assert (activity.contact_id, activity.customer_id) == (contact, customer)
    assert [each.title for each in page.detail.history.entries()] == ["Visit: Asked about the probe"]


def test_a_deal_brings_its_customer_along(desk: Desk) -> None:
    with desk.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        contact = a_contact(work, "Dana Holt", customer)
        deal = an_opportunity(work, customer_id=customer, contact_id=contact)
    desk.open_page(OpportunitiesPage)
    desk.press(Key.Key_L)
    assert (desk.text_of("customer_id"), desk.text_of("contact_id")) == ("Haverton Medical", "Dana Holt")
    desk.type("subject", "Showed the offer")
    desk.pick(desk.field("direction"), "Incoming")
    desk.type("cost_minor", "120")
    desk.save()
    activity = logged(desk)[0]
    assert (activity.opportunity_id, activity.customer_id, activity.contact_id) == (deal, customer, contact)
    assert (activity.direction, activity.cost_minor, activity.cost_currency) == ("in", 12_000, "CNY")


def test_a_case_brings_its_customer_along(desk: Desk) -> None:
    with desk.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        case = a_case(work, customer_id=customer)
    desk.open_page(ServiceCasesPage)
    desk.press(Key.Key_L)
    assert desk.text_of("customer_id") == "Haverton Medical"
    desk.type("subject", "Rang back")
    desk.save()
    activity = logged(desk)[0]
    assert (activity.case_id, activity.customer_id) == (case, customer)


def test_the_people_of_the_customer_are_offered_before_anything_is_typed(desk: Desk) -> None:
    with desk.company.write() as work:
        contact = a_contact(work, "Dana Holt", a_customer(work))
    desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.type("subject", "Called")
    desk.field("contact_id").setFocus()
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    desk.save()
    assert logged(desk)[0].contact_id == contact


def test_an_activity_is_corrected_from_the_timeline(desk: Desk) -> None:
    with desk.company.write() as work:
        customer = a_customer(work)
        an_interaction(work, "Showed the prob", customer_id=customer)
    page = desk.open_page(CustomersPage)
    page.detail.history.setFocus()
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    assert not desk.dialog_is_dirty
    desk.type("subject", "Showed the probe")
    desk.save()
    assert desk.notebook.said == ["Activity saved"]
    assert [each.title for each in page.detail.history.entries()] == ["Visit: Showed the probe"]
    desk.undo.undo()
    assert logged(desk)[0].subject == "Showed the prob"


def test_escape_asks_before_what_was_typed_is_lost(desk: Desk) -> None:
    with desk.company.write() as work:
        a_customer(work)
    page = desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.type("detail", "A long talk")
    desk.press(Key.Key_Escape)
    assert "Discard" in desk.buttons(desk.dialog)
    desk.press(Key.Key_Tab)
    desk.press(Key.Key_Space)
    assert not desk.has_dialog
    assert page.table.hasFocus()
    assert logged(desk) == []


def test_a_visit_is_rated_by_digits_and_names_who_took_part(desk: Desk) -> None:
    with desk.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        a_contact(work, "Dana Holt", customer)
        a_user(work, "Grace Lin")
    desk.learn_choices()
    page = desk.open_page(CustomersPage)
    page.log_activity()
    desk.type("subject", "Showed the probe")
    ratings = desk.field("ratings")
    assert isinstance(ratings, RatingsField)
    ratings.setFocus()
    for key in (Key.Key_5, Key.Key_3, Key.Key_4, Key.Key_4):
        desk.press(key)
    people = desk.field("people")
    assert isinstance(people, RowsField)
    for name in ("Dana", "Grace"):
        desk.pick(people.add_row().fields["who"], name)
    desk.save()
    with desk.company.read() as reading:
        (told,) = timeline(reading, customer_id=customer).items
        assert [(each.expected, each.perceived) for each in told.ratings] == [(5, 3), (4, 4)]
        assert told.people == ("Dana Holt", "Grace Lin")
    assert page.detail.history.entries()[0].notes == (
        "With Dana Holt, Grace Lin",
        "Felt (expected): Product 3 (5) · Service 4 (4)",
    )
    desk.notebook.open("interaction", told.record_id)
    assert not desk.dialog_is_dirty
    assert len(desk.field("people").value()) == 2
    desk.pick(desk.field("kind_id"), "Call")
    assert not desk.field("ratings").isVisible()


def test_it_speaks_chinese(desk: Desk) -> None:
    set_language("zh_CN")
    with desk.company.write() as work:
        a_customer(work, "海维康医疗器械")
    page = desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.field("detail").setFocus()
    typed = QInputMethodEvent()
    typed.setCommitString("客户想要新的探头")
    QApplication.sendEvent(focused(), typed)
    desk.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.notebook.said == ["已记录跟进"]
    assert [each.title for each in page.detail.history.entries()] == ["上门拜访：客户想要新的探头"]


def test_an_activity_holds_own_fields_which_its_timeline_shows(desk: Desk) -> None:
    with desk.company.write() as work:
        room = create_custom_field(work, CustomFieldDraft("interaction", "Room", "房间"))
        offer = create_custom_field(work, CustomFieldDraft("interaction", "Offer", type="money"))
        create_field_rule(
            work,
            FieldRuleDraft(
                "interaction",
                (EXTRA + room,),
                condition=(Filter("kind_id", "is", entry("interaction_kind", "visit")),),
            ),
        )
        create_field_rule(work, FieldRuleDraft("interaction", ("place",)))
        a_customer(work, "Haverton Medical")
    desk.learn_choices()
    page = desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    desk.type("subject", "Showed the new probe")
    desk.type("place", "Ward 2")
    desk.save()
    # A visit asks for the room, whatever else was typed.
    assert message_under(desk.field(EXTRA + room)) == "Fill this in."
    desk.type(EXTRA + room, "Theatre 4")
    desk.field(EXTRA + offer).set_value(12_500_00)
    desk.save()
    (told,) = page.detail.history.entries()
    assert told.notes == ("Room: Theatre 4", "Offer: ¥12,500")
    with desk.company.read() as reading:
        assert [hit.kind for hit in search(reading, "theatre").hits] == ["interaction"]
        (activity,) = reading.session.scalars(select(Interaction)).all()
        assert [each.value for each in custom_values(reading, "interaction", activity.id)] == ["Theatre 4", 12_500_00]
    # A note has no such fields, so that nothing is asked of it.
    page.detail.timeline.note.setText("They called back")
    page.detail.timeline.note.setFocus()
    desk.press(Key.Key_Return)
    assert len(page.detail.history.entries()) == 2
    desk.undo.undo()
    desk.undo.undo()
    assert page.detail.history.entries() == ()
    with desk.company.read() as reading:
        assert search(reading, "theatre").hits == ()


def test_the_form_of_an_activity_is_arranged_too(desk: Desk) -> None:
    with desk.company.write() as work:
        room = create_custom_field(work, CustomFieldDraft("interaction", "Room", "房间"))
        first = Part("First of all", (Placed(EXTRA + room), Placed("subject"), Placed("kind_id")))
        set_form_layout(work, "interaction", FormLayout((first,), ("cost_minor",)))
        a_customer(work, "Haverton Medical")
    desk.learn_choices()
    desk.open_page(CustomersPage)
    desk.press(Key.Key_L)
    form = desk.dialog.form
    assert form is not None
    assert form.names()[:2] == [EXTRA + room, "subject"]
    assert not form.field("cost_minor").isVisible()
    # What is asked of visits alone still is, and of nothing else.
    assert form.field("ratings").isVisible()
    desk.type(EXTRA + room, "Theatre 4")
    desk.type("subject", "Showed the new probe")
    desk.pick(form.field("kind_id"), "Call")
    assert not form.field("ratings").isVisible()
    desk.save()
    assert not desk.has_dialog
    assert [each.subject for each in logged(desk)] == ["Showed the new probe"]
