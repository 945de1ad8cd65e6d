"""`undo`: take a step back, the last of the acting user or any other by its name in the history."""

import argparse

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, listed, tr, tr_message
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.undo_any import PREVIEW, UndoPreview, preview_undo, undo_any
from crm_desktop.operations.undo_step import REVIEW_STAYS, Outcome, undo


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "step", nargs="?", metavar="STEP", help=tr("the step as `history` names it (default: the last one of yours)")
    )
    parser.add_argument(
        "--preview", action="store_true", help=tr("only say what would change, and what would stay as it is")
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.preview and not arguments.step:
        output.fail(tr("Name the step to look at: `history` lists them."))
        return 1
    with opened(arguments) as (database, viewer):
        if arguments.preview:
            with database.write(PREVIEW, viewer) as work:
                seen = preview_undo(work, arguments.step, arguments.lang)
            _say(output, Message("Would be undone: {step}", step=seen.label), seen, dict(seen.changes.kinds))
            return 0
        with database.write(Message("Undo"), viewer) as work:
            outcome: Outcome = undo_any(work, arguments.step) if arguments.step else undo(work)
            work.label = Message("Undo: {step}", step=outcome.label)
    _say(output, Message("Undone: {step}", step=outcome.label), outcome, {})
    return 0


def _say(output: Output, said: Message, done: Outcome | UndoPreview, counts: dict[str, int]) -> None:
    if output.as_json:
        output.data(
            {
                "step": tr_message(said),
                "changes": {tr(title): count for title, count in counts.items()},
                "left": [{"kind": each.kind, "id": each.record_id, "name": each.title} for each in done.left],
            }
        )
    output.line(tr_message(said))
    for title, count in counts.items():
        output.line(f"    {tr(title)}: {formats.integer(count)}")
    if done.was_review:
        output.line(tr(REVIEW_STAYS))
    for each in done.left:
        fields = listed(map(tr, each.fields))
        name = each.title or tr(ENTITY_OF[each.kind].__title__)
        output.line(tr("Left as it is, because it changed since: {name}", name=f"{name} {fields}".strip()))


VERB = Verb("undo", N_("Take a step back"), _configure, _run)
