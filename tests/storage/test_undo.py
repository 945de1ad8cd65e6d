"""Undo and redo: across users, restarts, imports, and what others did since."""

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer
from crm_desktop.queries.integrity import findings
from crm_desktop.storage import undo
from crm_desktop.storage.database import Database
from tests.builders import a_customer, a_user, role
from tests.company import Company


def step(company: Company, which: int) -> list[undo.Left]:
    """Undo (0) or redo (1) the next step; returns what was left alone."""
    with company.read() as reading:
        found = undo.next_steps(reading.connection, company.viewer.user_id)[which]
    assert found is not None
    with company.write("Undo") as work:
        return undo.revert(work, found.id)


def labels(company: Company) -> tuple[str | None, str | None]:
    """What undo and redo would do."""
    with company.read() as reading:
        steps = undo.next_steps(reading.connection, company.viewer.user_id)
    return tuple(str(each.label) if each else None for each in steps)  # type: ignore[return-value]  # always a pair


def living(company: Company) -> list[tuple[str, str | None]]:
    """Name and city of every customer not deleted."""
    with company.read() as reading:
        found = reading.session.execute(
            select(Customer.name, Customer.city).where(Customer.deleted.is_(False)).order_by(Customer.name)
        )
        return [(name, city) for name, city in found]


def rename(company: Company, name: str, label: str = "Rename") -> None:
    """Give the only customer another name."""
    with company.write(label) as work:
        work.session.scalars(select(Customer)).one().name = name


def test_steps_are_undone_from_the_newest_and_redone_in_order(company: Company) -> None:
    with company.write("New") as work:
        a_customer(work, "Acme")
    rename(company, "Beta")
    assert labels(company) == ("Rename", None)
    step(company, 0)
    assert labels(company) == ("New", "Rename")
    step(company, 0)
    assert living(company) == []
    step(company, 1)
    step(company, 1)
    assert living(company) == [("Beta", None)]
    assert labels(company) == ("Rename", None)
    for _ in range(2):
        step(company, 0)
    assert labels(company) == (None, "New")


def test_a_new_step_forgets_what_could_be_redone(company: Company) -> None:
    with company.write("New") as work:
        a_customer(work, "Acme")
    rename(company, "Beta")
    step(company, 0)
    rename(company, "Gamma", "Another name")
    assert labels(company) == ("Another name", None)


def test_steps_survive_a_restart(company: Company) -> None:
    with company.write("New") as work:
        a_customer(work, "Acme")
    rename(company, "Beta")
    company.database.close()
    reopened = Company(Database.open(company.database.path, company.clock), company.clock, company.viewer)
    step(reopened, 0)
    assert living(reopened) == [("Acme", None)]
    assert labels(reopened) == ("New", "Rename")
    reopened.database.close()


def test_what_someone_else_changed_since_is_left_alone_and_listed(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme")
        a_user(work, "Bo", login="bo", role_id=role("administrator"))
    with company.write("Move and rename") as work:
        record = work.session.get_one(Customer, acme)
        record.city, record.name = "Bonn", "Beta"
    rename(company.seen_by("bo"), "Bo's name")
    left = step(company, 0)
    assert living(company) == [("Bo's name", None)]
    assert [(one.table, one.columns) for one in left] == [("customer", ("name",))]


def test_undoing_ones_own_later_change_makes_the_earlier_one_undoable(company: Company) -> None:
    with company.write("New") as work:
        a_customer(work, "Acme")
    rename(company, "Beta")
    rename(company, "Gamma")
    for _ in range(2):
        assert step(company, 0) == []
    assert living(company) == [("Acme", None)]


def test_users_undo_their_own_steps_only(company: Company) -> None:
    with company.write("By Ada") as work:
        a_customer(work, "Acme")
        a_user(work, "Bo", login="bo", role_id=role("administrator"))
    assert labels(company.seen_by("bo")) == (None, None)


def test_an_import_of_many_is_one_step(company: Company) -> None:
    with company.write("Import") as work:
        numbers = work.next_numbers("customer", 3_000)
        work.insert_rows(
            Customer,
            [{"id": work.new_id(), "number": each, "name": f"N {each}", "created_at": 1} for each in numbers],
        )
    rename_one = select(Customer).where(Customer.number == numbers[7])
    with company.write("Rename") as work:
        work.session.scalars(rename_one).one().name = "Changed"
    step(company, 0)
    step(company, 0)
    assert living(company) == []
    step(company, 1)
    assert len(living(company)) == 3_000
    step(company, 1)
    assert ("Changed", None) in living(company)
    with company.read() as reading:
        assert findings(reading) == []


def test_numbers_handed_out_stay_handed_out_after_an_undo(company: Company) -> None:
    with company.write("New") as work:
        a_customer(work, "Acme")
    step(company, 0)
    with company.write("New") as work:
        a_customer(work, "Beta")
    with company.read() as reading:
        numbers = reading.session.scalars(select(Customer.number)).all()
    assert len(set(numbers)) == 2


def test_a_label_is_stored_for_every_language(company: Company) -> None:
    step = Message("Import {what}", what=Message("customers"))
    with company.database.write(Message("Undo: {step}", step=step), company.viewer) as work:
        a_customer(work, "Acme")
    assert labels(company)[0] == "Undo: Import customers"


def test_a_step_of_which_nothing_can_be_put_back_gives_way_to_the_one_before(company: Company) -> None:
    with company.write("New") as work:
        a_customer(work, "Acme")
        a_user(work, "Bo", login="bo", role_id=role("administrator"))
    rename(company, "Beta")
    rename(company.seen_by("bo"), "Bo's name")
    assert [one.columns for one in step(company, 0)] == [("name",)]
    assert labels(company) == ("New", "Rename")
    assert step(company, 1) == []
    assert labels(company) == ("Rename", None)
    with company.read() as reading:
        assert findings(reading) == []
