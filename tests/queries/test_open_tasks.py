"""What is to be done stands above the timeline of everything it is about, what was done in it; who took part too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm_desktop.models import Participant, Rating, Task
from crm_desktop.operations.task import finish_tasks
from crm_desktop.queries.open_tasks import own_entry
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import ACTIVITIES, DEALS, TASK, TO_DO
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_case, a_contact, a_customer, a_lead, a_task, a_user, an_interaction, an_opportunity, entry
from tests.company import Company


@pytest.mark.parametrize("name", ["customer_id", "contact_id", "opportunity_id", "case_id", "lead_id"])
def test_open_tasks_stand_above_the_timeline_and_done_ones_in_it(company: Company, name: str) -> None:
    makers: dict[str, Callable[[UnitOfWork], str]] = {
        "customer_id": a_customer,
        "contact_id": a_contact,
        "opportunity_id": an_opportunity,
        "case_id": a_case,
        "lead_id": a_lead,
    }
    with company.write() as work:
        about: dict[str, Any] = {name: makers[name](work)}
        later = a_task(work, "Send the offer", due_on=work.today + timedelta(days=2), **about)
        late, done = a_task(work, "Call back", **about), a_task(work, "Write", **about)
        work.session.get_one(Task, late).due_on = work.today - timedelta(days=1)
        finish_tasks(work, [done], "They want five")
    with company.read() as reading:
        found = timeline(reading, **about)
        assert [(each.kind, each.record_id) for each in found.to_do] == [(TO_DO, late), (TO_DO, later)]
        told = [each for each in found.items if each.kind == TASK]
        assert [(each.record_id, each.body, each.author) for each in told] == [(done, "They want five", "Ada Lin")]
        assert timeline(reading, **about, only=DEALS).to_do == ()
        assert len(timeline(reading, **about, only=ACTIVITIES).to_do) == 2
        own = own_entry(reading, done)
        assert own is not None
        assert own.kind == TASK


def test_others_open_tasks_are_not_told_to_who_does_not_see_them(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        person = a_contact(work, "Dana Holt", owner_id=grace)
        a_task(work, "Mine alone", contact_id=person)
        a_task(work, "Hers", contact_id=person, owner_id=grace)
    with company.seen_by("grace").read() as reading:
        assert [each.title for each in timeline(reading, contact_id=person).to_do] == ["Hers"]


def test_a_contact_who_took_part_finds_the_activity_and_all_say_who_was_there(company: Company) -> None:
    with company.write() as work:
        customer, grace = a_customer(work), a_user(work, "Grace Lin")
        first, second = a_contact(work, "Dana Holt", customer), a_contact(work, "Cai Wen", customer)
        visit = an_interaction(work, customer_id=customer, contact_id=first)
        for column, person in (("contact_id", second), ("user_id", grace)):
            part = {column: person}
            work.session.add(Participant(id=Participant.id_of(visit, person), interaction_id=visit, **part))
        item = entry("rating_item", "product")
        rated = {"customer_id": customer, "interaction_id": visit, "item_id": item, "rated_on": work.today}
        work.session.add(Rating(id=Rating.id_of(visit, item), expected=4, perceived=3, **rated))
    with company.read() as reading:
        (told,) = timeline(reading, contact_id=second).items
        assert told.record_id == visit
        assert told.people == ("Cai Wen", "Grace Lin")
        assert [(each.item_id, each.expected, each.perceived) for each in told.ratings] == [(item, 4, 3)]
        assert len(timeline(reading, contact_id=first).items) == 1
