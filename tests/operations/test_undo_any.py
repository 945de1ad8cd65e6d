"""Any step can be undone, whoever made it; first it is shown what would change, and what stays because it changed."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import NotAllowed, NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.operations.undo_any import PREVIEW, preview_undo, undo_any
from crm_desktop.queries.journal_log import LogFilter, log_page
from crm_desktop.queries.record_history import CHANGED, REMOVED
from tests.builders import a_customer, a_user
from tests.company import Company


def change(company: Company, customer: str, label: str, **values: object) -> str:
    """A step that changes a customer; its name in the file."""
    with company.write(label) as work:
        loaded = customer_draft(work, customer)
        update_customer(work, customer, replace(loaded, **values), loaded)  # type: ignore[arg-type]  # of any type
    return str(work.transaction)


@pytest.fixture
def acme(company: Company) -> str:
    """A customer."""
    with company.write("New customer") as work:
        return a_customer(work, "Acme", city="Bonn")


def test_an_old_step_is_undone_and_later_ones_stay(company: Company, acme: str) -> None:
    moved = change(company, acme, "Move", city="Köln")
    change(company, acme, "Note", note="Likes tea")
    with company.write() as work:
        outcome = undo_any(work, moved)
    with company.read() as reading:
        record = reading.session.get_one(Customer, acme)
        newest = log_page(reading, LogFilter()).steps
    assert (record.city, record.note, outcome.left) == ("Bonn", "Likes tea", ())
    assert [(str(each.label), each.is_undo, each.is_undone) for each in newest[:3]] == [
        ("Undo: Move", True, False),
        ("Note", False, False),
        ("Move", False, True),
    ]


def test_a_preview_says_what_would_change_and_changes_nothing(company: Company, acme: str) -> None:
    moved = change(company, acme, "Move", city="Köln", note="By train")
    change(company, acme, "Note", note="By car")
    with company.database.write(PREVIEW, company.viewer) as work:
        seen = preview_undo(work, moved)
    assert work.transaction is None
    assert not work.changes
    ((customer,),) = [each.rows for each in seen.changes.records]
    assert (customer.what, [(each.title, each.old, each.new) for each in customer.fields]) == (
        CHANGED,
        [("City", "Köln", "Bonn")],
    )
    assert [(each.title, each.fields) for each in seen.left] == [("Acme", ("Note",))]
    with company.read() as reading:
        assert reading.session.get_one(Customer, acme).city == "Köln"
        assert str(log_page(reading, LogFilter()).steps[0].label) == "Note"


def test_undoing_a_creation_would_remove_the_record(company: Company, acme: str) -> None:
    with company.read() as reading:
        made = log_page(reading, LogFilter(text="new customer")).steps[0].transaction
    with company.database.write(PREVIEW, company.viewer) as work:
        (record,) = preview_undo(work, made).changes.records
    assert (record.name, record.rows[0].what) == ("Acme", REMOVED)
    assert record.record_id == acme


def test_a_step_is_undone_once(company: Company, acme: str) -> None:
    moved = change(company, acme, "Move", city="Köln")
    with company.write() as work:
        undo_any(work, moved)
    undone = str(work.transaction)
    with company.write() as work, pytest.raises(UserError, match="undone already"):
        undo_any(work, moved)
    with company.write() as work:
        undo_any(work, undone)
    with company.read() as reading:
        assert reading.session.get_one(Customer, acme).city == "Köln"


def test_others_steps_are_for_whoever_looks_after_the_company(company: Company, acme: str) -> None:
    with company.write() as work:
        a_user(work, "Owen Chen", login="owen")
    moved = change(company, acme, "Move", city="Köln")
    owen = company.seen_by("owen")
    with owen.write() as work, pytest.raises(NotAllowed, match="somebody else"):
        undo_any(work, moved)
    with owen.write() as work:
        own = a_customer(work, "Beta")
    with company.write() as work:
        undo_any(work, str(_last(owen)))
    with company.read() as reading:
        assert reading.session.get_one(Customer, own).deleted


def _last(company: Company) -> str:
    with company.read() as reading:
        return log_page(reading, LogFilter(person=company.viewer.user_id)).steps[0].transaction


@pytest.mark.parametrize("name", ["", "nonsense", "1:9999", "9:1", "1:x"])
def test_a_step_that_is_not_there_is_said(company: Company, name: str) -> None:
    with company.database.write(Message("Try"), company.viewer) as work, pytest.raises(NotFound):
        undo_any(work, name)


def test_a_look_at_an_undo_shows_no_hidden_field(company: Company, acme: str) -> None:
    changed = change(company, acme, "Change", city="Köln", note="Likes tea")
    change(company, acme, "Forget", note=None)
    undone = change(company, acme, "Again", city="Mainz", note="Likes gin")
    assert changed
    limited = replace(company.viewer, limits=frozenset({("customer.note", "hidden")}))
    with company.database.write(PREVIEW, limited) as work:
        seen = preview_undo(work, undone)
    ((row,),) = [record.rows for record in seen.changes.records]
    assert [(each.column, each.old, each.new) for each in row.fields] == [("city", "Mainz", "Köln")]


def test_the_step_that_began_the_company_stays(company: Company) -> None:
    with company.read() as reading:
        (founding,) = [each for each in log_page(reading, LogFilter()).steps if str(each.label) == "New company"]
    with pytest.raises(UserError, match="With this step the company began"), company.write() as work:
        undo_any(work, founding.transaction)
