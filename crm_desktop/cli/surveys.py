"""`surveys`: how customers answered, as a list, as the results of one, or as JSON; answers from a spreadsheet."""

import argparse
import json
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr, tr_message, trn
from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.survey_answers import WrongLines, import_answers
from crm_desktop.models import Survey
from crm_desktop.queries import rights
from crm_desktop.queries.survey import SURVEYS, TOO_FEW, SurveyRow
from crm_desktop.storage.database import Reading

_STEP = Message("Import answers to a survey")
_MOST = 1000


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", metavar="NAME", help=tr("only this survey, with every question in JSON"))
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help=tr("bring answers to it from a spreadsheet: a column a question")
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.answers and not arguments.name:
        raise UserError(Message("Say by --name which survey the answers belong to."))
    with opened(arguments, read_only=arguments.answers is None) as (database, viewer):
        if arguments.answers:
            try:
                with database.write(_STEP, viewer) as work:
                    came = import_answers(work, _found(work, arguments.name), arguments.answers)
            except WrongLines as error:
                return _refuse(error, output)
            output.note(trn("1 response came in", "{count} responses came in", came.new))
            if came.known:
                output.note(trn("1 was there already", "{count} were there already", came.known))
        with database.read(viewer) as reading:
            rows = SURVEYS.first(reading, ListSpec(), _MOST)
            wanted = _found(reading, arguments.name) if arguments.name else None
            rows = [row for row in rows if wanted in (None, row.id)]
            if output.as_json:
                output.data(_results(reading, wanted) if wanted else {"surveys": [_told(row) for row in rows]})
    for row in rows:
        output.line(_line(row))
    if not rows:
        output.line(tr("Nothing found."))
    return 0


def _refuse(error: WrongLines, output: Output) -> int:
    """Every line that is wrong; nothing of the file came in."""
    if output.as_json:
        problems = [{"line": line, "reason": tr_message(problem)} for line, problem in error.lines]
        output.data({"error": tr_message(error.message), "problems": problems})
    for line, problem in error.lines:
        output.note(tr("Line {line}: {reason}", line=line, reason=tr_message(problem)))
    output.note(tr("Nothing came in. Mend these lines and read the file again."))
    return 1


def _found(reading: Reading, named: str) -> str:
    return rights.record_numbered(reading, Survey, named)


def _results(reading: Reading, survey_id: str) -> dict[str, object]:
    from crm_desktop.reports.survey import as_json

    told: dict[str, object] = json.loads(as_json(reading, survey_id))
    return told


def _told(row: SurveyRow) -> dict[str, object]:
    return {name: str(value) if name.endswith("_on") and value else value for name, value in row._asdict().items()}


def _line(row: SurveyRow) -> str:
    told = trn("1 response", "{count} responses", row.responses)
    if row.responses < TOO_FEW or row.score is None:
        return f"{row.name}  {told}"
    return f"{row.name}  {told}  " + tr("{score} of 100", score=row.score)


VERB = Verb("surveys", N_("How customers answered surveys, and answers from a spreadsheet"), _configure, _run)
