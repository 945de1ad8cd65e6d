"""`resolve`: decide one thing to review; the decision holds for all laptops."""

import argparse

from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.operations import review
from crm_desktop.operations.merging_records import merge_records
from crm_desktop.operations.review_values import value_for
from crm_desktop.queries.conflicts import Conflict
from crm_desktop.queries.findings import Finding
from crm_desktop.queries.finds import DUPLICATE, NUMBER, ORPHAN
from crm_desktop.queries.review import find_item
from crm_desktop.storage.database import UnitOfWork

MINE, THEIRS, SHOWN = "mine", "theirs", "shown"
# What else can be answered, by the kind of what was found.
_ANSWERS = {
    DUPLICATE: (MINE, THEIRS, "different"),
    NUMBER: ("new", "accept"),
    ORPHAN: ("restore", "delete", "detach"),
}
_OF_RULES = ("accept", "follow")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("conflict", metavar="CONFLICT", help=tr("its short name, as `conflicts` lists it"))
    parser.add_argument(
        "--take",
        metavar="mine|theirs|VALUE",
        required=True,
        help=tr("the version of this laptop, that of the other, shown (what is shown now), or another value"),
    )


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, viewer), database.write(Message(N_("Review")), viewer) as work:
        item = find_item(work, arguments.conflict, arguments.lang)
        if isinstance(item, Conflict):
            _decide(work, item, arguments.take)
        else:
            _answer(work, item, arguments.take)
    output.line(tr("Decided, for all laptops."))
    return 0


def _decide(work: UnitOfWork, conflict: Conflict, wanted: str) -> None:
    versions = {MINE: [each for each in conflict.versions if each.is_mine], THEIRS: list(conflict.theirs)}
    if conflict.is_deletion:
        versions |= {
            "keep": [each for each in conflict.versions if not each.is_deletion][:1],
            "delete": [each for each in conflict.versions if each.is_deletion][:1],
        }
    found = versions.get(wanted) or [each for each in conflict.versions if each.text == wanted][:1]
    if wanted == SHOWN:
        review.keep(work, conflict)
    elif len(found) == 1:
        review.take(work, conflict, found[0])
    elif len(found) > 1 or wanted in versions or conflict.is_deletion:
        raise UserError(
            Message("“{wanted}” does not say which version is meant. Write its value instead.", wanted=wanted)
        )
    else:
        column, value = value_for(work, conflict, wanted)
        review.write(work, conflict, value, column)


def _answer(work: UnitOfWork, found: Finding, wanted: str) -> None:
    find = found.find
    known = _ANSWERS.get(find.kind, _OF_RULES)
    if wanted not in known:
        raise UserError(Message("Answer this with {answers}.", answers=" | ".join(known)))
    if wanted in (MINE, THEIRS):
        is_row_mine = found.row_by is not None and found.row_by.is_here
        kept = find.row_id if is_row_mine == (wanted == MINE) else find.other
        merge_records(work, find.table, kept, find.other if kept == find.row_id else find.row_id)
    elif wanted == "different":
        review.tell_apart(work, find)
    elif wanted == "new":
        review.give_new_number(work, find)
    elif wanted == "restore":
        review.restore_parent(work, find)
    elif wanted == "delete":
        review.delete_orphans(work, [find])
    elif wanted == "detach":
        review.detach(work, find)
    elif wanted == "follow":
        review.follow_receipts(work, find)
    else:
        review.accept(work, find)


VERB = Verb("resolve", N_("Decide one thing to review, for all laptops"), _configure, _run)
