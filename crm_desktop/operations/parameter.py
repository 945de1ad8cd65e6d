"""The settings of the business: each declared once, with its type, its default and why one would change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, select

from crm_desktop.core.clock import zone_named
from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.money import to_minor
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.core.working_time import spans_of
from crm_desktop.models import ExchangeRate, Parameter
from crm_desktop.operations import amounts, company
from crm_desktop.operations.shipped import NUMBER_PATTERNS
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import (
    approval,
    churn,
    churn_signal,
    floor_price,
    profit_rates,
    rights,
    service_warning,
    service_work,
    working_calendar,
)
from crm_desktop.queries.balance import BAND_DAYS, BAND_PARAMETERS
from crm_desktop.queries.completeness import EXPECTED, PREFIX
from crm_desktop.queries.data_age import DAYS as DATA_DAYS
from crm_desktop.queries.data_age import DEFAULT_DAYS
from crm_desktop.storage import number_periods
from crm_desktop.storage.database import Reading, UnitOfWork

TEXT, INTEGER, FLAG, CURRENCY, TIME_ZONE, PATTERN = "text", "integer", "flag", "currency", "time_zone", "pattern"
CHOICE, HOURS, COUNTRY = "choice", "hours", "country"

COMPANY_NAME = "company.name"
COMPANY_CURRENCY = "company.currency"
COMPANY_ZONE = "company.time_zone"
LOST_NEEDS_REASON = "opportunity.lost_needs_reason"
PAYMENT_DAYS = "order.payment_days"
CASE_DAYS = "service_case.due_days"
ARCHIVE_FROM = churn_signal.ARCHIVE_FROM
RISK_DAYS = churn_signal.RISK_DAYS
COMPLAINT_KINDS = churn_signal.COMPLAINT_KINDS
CHURN_MONTHS = churn.MONTHS
CHURN_RHYTHM = churn.RHYTHM
CHURN_ALIVE = churn.ALIVE
REOPEN_DAYS = "service_case.reopen_days"
SERVICE_HOURS = working_calendar.HOURS
SERVICE_WEEK = working_calendar.WEEK
SERVICE_HOLIDAYS = working_calendar.HOLIDAYS
HOUR_COST = service_work.HOUR_COST
WARN_MINUTES = service_warning.WARN_MINUTES
WARN_TO = service_warning.WARN_TO
ESCALATE_MINUTES = service_warning.ESCALATE_MINUTES
ESCALATE_TO = service_warning.ESCALATE_TO
TOUCH_DAYS = "today.touch_days"
TASK_HORIZON = "task.horizon_days"
BIRTHDAY_DAYS = "reminder.birthday_days"
COMPANY_ADDRESS = "company.address"
COMPANY_REACHED = "company.reached"
QUOTATION_DAYS = "quotation.valid_days"
QUOTATION_TERMS = "quotation.terms"
FILE_MEGABYTES = "file.largest_megabytes"
OWNED_MOST = "pool.owned_most"
OWNED_COUNTS_BUYERS = "pool.owned_counts_buyers"
LOCKED_MOST = "pool.locked_most"
LOCK_DAYS = "pool.lock_days"
CLAIMS_A_DAY = "pool.claims_a_day"
COOL_DOWN_DAYS = "pool.cool_down_days"
WARN_DAYS = "pool.warn_days"
BIN_DAYS = "bin.days"
TARGET_DAYS = "target.freeze_days"
APPROVAL_FROM = "contract.approval_from"
APPROVES_OWN = approval.APPROVES_OWN
RENEWAL_DAYS = "contract.renewal_days"
ON_EXCEEDING = "credit.on_exceeding"
INVOICE_BEYOND = "invoice.beyond"
# When service works: by these, the time limits of open cases pass.
_CALENDAR = {SERVICE_HOURS, SERVICE_WEEK, SERVICE_HOLIDAYS, COMPANY_ZONE}
BELOW_FLOOR = floor_price.PARAMETER
WARN, REFUSE, NOTHING = "warn", "refuse", "nothing"

Value = str | int | bool | None


@dataclass(frozen=True)
class ParameterType:
    """A setting: what it holds (integers from `least` to `most`), what it is until it is set, how it is explained.

    One of type `CHOICE` holds one of its `choices`, which are pairs of a value and what it is called.
    """

    name: str
    type: str
    default: Value
    title: str
    explanation: str
    least: int = 0
    most: int = 3650
    may_be_empty: bool = False
    choices: tuple[tuple[str, str], ...] = ()


# What the settings whose names begin so are about, in the order they are shown.
_GROUPS = {
    "company": N_("The company"),
    "pool": N_("Public pool and protection"),
    "lead": N_("Leads and deals"),
    "opportunity": N_("Leads and deals"),
    "quotation": N_("Quotations"),
    "price": N_("Quotations"),
    "contract": N_("Contracts"),
    "invoice": N_("Contracts"),
    "task": N_("Tasks and reminders"),
    "reminder": N_("Tasks and reminders"),
    "target": N_("Commission and targets"),
    "order": N_("Orders and service"),
    "service": N_("Service"),
    "service_case": N_("Service"),
    "churn": N_("Service"),
    "profit": N_("What customers bring"),
    "tier": N_("What customers bring"),
    "receivable": N_("Orders and service"),
    "credit": N_("Orders and service"),
    "file": N_("Files and recycle bin"),
    "bin": N_("Files and recycle bin"),
    "profile": N_("Profiles of customers: what one should know"),
    "number": N_("Numbers of records"),
}
_OTHERS = N_("Others")
GROUPS = tuple(dict.fromkeys([*_GROUPS.values(), _OTHERS]))
_WEIGHT_HELP = N_("How much it counts that this is known of a customer. 0 means that nobody needs it.")
_PATTERN_HELP = N_(
    "The run of # becomes the digits; {YYYY}, {YY}, {MM} and {DD} the day, and the count begins anew with each year,"
    " month or day. Numbers already given stay as they are."
)

_NUMBERED = (
    ("number.customer", N_("Numbers of customers")),
    ("number.opportunity", N_("Numbers of opportunities")),
    ("number.sales_order", N_("Numbers of orders")),
    ("number.service_case", N_("Numbers of service cases")),
    ("number.lead", N_("Numbers of leads")),
    ("number.quotation", N_("Numbers of quotations")),
    ("number.product", N_("Codes of products")),
    ("number.contract", N_("Numbers of contracts")),
    ("number.receipt", N_("Numbers of receipts")),
    ("number.invoice", N_("Numbers of invoices")),
    ("number.article", N_("Numbers of articles")),
)

_POOL = (
    ParameterType(
        OWNED_MOST,
        INTEGER,
        0,
        N_("Most customers of one person"),
        N_("Nobody can claim or be given more. 0 means that there is no limit."),
        most=10**6,
    ),
    ParameterType(
        OWNED_COUNTS_BUYERS,
        FLAG,
        True,
        N_("Count customers who bought"),
        N_("Without it, customers with a won deal do not count towards the most customers of one person."),
    ),
    ParameterType(
        LOCKED_MOST,
        INTEGER,
        20,
        N_("Most protected customers of one person"),
        N_("So many customers can be kept from going back to the public pool by hand. 0 means that there is no limit."),
        most=10**6,
    ),
    ParameterType(
        LOCK_DAYS,
        INTEGER,
        90,
        N_("Longest protection, in days"),
        N_("A customer can be protected by hand for so long at a time."),
        least=1,
    ),
    ParameterType(
        CLAIMS_A_DAY,
        INTEGER,
        0,
        N_("Claims a day"),
        N_("So many customers can a person take from the public pool in a day. 0 means that there is no limit."),
        most=10**6,
    ),
    ParameterType(
        COOL_DOWN_DAYS,
        INTEGER,
        0,
        N_("Days before claiming again"),
        N_("Whoever had a customer must leave it to others for so long before claiming it again."),
    ),
    ParameterType(
        WARN_DAYS,
        INTEGER,
        7,
        N_("Warning before the public pool, in days"),
        N_("The owner is told so many days before a customer goes back, where its level says nothing else."),
    ),
)

_QUOTATIONS = (
    ParameterType(
        COMPANY_ADDRESS,
        TEXT,
        "",
        N_("Address of the company"),
        N_("Stands below the company's name on quotations."),
        may_be_empty=True,
    ),
    ParameterType(
        COMPANY_REACHED,
        TEXT,
        "",
        N_("Phone and e-mail of the company"),
        N_("Stands beside the company's address on quotations."),
        may_be_empty=True,
    ),
    ParameterType(
        QUOTATION_DAYS,
        INTEGER,
        30,
        N_("Days a quotation is valid"),
        N_("A new quotation, and each new version of one, ends so many days after it was made."),
        least=1,
    ),
    ParameterType(
        QUOTATION_TERMS,
        TEXT,
        "",
        N_("Terms of quotations"),
        N_("Stand on every new quotation, where they can be changed."),
        may_be_empty=True,
    ),
)

_BELOW_FLOOR = ParameterType(
    BELOW_FLOOR,
    CHOICE,
    floor_price.APPROVE,
    N_("When a price lies below the floor of its product"),
    N_(
        "Asked before a quotation is sent or accepted, an order placed and a contract signed. Drafts can be saved with"
        " any price."
    ),
    choices=((floor_price.APPROVE, N_("Have it approved")), (WARN, N_("Warn")), (NOTHING, N_("Say nothing"))),
)

_CONTRACTS = (
    ParameterType(
        APPROVAL_FROM,
        INTEGER,
        None,
        N_("Contracts to be approved, from this amount on"),
        N_(
            "In the company currency, tax included. 0 means every contract; while this is empty contracts are signed"
            " without being approved."
        ),
        most=10**12,
        may_be_empty=True,
    ),
    ParameterType(
        APPROVES_OWN,
        FLAG,
        False,
        N_("Approve what one asked for oneself"),
        N_("Without it, somebody else has to approve, even when whoever asks has the right to approve."),
    ),
    ParameterType(
        RENEWAL_DAYS,
        INTEGER,
        60,
        N_("Warning before a contract ends, in days"),
        N_("So early the page of the day tells its owner, where the contract names no day of its own."),
        most=730,
    ),
)

_CREDIT = ParameterType(
    ON_EXCEEDING,
    CHOICE,
    WARN,
    N_("When a customer would owe more than the credit limit"),
    N_("Asked when an order is placed or changed and when a contract is signed, of customers that have a limit."),
    choices=((WARN, N_("Warn")), (REFUSE, N_("Refuse")), (NOTHING, N_("Say nothing"))),
)

_INVOICE = ParameterType(
    INVOICE_BEYOND,
    FLAG,
    False,
    N_("Invoices beyond what was agreed"),
    N_("Without it, no more is invoiced of a contract or an order than it costs."),
)

_BAND_TITLES = (
    N_("Overdue money: end of the first age, in days"),
    N_("Overdue money: end of the second age, in days"),
    N_("Overdue money: end of the third age, in days"),
)
_BANDS = tuple(
    ParameterType(
        name,
        INTEGER,
        days,
        title,
        N_("What is overdue is told by its age. Each of the three must be later than the one before."),
        least=1,
    )
    for name, days, title in zip(BAND_PARAMETERS, BAND_DAYS, _BAND_TITLES, strict=True)
)

_SERVICE = (
    ParameterType(
        CASE_DAYS,
        INTEGER,
        3,
        N_("Days to answer"),
        N_("A new service case is due this many days after it was opened, where no time limit says when."),
    ),
    ParameterType(
        ARCHIVE_FROM,
        INTEGER,
        churn_signal.DEFAULT_ARCHIVE_FROM,
        N_("Satisfaction that archives a case"),
        N_("Fewer stars send a case back to whom it is assigned to, for another round."),
        least=1,
        most=5,
    ),
    ParameterType(
        REOPEN_DAYS,
        INTEGER,
        14,
        N_("Days in which a case can be opened again"),
        N_("Counted from the day it was archived. Later the customer's wish is a new case."),
        most=3650,
    ),
    ParameterType(
        SERVICE_HOURS,
        HOURS,
        working_calendar.DEFAULT_HOURS,
        N_("Working hours of service"),
        N_("Time limits of cases run in these hours only. Several are parted by commas."),
    ),
    ParameterType(
        SERVICE_WEEK,
        CHOICE,
        working_calendar.DEFAULT_WEEK,
        N_("Working days of service"),
        N_("On other days time limits stand still."),
        choices=(("5", N_("Monday to Friday")), ("6", N_("Monday to Saturday")), ("7", N_("Every day"))),
    ),
    ParameterType(
        SERVICE_HOLIDAYS,
        COUNTRY,
        "",
        N_("Public holidays of service"),
        N_(
            "The country whose public holidays are not worked, by its two letters, such as CN. Left empty, they are"
            " worked."
        ),
        may_be_empty=True,
    ),
    ParameterType(
        WARN_MINUTES,
        INTEGER,
        service_warning.DEFAULT_WARN_MINUTES,
        N_("Warning before a time limit"),
        N_("So many working minutes before a limit of a case passes, people are reminded. 0 means no warning."),
        most=10**5,
    ),
    ParameterType(
        WARN_TO,
        CHOICE,
        service_warning.TO_OWNER,
        N_("Who is warned"),
        N_("A case that nobody was given to is told to everybody who may assign it."),
        choices=(
            (service_warning.TO_OWNER, N_("Whom the case is assigned to")),
            (service_warning.TO_BOTH, N_("Whom it is assigned to, and their manager")),
        ),
    ),
    ParameterType(
        ESCALATE_MINUTES,
        INTEGER,
        0,
        N_("Escalation after a time limit"),
        N_("So many working minutes after a limit of a case passed, it is told to others as well."),
        most=10**5,
    ),
    ParameterType(
        ESCALATE_TO,
        CHOICE,
        service_warning.TO_MANAGER,
        N_("To whom late cases are told"),
        N_("Beside whom the case is assigned to, who sees it among the work of the day."),
        choices=(
            (service_warning.TO_MANAGER, N_("The manager of whom it is assigned to")),
            (service_warning.TO_ASSIGNERS, N_("Everybody who may assign it")),
            (service_warning.TO_NOBODY, N_("Nobody else")),
        ),
    ),
    ParameterType(
        COMPLAINT_KINDS,
        TEXT,
        churn_signal.DEFAULT_COMPLAINTS,
        N_("Kinds of service that are complaints"),
        N_("By their names, parted by commas. Complaints make the program warn that the customer may leave."),
        may_be_empty=True,
    ),
    ParameterType(
        RISK_DAYS,
        INTEGER,
        churn_signal.DEFAULT_RISK_DAYS,
        N_("Days in which service counts for the churn warning"),
        N_(
            "Complaints, and cases that got fewer stars than archive a case, count while they are open and for so long"
            " after."
        ),
        least=1,
    ),
    ParameterType(
        CHURN_MONTHS,
        INTEGER,
        churn.DEFAULT_MONTHS,
        N_("Months without a paid order that make a churn warning"),
        N_("Who bought before and orders nothing for so long may be leaving. 0 means that nobody is warned of so."),
        most=120,
    ),
    ParameterType(
        CHURN_RHYTHM,
        INTEGER,
        0,
        N_("Percent of the own rhythm that make a churn warning"),
        N_(
            "180 warns of who has been silent for 1.8 times the usual gap between its orders. 0 means that nobody is"
            " warned of so. The scores of the last night count."
        ),
        most=1000,
    ),
    ParameterType(
        CHURN_ALIVE,
        INTEGER,
        0,
        N_("Chance to still buy, in percent, below which a churn warning is made"),
        N_(
            "A model learned from all purchases tells how likely each customer still buys at all. 0 means that nobody"
            " is warned of so. The scores of the last night count."
        ),
        most=100,
    ),
    ParameterType(
        HOUR_COST,
        INTEGER,
        0,
        N_("What an hour of service costs"),
        N_("In the company currency. Time spent on cases counts as cost of their customers."),
        most=10**6,
    ),
)

_TIER_HELP = N_(
    "In the company currency. A level is suggested at once when it is reached, and taken back after two quarters below."
    " 0 means that no level follows from sales."
)
_PROFIT = (
    ParameterType(
        profit_rates.SALES_HOUR,
        INTEGER,
        0,
        N_("What an hour of selling costs"),
        N_("In the company currency. Visits count as cost of their customer, work on leads as cost of new ones."),
        most=10**6,
    ),
    ParameterType(
        profit_rates.INTEREST,
        INTEGER,
        profit_rates.DEFAULT_INTEREST,
        N_("Interest on what is overdue, percent a year"),
        N_("Waiting for money costs so much: it counts against the profit of a customer."),
        most=100,
    ),
    ParameterType(
        profit_rates.DISCOUNT,
        INTEGER,
        profit_rates.DEFAULT_DISCOUNT,
        N_("Discount of later years, percent a year"),
        N_("What a customer will bring next year is worth so much less today."),
        most=100,
    ),
    *(
        ParameterType(name, INTEGER, 0, title, _TIER_HELP, most=10**9)
        for name, title in zip(
            profit_rates.TIERS,
            (
                N_("Sales of a year for the first level"),
                N_("Sales of a year for the second level"),
                N_("Sales of a year for the third level"),
            ),
            strict=True,
        )
    ),
)

PARAMETERS: tuple[ParameterType, ...] = (
    ParameterType(COMPANY_NAME, TEXT, "", N_("Company name"), N_("Stands at the top of the side bar and on reports.")),
    ParameterType(
        COMPANY_CURRENCY,
        CURRENCY,
        "USD",
        N_("Company currency"),
        N_("Totals over several currencies are converted into this one."),
    ),
    ParameterType(
        COMPANY_ZONE, TIME_ZONE, "UTC", N_("Time zone"), N_("Decides when a day, a week and a month begin, everywhere.")
    ),
    ParameterType(
        LOST_NEEDS_REASON,
        FLAG,
        True,
        N_("Ask why a deal was lost"),
        N_("A deal can only be moved to lost with a reason, so that the report of reasons is complete."),
    ),
    ParameterType(
        PAYMENT_DAYS,
        INTEGER,
        30,
        N_("Days to pay"),
        N_("A new order is due this many days after it was placed."),
    ),
    *_SERVICE,
    ParameterType(
        TOUCH_DAYS,
        INTEGER,
        60,
        N_("Days without contact"),
        N_("A customer nobody spoke with for so long stands on the page of the day; levels may have their own days."),
    ),
    ParameterType(
        TASK_HORIZON,
        INTEGER,
        60,
        N_("Days ahead for repeating tasks"),
        N_("So far ahead the tasks of a series are made; at least the next one is always there."),
        least=1,
        most=730,
    ),
    ParameterType(
        BIRTHDAY_DAYS,
        INTEGER,
        1,
        N_("Days ahead for birthdays"),
        N_("The overview of the day names birthdays of contacts so many days ahead. 0 names those of the day."),
        most=6,
    ),
    ParameterType(
        FILE_MEGABYTES,
        INTEGER,
        200,
        N_("Largest file kept with a record, in MB"),
        N_("Files lie inside the company file, which grows by each of them."),
        least=1,
        most=900,
    ),
    *_POOL,
    ParameterType(
        BIN_DAYS,
        INTEGER,
        90,
        N_("Days in the recycle bin"),
        N_("What was deleted longer ago is erased when somebody empties the bin. Nothing is erased by itself."),
    ),
    ParameterType(
        TARGET_DAYS,
        INTEGER,
        5,
        N_("Days until a month is frozen"),
        N_(
            "So many days after its end the targets of a month and what was reached are written down for good, whatever"
            " is entered later."
        ),
        most=90,
    ),
    *_QUOTATIONS,
    _BELOW_FLOOR,
    *_CONTRACTS,
    *_BANDS,
    _CREDIT,
    _INVOICE,
    *_PROFIT,
    ParameterType(
        DATA_DAYS,
        INTEGER,
        DEFAULT_DAYS,
        N_("Days until data is to be checked"),
        N_(
            "What is known of a customer or contact counts as old when nobody changed or confirmed it for so long."
            " A view lists it."
        ),
        least=1,
    ),
    *(
        ParameterType(f"{PREFIX}{each.name}", INTEGER, each.weight, each.title, _WEIGHT_HELP, most=100)
        for each in EXPECTED
    ),
    *(ParameterType(name, PATTERN, NUMBER_PATTERNS[name], title, _PATTERN_HELP) for name, title in _NUMBERED),
)
_BY_NAME = {each.name: each for each in PARAMETERS}
# Kept, because steps that create records ask for several settings each.
_STORED = select(Parameter.value).where(Parameter.id == bindparam("id", type_=Text))


def group_of(name: str) -> str:
    """The title of the group a setting is shown in."""
    return _GROUPS.get(name.partition(".")[0], _OTHERS)


def parameters(reading: Reading) -> dict[str, Value]:
    """The value of every setting by name."""
    rows = reading.session.execute(select(Parameter.name, Parameter.value)).all()
    stored = {row.name: row.value for row in rows}
    return {each.name: _read(each, stored.get(each.name)) for each in PARAMETERS}


def value(reading: Reading, name: str) -> Value:
    """The value of a setting, or its default."""
    stored = reading.value(_STORED, {"id": Parameter.id_of(name)})
    return _read(_BY_NAME[name], stored)


def flag(reading: Reading, name: str) -> bool:
    """The value of a yes-or-no setting."""
    return bool(value(reading, name))


def integer(reading: Reading, name: str) -> int:
    """The value of a setting that counts."""
    return int(value(reading, name) or 0)


def in_minor(reading: Reading, amount: int) -> int:
    """A whole amount of the company's currency, as settings give it, in minor units."""
    return to_minor(amount, reading.currency)


def set_parameters(work: UnitOfWork, values: Mapping[str, Value]) -> None:
    """Change settings; all of them or none."""
    rights.require(work.viewer, ADMINISTER)
    problems = Problems()
    for name, new in values.items():
        _check(problems, _BY_NAME[name], new)
    before = value(work, COMPANY_CURRENCY)
    if values.get(COMPANY_CURRENCY, before) != before and _has_rates(work):
        problems.add(
            COMPANY_CURRENCY,
            Message("Exchange rates are given in {currency}. Delete them first, then change it.", currency=before),
        )
    if unknown := churn_signal.unknown_kinds(work, str(values.get(COMPLAINT_KINDS) or "")):
        problems.add(
            COMPLAINT_KINDS,
            Message("“{name}” is no kind of service. Write the names as they stand in its list.", name=unknown[0]),
        )
    problems.refuse()
    for name, new in values.items():
        company.set_parameter(work, name, _written(new))
    if COMPANY_ZONE in values:
        # What follows in this step counts in the new one.
        work.zone = zone_named(str(values[COMPANY_ZONE]))
    if _CALENDAR & set(values):
        from crm_desktop.operations.service_limit import follow_limits  # which reads parameters itself

        follow_limits(work)


def set_parameter(work: UnitOfWork, name: str, new: Value) -> None:
    """Change one setting."""
    set_parameters(work, {name: new})


def _read(of: ParameterType, stored: str | None) -> Value:
    """A stored value in its type; what another program wrote wrongly counts as not set."""
    if stored is None:
        return of.default
    if of.type == FLAG:
        return stored == "1"
    if of.type == INTEGER:
        return int(stored) if stored.isascii() and stored.isdigit() else of.default
    if of.type == CHOICE:
        return stored if stored in dict(of.choices) else of.default
    return stored


def _written(new: Value) -> str | None:
    if isinstance(new, bool):
        return "1" if new else "0"
    return None if new is None else str(new).strip()


def _check(problems: Problems, of: ParameterType, new: Value) -> None:
    text = str(new or "").strip()
    if of.type == FLAG:
        if not isinstance(new, bool):
            raise Invalid({of.name: Message("Choose yes or no.")})
    elif of.type == INTEGER:
        if new is None and of.may_be_empty:
            return
        if isinstance(new, bool) or not isinstance(new, int) or not of.least <= new <= of.most:
            problems.add(
                of.name, Message("Give a whole number between {least} and {most}.", least=of.least, most=of.most)
            )
    elif of.type == CHOICE:
        problems.one_of(of.name, text, tuple(dict(of.choices)))
    elif of.type == CURRENCY:
        if not amounts.is_currency(text):
            problems.add(of.name, Message("Choose a currency by its three letters, such as CNY or USD."))
    elif of.type == TIME_ZONE:
        if zone_named(text).key != text:
            problems.add(of.name, Message("Choose a time zone, such as Asia/Shanghai."))
    elif of.type == HOURS:
        try:
            if not spans_of(text):
                problems.add(of.name, Message("Give the hours that are worked, such as 09:00-12:00, 13:00-18:00."))
        except UserError as error:
            problems.add(of.name, error.message)
    elif of.type == COUNTRY:
        if text and working_calendar.public_holidays(text) is None:
            unknown = Message("The holidays of “{code}” are not known. Give two letters, such as CN or US.", code=text)
            problems.add(of.name, unknown)
    elif of.type == PATTERN and "#" not in text:
        problems.add(of.name, Message("Write a pattern with # for the digits, such as C-#####."))
    elif of.type == PATTERN and (wrong := number_periods.complaint(text)) is not None:
        problems.add(of.name, wrong)
    elif not text and not of.may_be_empty:
        problems.add(of.name, Message("This must not be empty."))


def _has_rates(work: UnitOfWork) -> bool:
    return work.session.scalar(select(ExchangeRate.id).where(ExchangeRate.deleted.is_(False)).limit(1)) is not None
