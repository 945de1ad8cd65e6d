"""The sample company: the same from the same seed, whole, and believable."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.clock import FixedClock, zone_named
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITIES, NumberBlock
from crm_desktop.models.contract import STAGES
from crm_desktop.operations import approval, claims, rules
from crm_desktop.operations.contract import contract_draft
from crm_desktop.operations.contract_steps import frozen_content
from crm_desktop.operations.sample import MADE_AT, SampleDraft, create_sample, create_sample_file, fullness
from crm_desktop.operations.sample.days import Days
from crm_desktop.queries.integrity import findings
from crm_desktop.queries.recycle import recycled
from crm_desktop.queries.today import today
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database, Reading
from tests.company import NOW

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The sample as it is offered at the first start."""
    path = tmp_path_factory.mktemp("sample") / "sample.crm"
    create_sample_file(path, clock=FixedClock.at(NOW))
    database = Database.open(path, FixedClock.at(NOW), read_only=True)
    yield database
    database.close()


@pytest.fixture
def reading(sample: Database) -> Iterator[Reading]:
    """The sample as the program itself sees it."""
    with sample.read(SYSTEM) as reading:
        yield reading


def rows(reading: Reading, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in reading.connection.exec_driver_sql(statement)]


def value(reading: Reading, statement: str) -> Any:
    return rows(reading, statement)[0][0]


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every record of a file; blocks of numbers belong to the laptop that leased them."""
    database = Database.open(path, read_only=True)
    with database.read(SYSTEM) as reading:
        tables = [entity.__tablename__ for entity in ENTITIES if entity is not NumberBlock]
        found = {table: rows(reading, f"SELECT * FROM {table} ORDER BY id") for table in tables}
    database.close()
    return found


def test_the_same_seed_size_and_day_make_the_same_company(tmp_path: Path) -> None:
    """In whatever order sets tell what they hold: that differs from process to process."""
    draft = SampleDraft(customers=12, seed=7, today=TODAY)
    create_sample_file(tmp_path / "one.crm", draft)
    make = f"""if 1:
        from datetime import date
        from pathlib import Path
        from crm_desktop.operations.sample import SampleDraft, create_sample_file
        create_sample_file(Path({str(tmp_path / "two.crm")!r}), SampleDraft(12, 7, date.fromisoformat('{TODAY}')))"""
    hashing = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    subprocess.run([sys.executable, "-c", make], check=True, env=os.environ | {"PYTHONHASHSEED": hashing})
    create_sample_file(tmp_path / "other.crm", SampleDraft(customers=12, seed=8, today=TODAY))

    one, two, other = (content(tmp_path / name) for name in ("one.crm", "two.crm", "other.crm"))

    assert one == two
    assert one["customer"] != other["customer"]


def test_the_file_is_whole(reading: Reading) -> None:
    assert findings(reading) == []


def test_every_kind_of_record_is_there(reading: Reading) -> None:
    left_out = {
        "replica_info",
        "segment",
        "segment_run",
        "attachment",
        "saved_view",
        "review_decision",
        "star",
    }
    empty = {e.__tablename__ for e in ENTITIES if not value(reading, f"SELECT count(*) FROM {e.__tablename__}")}
    assert empty == left_out
    assert value(reading, "SELECT count(*) FROM customer WHERE deleted = 0") == 250


def test_people_may_log_in_with_their_scopes(reading: Reading) -> None:
    assert viewer_of(reading).name == "沈嘉和"
    lin, wang = viewer_of(reading, "lin"), viewer_of(reading, "wang")
    assert wang.user_id in lin.readable
    assert lin.user_id not in wang.readable


# What would contradict itself; every statement counts the contradictions.
CONTRADICTIONS = {
    "a deal's amount is the sum of its lines": """
        SELECT count(*) FROM opportunity o WHERE amount_minor <>
        (SELECT coalesce(sum(net_minor), 0) FROM opportunity_line l WHERE l.opportunity_id = o.id)""",
    "every order and deal has lines that cost something": """
        SELECT (SELECT count(*) FROM sales_order o WHERE NOT EXISTS
          (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.net_minor > 0))
        + (SELECT count(*) FROM opportunity o WHERE amount_minor <= 0)""",
    "stage, outcome, probability and closing day agree": """
        SELECT count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.outcome <> s.outcome
        OR o.probability_e6 <> s.probability_e6 OR (o.outcome = 'open') <> (o.closed_on IS NULL)
        OR (o.outcome = 'open') <> (o.reason_id IS NULL)""",
    "deals close after they open, after their customer came": """
        SELECT count(*) FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id
        WHERE o.closed_on <= o.opened_on OR o.created_at < c.created_at""",
    "the payment state follows the receipts": """
        SELECT count(*) FROM (SELECT o.payment_state AS state,
          (SELECT coalesce(sum(amount_minor), 0) FROM receipt WHERE order_id = o.id) AS received,
          (SELECT sum(net_minor) FROM order_line WHERE order_id = o.id) + o.freight_minor + o.tax_minor AS total
          FROM sales_order o)
        WHERE state <> CASE WHEN received >= total THEN 'paid' WHEN received > 0 THEN 'partly_paid'
          ELSE 'unpaid' END""",
    "what falls due is what an order costs": """
        SELECT count(*) FROM sales_order o WHERE status <> 'cancelled' AND
        (SELECT sum(amount_minor) FROM receivable WHERE order_id = o.id) <>
        (SELECT sum(net_minor) FROM order_line WHERE order_id = o.id) + freight_minor + tax_minor""",
    "nothing has happened today or later, but that a rule gave back customers at midnight": f"""
        SELECT (SELECT count(*) FROM interaction WHERE happened_on >= '{TODAY}')
        + (SELECT count(*) FROM sales_order WHERE max(ordered_on, coalesce(shipped_on, '')) >= '{TODAY}')
        + (SELECT count(*) FROM receipt WHERE paid_on >= '{TODAY}')
        + (SELECT count(*) FROM contract WHERE max(coalesce(signed_on, ''), coalesce(closed_on, '')) >= '{TODAY}')
        + (SELECT count(*) FROM invoice WHERE max(issued_on, coalesce(voided_on, '')) >= '{TODAY}')
        + (SELECT count(*) FROM opportunity WHERE closed_on >= '{TODAY}')
        + (SELECT count(*) FROM history_entry WHERE from_on >= '{TODAY}' AND NOT (field = 'owner' AND value IS NULL))
        + (SELECT count(*) FROM history_entry WHERE from_on > '{TODAY}')""",
    "history is told in the order it happened": """
        SELECT count(*) FROM (SELECT from_on, lag(from_on) OVER
        (PARTITION BY record_id, field ORDER BY changed_at) AS before FROM history_entry) WHERE before > from_on""",
    "firms have different names": """
        SELECT count(*) - count(DISTINCT name) FROM customer WHERE kind <> 'consumer'""",
    "a customer has at most one main contact": """
        SELECT count(*) FROM (SELECT 1 FROM contact_role WHERE is_main GROUP BY customer_id HAVING count(*) > 1)""",
    "a case goes through its steps in time": """
        SELECT count(*) FROM service_case WHERE assigned_at < opened_at OR handled_at < assigned_at
        OR closed_on < opened_on OR (status = 'archived') <> (closed_on IS NOT NULL)""",
    "tasks and what tells of them agree": """
        SELECT count(*) FROM task t LEFT JOIN interaction i ON i.id = t.interaction_id
        WHERE (t.status = 'open') <> (t.done_on IS NULL) OR t.done_on < date(t.created_at / 1000, 'unixepoch', '-1 day')
        OR i.happened_on <> t.done_on OR t.remind_at > t.due_at""",
    "an accepted quotation offers what its deal holds": """
        SELECT count(*) FROM quotation q JOIN opportunity o ON o.id = q.opportunity_id WHERE q.status = 'accepted'
        AND (o.outcome <> 'won' OR o.closed_on <> q.decided_on OR o.amount_minor <>
        (SELECT sum(net_minor) FROM quotation_line l WHERE l.quotation_id = q.id))""",
    "quotations go out, are answered, and are made anew under their number": """
        SELECT count(*) FROM quotation q WHERE (status = 'draft') <> (sent_on IS NULL) OR valid_until < quoted_on
        OR (status IN ('accepted', 'declined')) <> (decided_on IS NOT NULL) OR (version = 2 AND NOT EXISTS
        (SELECT 1 FROM quotation e WHERE e.number = q.number AND e.version = 1 AND e.quoted_on < q.quoted_on))""",
    "a deal is not shared with its owner, nor wholly given away": """
        SELECT count(*) FROM opportunity_share s JOIN opportunity o ON o.id = s.opportunity_id
        WHERE s.user_id = o.owner_id OR s.share_e6 NOT BETWEEN 1 AND 500000""",
    "a contract is the sum of its lines, and of its plan": """
        SELECT count(*) FROM contract k WHERE amount_minor <= 0 OR amount_minor <>
        (SELECT sum(net_minor + tax_minor) FROM contract_line WHERE contract_id = k.id) OR amount_minor <>
        (SELECT sum(amount_minor) FROM receivable WHERE contract_id = k.id)""",
    "no more comes in, is given back or invoiced than was agreed": """
        SELECT count(*) FROM contract k WHERE (SELECT coalesce(sum(amount_minor), 0) FROM receipt
        WHERE contract_id = k.id) NOT BETWEEN 0 AND amount_minor OR (SELECT coalesce(sum(amount_minor), 0) FROM invoice
        WHERE contract_id = k.id AND status = 'issued') NOT BETWEEN 0 AND amount_minor
        OR EXISTS (SELECT 1 FROM receipt r WHERE r.contract_id = k.id
        AND (r.paid_on < k.signed_on OR k.signed_on IS NULL OR (r.amount_minor < 0) <> (r.refunds_id IS NOT NULL)))""",
    "stage and days of a contract agree": """
        SELECT count(*) FROM contract k WHERE (stage IN ('signed', 'completed', 'terminated'))
        <> (signed_on IS NOT NULL) OR (stage IN ('completed', 'terminated')) <> (closed_on IS NOT NULL)
        OR closed_on < signed_on OR starts_on < signed_on OR ends_on <= starts_on
        OR (stage = 'completed' AND amount_minor <> (SELECT sum(amount_minor) FROM receipt WHERE contract_id = k.id))
        OR (stage IN ('submitted', 'approved')) <> EXISTS (SELECT 1 FROM approval WHERE record_id = k.id)""",
    "answers lie within what their question allows": """
        SELECT count(*) FROM survey_answer a JOIN survey_question q ON q.id = a.question_id
        JOIN survey_response r ON r.id = a.response_id AND r.survey_id = q.survey_id
        WHERE NOT CASE q.kind WHEN 'score' THEN a.number BETWEEN 1 AND 5 WHEN 'recommend' THEN a.number BETWEEN 0 AND 10
          WHEN 'text' THEN a.said <> '' ELSE instr(q.options, a.said) > 0 END""",
    "a customer in the pool got there by a step that is told": """
        SELECT count(*) FROM customer c JOIN history_entry h ON h.record_id = c.id AND h.field = 'owner'
        WHERE c.owner_id IS NULL AND NOT EXISTS (SELECT 1 FROM claim WHERE customer_id = c.id AND user_id IS NULL)""",
    "every place in a text is filled": """
        SELECT (SELECT count(*) FROM interaction WHERE subject || detail LIKE '%{%')
        + (SELECT count(*) FROM service_case WHERE subject || request LIKE '%{%')""",
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_nothing_contradicts_itself(reading: Reading, rule: str) -> None:
    assert value(reading, CONTRADICTIONS[rule]) == 0


# Table, field of its history, column of today.
KEPT = [
    ("opportunity", "stage", "stage_id"),
    ("opportunity", "owner", "owner_id"),
    ("customer", "level", "level_id"),
    ("customer", "owner", "owner_id"),
    ("customer", "status", "status"),
    ("contact", "owner", "owner_id"),
    ("sales_order", "status", "status"),
    ("contract", "stage", "stage"),
    ("contract", "owner", "owner_id"),
    ("service_case", "status", "status"),
    ("lead", "status", "status"),
]


def differing(table: str, field: str, column: str, but: str = "NOT now") -> str:
    """Counts the records whose field is not what its history says last."""
    last = f"""SELECT value FROM history_entry h WHERE h.record_id = r.id AND h.field = '{field}'
        ORDER BY from_on DESC, changed_at DESC LIMIT 1"""
    return f"SELECT count(*) FROM (SELECT r.{column} AS now, ({last}) AS last FROM {table} r) WHERE last IS {but}"


@pytest.mark.parametrize(("table", "field", "column"), KEPT)
def test_the_last_history_entry_is_what_holds_now(reading: Reading, table: str, field: str, column: str) -> None:
    assert value(reading, differing(table, field, column)) == 0


def test_it_sells_like_a_real_firm(reading: Reading) -> None:
    won, lost, still_open = (
        value(reading, f"SELECT count(*) FROM opportunity WHERE outcome = '{outcome}'")
        for outcome in ("won", "lost", "open")
    )
    assert 0.33 <= won / (won + lost) <= 0.47
    assert still_open >= 25
    cycle = "SELECT avg(julianday(closed_on) - julianday(opened_on)) FROM opportunity WHERE outcome = 'won'"
    assert 30 <= value(reading, cycle) <= 60
    sums = [
        row[0]
        for row in rows(
            reading,
            "SELECT sum(net_minor) AS bought FROM order_line l JOIN sales_order o ON o.id = l.order_id"
            " GROUP BY customer_id ORDER BY bought DESC",
        )
    ]
    assert sum(sums[: len(sums) // 5]) > 0.6 * sum(sums)
    assert sums[0] < 0.4 * sum(sums)


def test_contracts_stand_in_every_stage_and_bring_money(reading: Reading) -> None:
    stages = {row[0] for row in rows(reading, "SELECT DISTINCT stage FROM contract")}
    assert stages == set(STAGES)
    in_a_quarter = TODAY + timedelta(days=90)
    for condition in (
        f"stage = 'signed' AND ends_on BETWEEN '{TODAY}' AND '{in_a_quarter}'",
        "predecessor_id IS NOT NULL",
        "(SELECT count(*) FROM receivable d WHERE d.contract_id = k.id) > 1",
        "EXISTS (SELECT 1 FROM receipt r WHERE r.contract_id = k.id AND r.refunds_id IS NOT NULL)",
        "EXISTS (SELECT 1 FROM receipt r JOIN receivable d ON d.id = r.receivable_id"
        " WHERE r.contract_id = k.id AND r.amount_minor BETWEEN 1 AND d.amount_minor - 1)",
        "EXISTS (SELECT 1 FROM invoice i WHERE i.contract_id = k.id AND i.corrects_id IS NOT NULL)",
    ):
        assert value(reading, f"SELECT count(*) FROM contract k WHERE {condition}") > 0, condition
    for contract_id, content in rows(reading, "SELECT record_id, content FROM approval"):
        # As it was submitted: it can be approved and signed.
        assert content == approval.written(frozen_content(contract_draft(reading, contract_id)))


def test_there_is_something_to_do_today(reading: Reading) -> None:
    for comparison in ("<", "=", ">"):
        where = f"next_step_on {comparison} '{TODAY}'"
        assert value(reading, f"SELECT count(*) FROM opportunity WHERE outcome = 'open' AND {where}") > 0
    assert value(reading, f"SELECT count(*) FROM interaction WHERE next_step_on = '{TODAY}'") > 0
    assert value(reading, "SELECT count(*) FROM service_case WHERE status <> 'archived'") > 0
    assert value(reading, f"SELECT count(*) FROM sales_order WHERE payment_state = 'unpaid' AND due_on < '{TODAY}'") > 0


def test_the_rules_of_the_company_find_nothing_to_do(reading: Reading) -> None:
    assert not rules.has_work(reading)
    steps: dict[str, list[claims.Step]] = {}
    for customer_id, *step in reading.plain(
        "SELECT customer_id, id, kind, user_id, previous_id, at, contacted_at FROM claim ORDER BY at, id"
    ):
        steps.setdefault(customer_id, []).append(claims.Step(*step))
    owners = dict(reading.plain("SELECT id, owner_id FROM customer"))
    assert {claims.holder(each).owner_id == owners[customer] for customer, each in steps.items()} == {True}


def test_the_day_of_everybody_has_something_in_it(sample: Database, reading: Reading) -> None:
    seen = set()
    for login in ("shen", "lin", "wang", "ma", "zhang"):
        with sample.read(viewer_of(reading, login)) as day:
            counts = today(day).counts
        assert sum(counts.values()) > 0
        seen |= {section for section, count in counts.items() if count}
    assert seen >= {"overdue", "due", "new", "quiet"}


def test_what_was_deleted_says_why(reading: Reading) -> None:
    found = recycled(reading)
    assert {row.kind for row in found} == {"customer", "contact", "lead", "interaction", "task"}
    assert all(row.reason and row.by for row in found)


def test_it_speaks_both_languages(reading: Reading) -> None:
    names = [row[0] for row in rows(reading, "SELECT name FROM customer WHERE deleted = 0")]
    english = sum(name.isascii() for name in names)
    assert 0.08 <= english / len(names) <= 0.3


def test_no_telephone_number_and_no_address_of_the_net_is_real(reading: Reading) -> None:
    numbers = [row[0] for row in rows(reading, "SELECT value FROM contact_point WHERE kind = 'phone'")]
    for_fiction = re.compile(r"154 |0\d{2,3} 1\d{3} |\+.*( 0?555| 5550| 7946 0| 496 0| 7700 900|491 570)")
    assert [number for number in numbers if not for_fiction.match(number)] == []
    mails = [row[0] for row in rows(reading, "SELECT value FROM contact_point WHERE kind = 'email'")]
    assert all(mail.endswith("example.com") for mail in mails)


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(_fraction: float, _message: Message) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_sample_file(tmp_path / "new.crm", SampleDraft(customers=3), stop)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.crm"
    path.write_text("mine")
    with pytest.raises(UserError, match="exists already"):
        create_sample_file(path)
    assert path.read_text() == "mine"


def test_a_size_out_of_reason_is_refused(tmp_path: Path) -> None:
    for customers in (0, -1, 1_000_001):
        with pytest.raises(UserError, match="number of customers"):
            create_sample_file(tmp_path / "new.crm", SampleDraft(customers))
    assert list(tmp_path.iterdir()) == []


def test_a_large_sample_is_made_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_desktop.operations.sample.AT_ONCE", 5)
    told: list[float] = []
    database = Database.create(tmp_path / "parts.crm", FixedClock.at(NOW))
    counts = create_sample(database, SampleDraft(customers=12), lambda fraction, _message: told.append(fraction))
    database.close()

    assert told[:3] == [5 / 12 * MADE_AT, 10 / 12 * MADE_AT, MADE_AT]
    assert told[-1] == 1
    assert counts["customer"] == 12


def test_of_more_customers_less_is_told() -> None:
    assert fullness(1) == fullness(500) == 1
    assert 1 > fullness(501) > fullness(10_000) > fullness(100_000) > fullness(1_000_000) > 0


@pytest.mark.parametrize(("size", "least", "most"), [(100_000, 20, 38), (1_000_000, 5, 9)])
def test_a_large_sample_thins_out_its_small_customers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, least: int, most: int
) -> None:
    monkeypatch.setattr("crm_desktop.operations.sample.fullness", lambda _customers: fullness(size))
    path = tmp_path / "thin.crm"
    counts = create_sample_file(path, SampleDraft(customers=200, today=TODAY))
    assert least <= sum(counts.values()) / 200 <= most
    database = Database.open(path, read_only=True)
    with database.read(SYSTEM) as reading:
        assert findings(reading) == []
        assert {rule for rule, statement in CONTRADICTIONS.items() if value(reading, statement)} == set()
        assert [kept for kept in KEPT if value(reading, differing(*kept, but="NOT NULL AND last IS NOT now"))] == []
        assert counts["history_entry"] < 8 * counts["customer"]
        one_contact = "SELECT count(*) FROM (SELECT 1 FROM contact_role GROUP BY customer_id HAVING count(*) = 1)"
        assert value(reading, one_contact) > 40
    database.close()


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 2, 28), date(2024, 2, 29), date(2026, 11, 22)])
def test_any_day_may_be_today(tmp_path: Path, today: date) -> None:
    assert Days(today, zone_named("Asia/Shanghai")).last < today
    assert create_sample_file(tmp_path / "any.crm", SampleDraft(customers=5, today=today))["customer"] == 5
