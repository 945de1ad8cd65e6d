"""Work on customers who may be leaving: the rule that warns, measures that put a loss off, and the loss itself."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import ChurnCase, ChurnMeasure, Customer, DictionaryEntry
from crm_desktop.models.customer import LOST, NORMAL
from crm_desktop.models.insight import CHURN_LOST, CHURN_POSTPONED, CHURN_WARNED
from crm_desktop.operations import parameter, records
from crm_desktop.operations.references import check_references, known
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import churn
from crm_desktop.storage.database import Reading, UnitOfWork

AT_ONCE = 20_000
DETECTORS = (parameter.CHURN_MONTHS, parameter.CHURN_RHYTHM, parameter.CHURN_ALIVE)
_LONGEST = 2_000


@dataclass(frozen=True)
class MeasureDraft:
    """What is done to keep a customer, and the day on which somebody looks whether it helped."""

    measure: str | None = None
    next_check_on: date | None = None


@dataclass(frozen=True)
class LossDraft:
    """Why a customer is lost, and to whom."""

    reason_id: str | None = None
    competitor: str | None = None
    note: str | None = None


def warn(work: UnitOfWork, most: int = AT_ONCE) -> int:
    """Warn of every customer who bought and has not for too long, and take back who was lost and bought again.

    So many of either at most; returns how many.

    A rule, not a person: ids and values follow from the orders alone, so that all laptops write the same.
    """
    found = _silent(work, most)
    for case_id in (came_back := churn.back(work, most)):
        # Open again, the case tells by itself that an order won the customer back. What was confirmed stays with it.
        case = records.find(work, ChurnCase, case_id)
        records.apply(work, case, {"status": _before_loss(work, case_id)})
        _stand(work, records.find(work, Customer, case.customer_id), NORMAL)
    if found:
        work.insert_rows(
            ChurnCase,
            [
                {
                    "id": ChurnCase.id_of(each.customer_id, each.last_order_on),
                    "customer_id": each.customer_id,
                    "owner_id": each.owner_id,
                    "status": CHURN_WARNED,
                    "warned_on": each.warned_on,
                    "last_order_on": each.last_order_on,
                }
                for each in found
            ],
        )
    return len(found) + len(came_back)


def has_to_warn(reading: Reading) -> bool:
    """Whether a run would warn of anybody."""
    return bool(_silent(reading, 1) or churn.back(reading, 1))


def _silent(reading: Reading, most: int) -> list[churn.Silent]:
    """By each detector that is switched on; who is found by several is warned of once."""
    months, late, chance = (parameter.integer(reading, each) for each in DETECTORS)
    found = churn.silent(reading, months, most) if months else []
    if late or chance:
        known = {each.customer_id for each in found}
        more = churn.scored(reading, late, chance, most)
        found = [*found, *(each for each in more if each.customer_id not in known)][:most]
    return found


def case_of(reading: Reading, customer_id: str) -> str:
    """The newest warning of a customer that whoever acts sees."""
    found = churn.warned(reading, customer_id)
    if not found:
        raise UserError(Message("There is no churn warning of this customer."))
    return found[0].id


def warning_of(work: UnitOfWork, customer_id: str) -> str:
    """The warning of a customer that can be worked on: the newest, or one made now by who looks after the customer.

    Only the scores tell of somebody whom no rule warned of yet, or who was won back and is silent again.
    """
    known = churn.newest(work, customer_id)
    customer = records.find_to_change(work, Customer, customer_id)
    if known is not None and known.state != churn.WON_BACK:
        return known.id
    last_on = churn.last_scored(work, customer_id)
    if last_on is None:
        return case_of(work, customer_id)
    made = ChurnCase.id_of(customer_id, last_on)
    if work.session.get(ChurnCase, made) is None:
        case = ChurnCase(id=made, customer_id=customer_id, owner_id=customer.owner_id, status=CHURN_WARNED)
        case.warned_on, case.last_order_on = work.today, last_on
        work.session.add(case)
        work.session.flush()
    return made


def postpone(work: UnitOfWork, case_id: str, draft: MeasureDraft) -> str:
    """Put the loss of a customer off by a measure; those taken before stay as they are. Returns the measure's id."""
    case = _open_case(work, case_id)
    problems = Problems()
    problems.require("measure", draft.measure, Message("Say what is done to keep the customer."))
    problems.at_most("measure", draft.measure, _LONGEST)
    if draft.next_check_on is None or draft.next_check_on < work.today:
        problems.add("next_check_on", Message("Choose the day to look again: today or later."))
    problems.year_meant("next_check_on", draft.next_check_on)
    problems.refuse()
    taken = ChurnMeasure(
        id=work.new_id(),
        churn_case_id=case.id,
        owner_id=work.viewer.user_id or None,
        taken_on=work.today,
        measure=(draft.measure or "").strip(),
        next_check_on=draft.next_check_on,
    )
    work.session.add(taken)
    records.apply(work, case, {"status": CHURN_POSTPONED})
    return taken.id


def confirm(work: UnitOfWork, case_id: str, draft: LossDraft) -> None:
    """Note that a customer is lost, with the reason; the customer itself is lost with it."""
    case = _open_case(work, case_id)
    problems = Problems()
    problems.require("reason_id", draft.reason_id, Message("Choose why the customer left."))
    check_references(work, problems, draft, {"reason_id": DictionaryEntry}, case)
    reason = known(work, DictionaryEntry, draft.reason_id or "")
    if reason is not None and reason.kind != "churn_reason":
        problems.add("reason_id", Message("Choose one of the offered values."))
    problems.at_most("competitor", draft.competitor, 200)
    problems.at_most("note", draft.note, _LONGEST)
    problems.refuse()
    customer = records.find_to_change(work, Customer, case.customer_id)
    values = {**records.values_of(draft), "status": CHURN_LOST, "confirmed_on": work.today}
    records.apply(work, case, values)
    _stand(work, customer, LOST)


def take_back(work: UnitOfWork, case_id: str) -> None:
    """Work for a lost customer again: it counts as postponed, or as warned of where no measure was taken."""
    case = records.find_to_change(work, ChurnCase, case_id)
    if case.status != CHURN_LOST:
        raise UserError(Message("This customer is not confirmed as lost."))
    customer = records.find_to_change(work, Customer, case.customer_id)
    records.apply(work, case, {"status": _before_loss(work, case_id), "confirmed_on": None})
    _stand(work, customer, NORMAL)


def _open_case(work: UnitOfWork, case_id: str) -> ChurnCase:
    """A warning that may be worked on by whoever acts."""
    case = records.find_to_change(work, ChurnCase, case_id)
    if churn.told(work, case_id).state == churn.WON_BACK:
        raise UserError(Message("The customer has ordered and paid since, and is won back."))
    if case.status == CHURN_LOST:
        raise UserError(Message("This customer is confirmed as lost. Take that back first to work for it again."))
    return case


def _before_loss(work: UnitOfWork, case_id: str) -> str:
    return CHURN_POSTPONED if churn.told(work, case_id).measures else CHURN_WARNED


def _stand(work: UnitOfWork, customer: Customer, status: str) -> None:
    if records.apply(work, customer, {"status": status}):
        records.note_history(work, customer, "status", status)
