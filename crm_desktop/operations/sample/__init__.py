"""The sample company: believable, bilingual, of any size, and the same for the same seed, size and day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_desktop.core.clock import Clock, day_of, zone_named
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.paths import unique_suffix
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.operations.sample import (
    agreements,
    calls,
    closing,
    commissions,
    desk,
    offers,
    own_kinds,
    owners,
    plans,
    trade,
)
from crm_desktop.operations.sample import firm as company
from crm_desktop.operations.sample.activities import make_interactions
from crm_desktop.operations.sample.answers import found_surveys, make_answers
from crm_desktop.operations.sample.clients import Client, make_client
from crm_desktop.operations.sample.days import Days
from crm_desktop.operations.sample.deals import make_deals
from crm_desktop.operations.sample.dice import Dice
from crm_desktop.operations.sample.leads import make_leads
from crm_desktop.operations.sample.orders import make_orders
from crm_desktop.operations.sample.people import make_contacts
from crm_desktop.operations.sample.rows import Rows
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.service import make_cases
from crm_desktop.operations.sample.standing import choose_quitting, settle
from crm_desktop.storage.database import Database, UnitOfWork

Progress = Callable[[float, Message], None]

LABEL = Message(N_("Sample company"))
# Customers written in one transaction: some 50,000 rows of a large sample, which keeps memory below 500 MB.
AT_ONCE = 3_000
# How far the work is when all records are made; then they become searchable.
MADE_AT = 0.65


@dataclass(frozen=True)
class SampleDraft:
    """How large a sample, from which seed, and which day is today in it (else today)."""

    customers: int = 250
    seed: int = 1
    today: date | None = None


def create_sample_file(
    path: Path, draft: SampleDraft = SampleDraft(), progress: Progress | None = None, clock: Clock | None = None
) -> dict[str, int]:
    """Make the sample company in a new file; tells how many living records each table has.

    The file appears when it is complete. An exception that `progress` raises stops the work and leaves nothing behind.
    """
    if path.exists():
        raise UserError(Message("“{file}” exists already. Choose another name or open it.", file=path.name))
    unfinished = path.with_name(f"{path.name}.{unique_suffix()}.part")
    try:
        database = Database.create(unfinished, clock)
        try:
            counts = create_sample(database, draft, progress)
        finally:
            database.close()
        unfinished.replace(path)
    finally:
        for end in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)
    return counts


def create_sample(
    database: Database, draft: SampleDraft = SampleDraft(), progress: Progress | None = None
) -> dict[str, int]:
    """Fill a new, empty company file, a transaction for each part; tells how many living records each table has.

    Nobody undoes this: the actor is the program. Stopping it by an exception from `progress` leaves parts behind.
    """
    _check(draft)
    zone = zone_named(company.ZONE)
    today = draft.today or day_of(database.clock.now_ms(), zone)
    seed = f"sample {draft.seed} {draft.customers} {today.isoformat()}"
    dice, days, rows = Dice(seed), Days(today, zone), Rows()
    counts: dict[str, int] = {}
    admin_id = company.admin_id_of(seed)
    with database.write(LABEL, SYSTEM) as work:
        create_company(work, _company(), admin_id)
        firm = company.found(rows, dice, days, admin_id)
        scene = Scene(
            dice, Dice(f"{seed} sales work"), Dice(f"{seed} money"), days, rows, firm, fullness(draft.customers)
        )
        _found(work, scene)
        _write(work, rows, counts)
    with database.filled(_searchable(progress)):
        for first in range(0, draft.customers, AT_ONCE):
            count = min(AT_ONCE, draft.customers - first)
            _make_part(scene, first, count, draft.customers)
            with database.write(LABEL, SYSTEM) as work:
                _write(work, rows, counts)
            if progress:
                done = first + count
                text = Message("Customers made: {done} of {all}", done=done, all=draft.customers)
                progress(done / draft.customers * MADE_AT, text)
    closing.close(database, scene, LABEL, lambda work: _write(work, rows, counts), counts)
    return counts


def fullness(customers: int) -> float:
    """How much is told of a usual customer, at most 1: the more there are, the smaller most of them are.

    Of 100,000 customers 5 interactions, 1.5 contacts and an order each; of more of them hardly more in all.
    """
    return min(1.0, float((500 / customers) ** 0.18)) * min(1.0, 100_000 / customers)


def _searchable(progress: Progress | None) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if progress:
            text = Message("Made searchable: {done} of {all} records", done=done, all=total)
            progress(MADE_AT + done / total * (1 - MADE_AT), text)

    return tell


def _check(draft: SampleDraft) -> None:
    if not 1 <= draft.customers <= 1_000_000:
        raise UserError(Message("Choose a number of customers from 1 to 1,000,000."))


def _company() -> CompanyDraft:
    return CompanyDraft(
        company.NAME, company.ADMINISTRATOR, company.ADMINISTRATOR_LOGIN, company.CURRENCY, company.ZONE
    )


def _found(work: UnitOfWork, scene: Scene) -> None:
    """What the firm set up for its daily work."""
    begun_ms = scene.days.opening(scene.days.first)
    offers.found_checklists(work)
    owners.found_rules(scene.rows)
    plans.found_templates(scene.rows, scene.luck, begun_ms)
    plans.found_tasks(scene)
    found_surveys(scene)
    calls.found_calls(scene)
    commissions.found_commission(scene)
    trade.found_targets(scene)
    desk.found_desk(scene)
    scene.instrument_id = own_kinds.found_own(scene.rows, scene.luck, begun_ms)


def _make_part(scene: Scene, first: int, count: int, customers: int) -> None:
    clients: list[Client] = []
    for number in range(first, first + count):
        client = make_client(scene, number, customers)
        choose_quitting(scene, client)
        owners.begin(scene, client)
        make_contacts(scene, client, clients)
        clients.append(client)
    for client in clients:
        deals = make_deals(scene, client)
        make_orders(scene, client, deals)
        cases = make_cases(scene, client)
        talks = make_interactions(scene, client, deals, cases)
        settle(scene, client, cases)
        owners.finish(scene, client, deals, talks)
        plans.make_plans(scene, client, talks)
        offers.make_offers(scene, client, deals)
        make_answers(scene, client)
        calls.make_call(scene, client, talks)
        own_kinds.make_instruments(scene, client)
        agreements.make_contracts(scene, client, deals)
        trade.make_trade(scene, client)
    make_leads(scene, clients)


def _write(work: UnitOfWork, rows: Rows, counts: dict[str, int]) -> None:
    for entity, count in rows.write(work):
        counts[entity.__tablename__] = counts.get(entity.__tablename__, 0) + count
