"""`churn`: customers who may be leaving, as a list or as JSON, and what is done about each."""

import argparse
from datetime import date
from typing import Any

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.report import day
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.models import Customer, DictionaryEntry
from crm_desktop.models.insight import CHURN_LOST, CHURN_POSTPONED, CHURN_WARNED
from crm_desktop.operations import churn as steps
from crm_desktop.queries.churn import WON_BACK, Warned, told, warned
from crm_desktop.queries.rights import record_numbered
from crm_desktop.storage.database import Reading

LIST, POSTPONE, CONFIRM, TAKE_BACK = "list", "postpone", "confirm", "take-back"
_STATES = {
    CHURN_WARNED: N_("Warned of"),
    CHURN_POSTPONED: N_("Loss put off"),
    WON_BACK: N_("Won back"),
    CHURN_LOST: N_("Confirmed as lost"),
}
_LABELS = {
    POSTPONE: Message(N_("Put a loss off")),
    CONFIRM: Message(N_("Confirm a loss")),
    TAKE_BACK: Message(N_("Take a confirmed loss back")),
}


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=(LIST, *_LABELS), help=tr("show the warnings, or do something about one"))
    parser.add_argument("--customer", metavar="NUMBER", help=tr("only this customer, by its number or id"))
    parser.add_argument("--state", choices=tuple(_STATES), help=tr("only those that stand so"))
    parser.add_argument("--measure", help=tr("what is done to keep the customer"))
    parser.add_argument("--check", type=day, metavar="D", help=tr("the day to look again"))
    parser.add_argument("--reason", metavar="NAME", help=tr("why the customer left, as the list of reasons calls it"))
    parser.add_argument("--competitor", help=tr("who has the customer now"))
    parser.add_argument("--note", help=tr("what else is known"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    return _list(arguments, output) if arguments.what == LIST else _step(arguments, output)


def _list(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        about = record_numbered(reading, Customer, arguments.customer) if arguments.customer else None
        found = [each for each in warned(reading, about) if arguments.state in (None, each.state)]
        data = [_told(reading, each) for each in found]
    if output.as_json:
        output.data({"count": len(data), "warnings": data})
    for each in found:
        parts = (each.number, each.customer, each.owner, tr(_STATES[each.state]), each.warned_on.isoformat())
        output.line("  ".join(part for part in parts if part))
    if not found:
        output.line(tr("Nothing found."))
    return 0


def _step(arguments: argparse.Namespace, output: Output) -> int:
    if not arguments.customer:
        raise UserError(Message("Name the customer with --customer."))
    with opened(arguments) as (database, viewer), database.write(_LABELS[arguments.what], viewer) as work:
        about = record_numbered(work, Customer, arguments.customer)
        case_id = steps.case_of(work, about)
        if arguments.what == POSTPONE:
            steps.postpone(work, case_id, steps.MeasureDraft(arguments.measure, arguments.check))
        elif arguments.what == CONFIRM:
            reason = _reason(work, arguments.reason)
            steps.confirm(work, case_id, steps.LossDraft(reason, arguments.competitor, arguments.note))
        else:
            steps.take_back(work, case_id)
        work.session.flush()
        now = told(work, case_id)
        data = _told(work, now)
    if output.as_json:
        output.data(data)
    output.line(f"{now.customer}: {tr(_STATES[now.state])}")
    return 0


def _reason(reading: Reading, named: str | None) -> str | None:
    """The reason of a code or a name in either language."""
    asked = (
        "SELECT id FROM dictionary_entry WHERE kind = 'churn_reason' AND deleted = 0"
        " AND lower(?1) IN (lower(code), lower(name_en), lower(name_zh)) LIMIT 1"
    )
    found = reading.plain(asked, (named.strip(),)) if named else None
    if named and not found:
        raise UserError(Message("There is no reason called “{name}”.", name=named))
    return str(found[0][0]) if found else None


def _told(reading: Reading, each: Warned) -> dict[str, Any]:
    data = {name: value.isoformat() if isinstance(value, date) else value for name, value in each._asdict().items()}
    reason = reading.session.get(DictionaryEntry, each.reason_id) if each.reason_id else None
    data["reason"] = None if reason is None else reason.name_zh if language().startswith("zh") else reason.name_en
    return data


VERB = Verb("churn", N_("Customers who may be leaving: list them, put losses off, confirm them"), _configure, _run)
