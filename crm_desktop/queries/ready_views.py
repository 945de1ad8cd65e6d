"""The ready-made views of every tab, by their conditions; loading them loads no list."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.models.article import DRAFT as ARTICLE_DRAFT
from crm_desktop.models.article import PUBLISHED, WITHDRAWN
from crm_desktop.models.channel import ENDED as ENDED_LINK
from crm_desktop.models.channel import SUPPLIES
from crm_desktop.models.contract import APPROVED, COMPLETED, SIGNED, SUBMITTED, VOID
from crm_desktop.models.contract import DRAFT as NOT_SUBMITTED
from crm_desktop.models.customising import table_of_kind
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.models.insight import CHURN_LOST, ENDED, PLANNED, RUNNING
from crm_desktop.models.lead import ASSIGNED, FAILED, UNASSIGNED
from crm_desktop.models.lead import WON as DEVELOPED
from crm_desktop.models.order import CANCELLED, PLACED
from crm_desktop.models.quotation import ACCEPTED, DECLINED, DRAFT, SENT
from crm_desktop.models.service_case import ARCHIVED, HANDLED, WAITING
from crm_desktop.models.task import OPEN as TO_DO
from crm_desktop.queries.churn import SCORED, WON_BACK

QUIET_DAYS = 60
OPEN_DEAL = Filter("outcome", "is", OPEN)
OPEN_CASE = Filter("status", "is_not", ARCHIVED)
OPEN_TASK = Filter("status", "is", TO_DO)
_SUPPLIES = Filter("state", "is", SUPPLIES)
_MINE = Filter("owner", "is", ME)
_STARRED = Filter("starred", "is", ME)
_OPEN_WARNING = Filter("is_open", "is", True)
_OLD_DATA = Filter("data_due", "is", True)


@dataclass(frozen=True)
class View:
    """A list under a name of its own; the first one of a kind is shown first.

    One that `is_costly` asks the journal of every record: nobody counts it beside others after every step.
    """

    key: str
    title: str
    spec: ListSpec

    @property
    def is_costly(self) -> bool:
        """Whether it takes long to count."""
        return _OLD_DATA in self.spec.filters


def views(kind: str) -> tuple[View, ...]:
    """The ready-made views of a kind of record."""
    return tuple(View(key, title, ListSpec(filters)) for key, title, filters in _VIEWS[table_of_kind(kind)]())


_Told = Iterator[tuple[str, str, tuple[Filter, ...]]]


def _customers() -> _Told:
    yield "all", N_("All customers"), ()
    yield "mine", N_("My customers"), (_MINE,)
    yield "starred", N_("Starred"), (_STARRED,)
    yield "quiet", N_("No contact in 60 d"), (Filter("quiet_for", "at_least", QUIET_DAYS),)
    yield "buying", N_("With open deals"), (Filter("has_open_deals", "is", True),)
    yield "at_risk", N_("Churn warnings"), (Filter("service_risk", "is", True),)
    yield "data", N_("Data to check"), (_OLD_DATA,)
    yield "pool", N_("Public pool"), (Filter("owner", "is_empty"),)
    yield "leaving", N_("Soon in the public pool"), (_MINE, Filter("protected_until", "during", "next_7_days"))
    yield "shared_with_me", N_("Shared with me"), (Filter("shared_with", "is", ME),)
    yield "shared_by_me", N_("Shared by me"), (Filter("shared_by", "is", ME),)


def _contacts() -> _Told:
    yield "all", N_("All contacts"), ()
    yield "mine", N_("My contacts"), (_MINE,)
    yield "starred", N_("Starred"), (_STARRED,)
    yield "main", N_("Main contacts"), (Filter("is_main", "is", True),)
    yield "data", N_("Data to check"), (_OLD_DATA,)
    yield "alone", N_("Without a customer"), (Filter("customer", "is_empty"),)


def _leads() -> _Told:
    yield "unassigned", N_("Not assigned yet"), (Filter("status", "is", UNASSIGNED),)
    yield "mine", N_("My leads"), (Filter("status", "is", ASSIGNED), _MINE)
    yield "starred", N_("Starred"), (_STARRED,)
    yield "assigned", N_("Being developed"), (Filter("status", "is", ASSIGNED),)
    yield "overdue", N_("With overdue steps"), (Filter("is_overdue", "is", True),)
    yield "won", N_("Developed"), (Filter("status", "is", DEVELOPED),)
    yield "failed", N_("Given up"), (Filter("status", "is", FAILED),)
    yield "all", N_("All leads"), ()


def _opportunities() -> _Told:
    yield "open", N_("All open deals"), (OPEN_DEAL,)
    yield "mine", N_("My open deals"), (OPEN_DEAL, _MINE)
    yield "starred", N_("Starred"), (_STARRED,)
    yield "this_month", N_("Expected this month"), (OPEN_DEAL, Filter("expected_close_on", "during", "this_month"))
    yield "late", N_("Past the expected close"), (OPEN_DEAL, Filter("expected_close_on", "during", "past"))
    yield "stalled", N_("Stalled deals"), (Filter("is_stalled", "is", True),)
    won = Filter("outcome", "is", WON)
    yield "won_quarter", N_("Won this quarter"), (won, Filter("closed_on", "during", "this_quarter"))
    yield "won", N_("Won deals"), (won,)
    yield "lost", N_("Lost deals"), (Filter("outcome", "is", LOST),)
    yield "all", N_("All opportunities"), ()


def _service_cases() -> _Told:
    yield "open", N_("All open cases"), (OPEN_CASE,)
    yield "mine", N_("My open cases"), (OPEN_CASE, _MINE)
    yield "team", N_("Open cases of my team"), (OPEN_CASE, Filter("team_of", "is", ME))
    yield "unassigned", N_("Not assigned yet"), (OPEN_CASE, Filter("owner", "is_empty"))
    yield "overdue", N_("Overdue cases"), (Filter("is_overdue", "is", True),)
    yield "soon", N_("About to be late"), (Filter("is_nearly_late", "is", True),)
    yield "waiting", N_("Waiting cases"), (Filter("status", "is", WAITING),)
    yield "feedback", N_("Waiting for feedback"), (Filter("status", "is", HANDLED),)
    yield "archived", N_("Archived cases"), (Filter("status", "is", ARCHIVED),)
    yield "all", N_("All service cases"), ()


def _tasks() -> _Told:
    yield "mine", N_("My tasks"), (OPEN_TASK, _MINE)
    yield "today", N_("Due today"), (OPEN_TASK, _MINE, Filter("due_on", "during", "today"))
    yield "overdue", N_("Overdue tasks"), (OPEN_TASK, _MINE, Filter("due_on", "during", "past"))
    yield "week", N_("Due this week"), (OPEN_TASK, _MINE, Filter("due_on", "during", "this_week"))
    yield "given", N_("Given to others"), (OPEN_TASK, Filter("assigned_by", "is", ME))
    yield "open", N_("All open tasks"), (OPEN_TASK,)
    yield "done", N_("Done tasks"), (Filter("status", "is_not", TO_DO),)
    yield "all", N_("All tasks"), ()


def _activities() -> _Told:
    yield "mine", N_("My activities"), (_MINE,)
    yield "week", N_("This week"), (Filter("happened_on", "during", "this_week"),)
    yield "next", N_("With a next step"), (Filter("next_step_on", "not_empty", None),)
    yield "late", N_("Next step is late"), (_MINE, Filter("next_step_on", "during", "past"))
    yield "all", N_("All activities"), ()


def _documents() -> _Told:
    newest = Filter("is_current", "is", True)
    yield "current", N_("All documents"), (newest,)
    yield "expiring", N_("Expiring in 30 days"), (newest, Filter("valid_until", "during", "next_30_days"))
    yield "expired", N_("Expired documents"), (newest, Filter("is_expired", "is", True))
    yield "limited", N_("With a day of expiry"), (newest, Filter("valid_until", "not_empty"))
    yield "mine", N_("Added by me"), (newest, Filter("added_by", "is", ME))
    yield "older", N_("Older versions"), (Filter("is_current", "is", False),)
    yield "all", N_("All versions"), ()


def _campaigns() -> _Told:
    yield "running", N_("Running campaigns"), (Filter("status", "is", RUNNING),)
    yield "mine", N_("My campaigns"), (_MINE,)
    yield "planned", N_("Planned campaigns"), (Filter("status", "is", PLANNED),)
    yield "ended", N_("Ended campaigns"), (Filter("status", "is", ENDED),)
    yield "all", N_("All campaigns"), ()


def _members() -> _Told:
    yield "mine", N_("To be asked by me"), (_MINE, Filter("answer", "is_empty"), Filter("is_refused", "is", False))
    yield "unreached", N_("Not reached yet"), (Filter("is_reached", "is", False), Filter("is_refused", "is", False))
    yield "answered", N_("With an answer"), (Filter("is_answered", "is", True),)
    yield "refused", N_("Who opted out"), (Filter("is_refused", "is", True),)
    yield "all", N_("All members"), ()


def _surveys() -> _Told:
    yield "all", N_("All surveys"), ()
    yield "mine", N_("My surveys"), (_MINE,)


def _articles() -> _Told:
    yield "published", N_("Published answers"), (Filter("status", "is", PUBLISHED),)
    yield "mine", N_("My articles"), (_MINE,)
    yield "drafts", N_("Articles not published yet"), (Filter("status", "is", ARTICLE_DRAFT),)
    yield "changed", N_("Changed since they were published"), (Filter("is_changed", "is", True),)
    yield "withdrawn", N_("Withdrawn answers"), (Filter("status", "is", WITHDRAWN),)
    yield "all", N_("All articles"), ()


def _own_records() -> _Told:
    yield "all", N_("All records"), ()
    yield "mine", N_("My records"), (_MINE,)
    yield "starred", N_("Starred"), (_STARRED,)
    yield "alone", N_("Without a customer"), (Filter("customer", "is_empty"),)


def _quotations() -> _Told:
    waiting, lasting = Filter("status", "is", SENT), Filter("is_expired", "is", False)
    yield "valid", N_("Valid quotations"), (waiting, lasting)
    yield "mine", N_("My quotations"), (_MINE,)
    yield "drafts", N_("Not sent yet"), (Filter("status", "is", DRAFT),)
    yield "expiring", N_("Expiring in 7 days"), (waiting, Filter("valid_until", "during", "next_7_days"))
    yield "expired", N_("Expired quotations"), (Filter("is_expired", "is", True),)
    yield "accepted", N_("Accepted quotations"), (Filter("status", "is", ACCEPTED),)
    yield "declined", N_("Declined quotations"), (Filter("status", "is", DECLINED),)
    yield "all", N_("All quotations"), ()


def _contracts() -> _Told:
    in_force, lasting = Filter("stage", "is", SIGNED), Filter("has_ended", "is", False)
    yield "in_force", N_("Contracts in force"), (in_force,)
    yield "mine", N_("My contracts"), (_MINE,)
    yield "to_approve", N_("Contracts to approve"), (Filter("stage", "is", SUBMITTED),)
    yield "drafts", N_("Draft contracts"), (Filter("stage", "is", NOT_SUBMITTED),)
    yield "to_sign", N_("Approved, to be signed"), (Filter("stage", "is", APPROVED),)
    yield "ending", N_("Ending in 90 days"), (in_force, lasting, Filter("ends_on", "during", "next_90_days"))
    yield "ended", N_("Past their last day"), (in_force, Filter("has_ended", "is", True))
    yield "overdue", N_("With overdue payments"), (Filter("is_overdue", "is", True),)
    yield "completed", N_("Completed contracts"), (Filter("stage", "is", COMPLETED),)
    yield "all", N_("All contracts"), ()


def _receipts() -> _Told:
    yield "month", N_("Receipts of this month"), (Filter("paid_on", "during", "this_month"),)
    yield "refunds", N_("Refunds"), (Filter("is_refund", "is", True),)
    yield "alone", N_("Without contract or order"), (Filter("is_assigned", "is", False),)
    yield "all", N_("All receipts"), ()


def _orders() -> _Told:
    yield "open", N_("Open orders"), (Filter("is_open", "is", True),)
    yield "mine", N_("My orders"), (_MINE,)
    yield "to_ship", N_("Not shipped yet"), (Filter("status", "is", PLACED),)
    yield "overdue", N_("Overdue orders"), (Filter("is_overdue", "is", True),)
    yield "month", N_("Orders of this month"), (Filter("ordered_on", "during", "this_month"),)
    yield "cancelled", N_("Cancelled orders"), (Filter("status", "is", CANCELLED),)
    yield "all", N_("All orders"), ()


def _products() -> _Told:
    yield "offered", N_("Products offered"), (Filter("is_active", "is", True),)
    yield "sold_out", N_("Nothing in stock"), (Filter("is_active", "is", True), Filter("stock_e6", "at_most", 0))
    yield "withdrawn", N_("No longer offered"), (Filter("is_active", "is", False),)
    yield "all", N_("All products"), ()


def _invoices() -> _Told:
    yield "month", N_("Invoices of this month"), (Filter("issued_on", "during", "this_month"),)
    yield "credit", N_("Credit notes"), (Filter("is_credit", "is", True),)
    yield "void", N_("Void invoices"), (Filter("status", "is", VOID),)
    yield "all", N_("All invoices"), ()


def _receivables() -> _Told:
    yield "overdue", N_("Overdue payments"), (Filter("is_overdue", "is", True),)
    yield "soon", N_("Due in 30 days"), (Filter("due_on", "during", "next_30_days"),)
    yield "mine", N_("My receivables"), (_MINE,)
    yield "all", N_("All that is open"), ()


def _churn() -> _Told:
    yield "open", N_("Being worked on"), (_OPEN_WARNING,)
    yield "mine", N_("My warnings"), (_MINE, _OPEN_WARNING)
    yield "checks", N_("Checks due"), (Filter("check_due", "is", True),)
    yield "scored", N_("Not warned of yet"), (Filter("state", "is", SCORED),)
    yield "lost", N_("Confirmed lost"), (Filter("state", "is", CHURN_LOST),)
    yield "won_back", N_("Won back"), (Filter("state", "is", WON_BACK),)
    yield "all", N_("All in danger"), ()


def _supplies() -> _Told:
    yield "now", N_("Supplying now"), (_SUPPLIES,)
    yield "silent", N_("Nothing reported in a year"), (_SUPPLIES, Filter("reported_on", "is_empty", None))
    yield "mine", N_("My buyers"), (_MINE,)
    yield "ended", N_("Ended links"), (Filter("state", "is", ENDED_LINK),)
    yield "all", N_("All links"), ()


_VIEWS = {
    "customer": _customers,
    "contact": _contacts,
    "lead": _leads,
    "opportunity": _opportunities,
    "service_case": _service_cases,
    "task": _tasks,
    "interaction": _activities,
    "attachment": _documents,
    "campaign": _campaigns,
    "campaign_member": _members,
    "survey": _surveys,
    "article": _articles,
    "custom_record": _own_records,
    "quotation": _quotations,
    "contract": _contracts,
    "sales_order": _orders,
    "receipt": _receipts,
    "product": _products,
    "invoice": _invoices,
    "receivable": _receivables,
    "churn": _churn,
    "supply_link": _supplies,
}
