"""Comments of colleagues: who may write and take them back, whom an @ calls, and until when."""

from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.models import Comment
from crm_desktop.operations.comment import add_comment, delete_comment, mark_seen
from crm_desktop.operations.sharing import share
from crm_desktop.operations.task import delete_tasks
from crm_desktop.queries.mentions import mentions, place_of_comment
from crm_desktop.queries.timeline import timeline
from crm_desktop.storage.database import Reading
from tests.builders import a_customer, a_task, a_user, an_interaction
from tests.company import Company


def called(reading: Reading) -> list[tuple[str, str | None]]:
    return [(each.body, each.author) for each in mentions(reading)]


def test_a_comment_stands_below_its_activity_and_its_task(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        visit, task = an_interaction(work, customer_id=customer), a_task(work, customer_id=customer)
        add_comment(work, "interaction", visit, "Who decides there?  ")
        add_comment(work, "task", task, "Take the new prices along.")
    with company.read() as reading:
        found = timeline(reading, customer_id=customer)
        assert [each.body for each in found.items[0].comments] == ["Who decides there?"]
        assert [(each.body, each.author) for each in found.to_do[0].comments] == [
            ("Take the new prices along.", "Ada Lin")
        ]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_comment_is_refused(company: Company, text: str) -> None:
    with company.write() as work:
        visit = an_interaction(work)
        with pytest.raises(Invalid):
            add_comment(work, "interaction", visit, text)


def test_whom_an_at_calls_finds_it_until_seen(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_user(work, "Grace", login="g2")
        visit = an_interaction(work, customer_id=a_customer(work, owner_id=grace))
        comment = add_comment(work, "interaction", visit, "Well done, @Grace Lin: now the offer")
        assert work.session.get_one(Comment, comment).mentions == grace
        assert called(work) == []
    other = company.seen_by("grace")
    with other.read() as reading:
        assert called(reading) == [("Well done, @Grace Lin: now the offer", "Ada Lin")]
    with other.write() as work:
        mark_seen(work, [comment])
        mark_seen(work, [comment])
    with other.read() as reading:
        assert called(reading) == []


def test_a_comment_on_somebodys_own_task_calls_them_without_an_at(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        task = a_task(work, owner_id=grace)
        add_comment(work, "task", task, "Not before Friday")
    with company.seen_by("grace").read() as reading:
        assert called(reading) == [("Not before Friday", "Ada Lin")]
    company.clock.instant += timedelta(days=61)
    with company.seen_by("grace").read() as reading:
        assert called(reading) == []
    with company.write() as work:
        delete_tasks(work, [task])


def test_somebody_who_does_not_see_the_record_is_not_called_to_it(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        customer = a_customer(work, owner_id=company.viewer.user_id)
        visit = an_interaction(work, customer_id=customer)
        with pytest.raises(Invalid, match="Grace Lin does not see this record"):
            add_comment(work, "interaction", visit, "@grace please look")
        share(work, "customer", [customer], [grace])
        work.session.flush()
        add_comment(work, "interaction", visit, "@grace please look")


def test_only_who_wrote_a_comment_takes_it_back(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        customer = a_customer(work, owner_id=grace)
        visit = an_interaction(work, customer_id=customer)
        comment = add_comment(work, "interaction", visit, "Well done")
    other = company.seen_by("grace")
    with other.write() as work:
        own = add_comment(work, "interaction", visit, "Thank you")
        with pytest.raises(NotAllowed):
            delete_comment(work, comment)
        delete_comment(work, own)
        with pytest.raises(NotFound):
            delete_comment(work, own)
    with other.read() as reading:
        (told,) = timeline(reading, customer_id=customer).items
        assert [each.body for each in told.comments] == ["Well done"]


def test_a_comment_leads_to_the_timeline_it_stands_in(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        visit, task = an_interaction(work, customer_id=customer), a_task(work)
        on_visit, on_task = add_comment(work, "interaction", visit, "A"), add_comment(work, "task", task, "B")
        work.session.flush()
        assert place_of_comment(work, on_visit) == ("customer", customer, "interaction", visit)
        assert place_of_comment(work, on_task) == ("task", task, "task", task)
