"""`import`: a CSV or workbook into the company file, as one step that can be undone."""

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from crm_desktop.cli.own_kinds import add_kind, settle_kind
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import (
    Output,
    Verb,
    add_company_arguments,
    new_company,
    opened,
    opened_or_created,
)
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, Translator, language, tr, tr_message, trn
from crm_desktop.core.viewer import Viewer
from crm_desktop.exchange import import_run, kinds
from crm_desktop.exchange.import_request import ON_MATCH, UNKNOWN, ImportRequest, mapping_from
from crm_desktop.exchange.import_result import ImportResult, RowProblems, write_rejected
from crm_desktop.exchange.mapping import NOT_A_MAPPING
from crm_desktop.exchange.near import Fixes
from crm_desktop.exchange.own_fields import own_import_fields
from crm_desktop.exchange.rejects import is_added
from crm_desktop.exchange.writer import refuse_target, write_text
from crm_desktop.queries.states import STATES
from crm_desktop.storage.connection import remove_file
from crm_desktop.storage.database import Database

_KINDS = tuple(kind.key for kind in kinds.KINDS)
_SHOWN = 20
_LISTED = 1_000


def _configure(parser: argparse.ArgumentParser) -> None:
    add_kind(parser, tr("what the rows are: {kinds}, or the code of an own kind", kinds=", ".join(_KINDS)))
    parser.add_argument("source", metavar="FILE", help=tr("a CSV, TSV, XLSX, XLS, XLSB or ODS file"))
    parser.add_argument("--map", metavar="M.json", help=tr("which column is which field, as JSON"))
    parser.add_argument("--key", metavar="COL", help=tr("the column or field that tells known records"))
    parser.add_argument("--on-match", choices=ON_MATCH, help=tr("what to do with a known record (default: update)"))
    parser.add_argument(
        "--unknown",
        choices=UNKNOWN,
        default="reject",
        help=tr("a row names a record nobody knows: reject the row, leave the field empty, or create the record"),
    )
    parser.add_argument("--fix", metavar="OLD=NEW", action="append", default=[], help=tr("read OLD as NEW"))
    parser.add_argument("--accept", action="store_true", help=tr("apply every correction that offers itself"))
    parser.add_argument("--dry-run", action="store_true", help=tr("only say what would happen"))
    parser.add_argument("--rejects", metavar="R.csv", help=tr("write rejected rows there, with their reasons"))
    parser.add_argument("--save-map", metavar="M.json", help=tr("write the mapping that was used"))
    parser.add_argument("--sheet", metavar="NAME", help=tr("the sheet of a workbook (default: the first)"))
    parser.add_argument("--encoding", metavar="NAME", help=tr("such as gb18030 (default: found out)"))
    parser.add_argument("--delimiter", metavar="CHAR", help=tr("what separates columns (default: found out)"))
    add_json(parser)
    add_company_arguments(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    settle_kind(arguments, _KINDS)
    _check_targets(arguments)
    request = _request(arguments)
    is_new = not Path(arguments.file).exists()
    if arguments.accept or arguments.dry_run:
        result = _rehearse(arguments, request)
        request = replace(request, fixes=result.mapping.fixes)
    if not arguments.dry_run:
        result = _import(arguments, request)
    _report(arguments, request, result, output)
    if is_new and not arguments.dry_run and not result.taken:
        # Its name, currency and time zone were given with this file: the next one would make another company.
        output.note(tr("{name} was not made, because nothing came in.", name=arguments.file))
        return 1
    return 1 if result.rejected else 0


def _import(arguments: argparse.Namespace, request: ImportRequest) -> ImportResult:
    """Into the company, which is made when there is none; an empty one is not kept."""
    is_new = not Path(arguments.file).exists()
    with opened_or_created(arguments, new_company(arguments)) as (database, viewer):
        with database.write(Message(N_("Import")), viewer) as work:
            result = import_run.run(work, request, _progress())
        _end_progress()
    if is_new and not result.taken:
        remove_file(Path(arguments.file))
    return result


def _rehearse(arguments: argparse.Namespace, request: ImportRequest) -> ImportResult:
    """What would happen, with the corrections that offer themselves applied where that was asked for."""
    with _company_to_look_at(arguments) as (database, viewer), database.read(viewer) as reading:
        result = import_run.prepare(reading, request)
        if not arguments.accept or not result.fixes:
            return result
        return import_run.prepare(reading, replace(request, fixes={**result.fixes, **request.fixes}))


@contextlib.contextmanager
def _company_to_look_at(arguments: argparse.Namespace) -> Iterator[tuple[Database, Viewer]]:
    """The company, or one such as would be made; nothing is left behind."""
    if Path(arguments.file).exists():
        with opened(arguments, read_only=True) as session:
            yield session
        return
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = argparse.Namespace(**{**vars(arguments), "file": str(Path(folder) / Path(arguments.file).name)})
        with opened_or_created(elsewhere, new_company(elsewhere)) as session:
            yield session


def _request(arguments: argparse.Namespace) -> ImportRequest:
    request = ImportRequest(
        Path(arguments.source),
        arguments.kind,
        key=arguments.key,
        on_match=arguments.on_match,
        unknown=arguments.unknown,
        fixes=Fixes.parsed(arguments.fix).pairs,
        sheet=arguments.sheet,
        encoding=arguments.encoding,
        delimiter={"\\t": "\t", "tab": "\t"}.get(arguments.delimiter or "", arguments.delimiter),
    )
    if not arguments.map:
        return request
    if Path(arguments.file).exists():
        # A mapping may name fields that the company added.
        with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
            request = replace(request, own=own_import_fields(reading))
    return replace(request, mapping=mapping_from(_read_json(arguments.map), request))


def _read_json(path: str) -> dict[str, Any]:
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(
            Message("{name} cannot be read: {reason}.", name=path, reason=error.strerror or str(error))
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(Message(NOT_A_MAPPING)) from error
    if not isinstance(data, dict):
        raise UserError(Message(NOT_A_MAPPING))
    return data


def _check_targets(arguments: argparse.Namespace) -> None:
    """Files that could not be written in the end are refused before anything is imported."""
    for written in (arguments.rejects, arguments.save_map):
        if written is not None:
            refuse_target(Path(written), Path(arguments.source))


def _progress() -> import_run.Progress | None:
    """A line on the terminal that counts the rows."""
    if not sys.stderr.isatty():
        return None
    return lambda done, total: print(tr("{done} of {total} rows", done=done, total=total), end="\r", file=sys.stderr)


def _end_progress() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _report(arguments: argparse.Namespace, request: ImportRequest, result: ImportResult, output: Output) -> None:
    translator = Translator(language())
    if arguments.rejects and result.rejected:
        write_rejected(Path(arguments.rejects), request, result, translator)
    if arguments.save_map:
        text = json.dumps(result.mapping.to_json(), ensure_ascii=False, indent=2)
        write_text(Path(arguments.save_map), text + "\n")
    if output.as_json:
        output.data(_as_json(arguments, result))
    else:
        _say(arguments, result, output)


def _say(arguments: argparse.Namespace, result: ImportResult, output: Output) -> None:
    output.line(_counted(arguments, result))
    if not result.rows:
        output.note(tr("The file has titles of columns, and no row below them."))
    if left_out := _left_out(result):
        output.note(tr("Left out, because no field is known for them: {columns}.", columns=tuple(left_out)))
    for column in result.mapping.columns:
        for message in column.notes if column.field else ():
            output.note(f"{column.column}: {tr_message(message)}")
    for target, name in result.made[:_SHOWN]:
        output.line(tr("New: {name} ({list})", list=_title(arguments.kind, target), name=name))
    for message in result.info.warnings if result.info else ():
        output.note(tr_message(message))
    for offered in result.corrections:
        fix = offered.correction
        output.note(
            trn(
                '{column}: “{old}” (once) may be “{new}”. {reason}. To correct it: --fix "{old}={new}"',
                '{column}: “{old}” ({count} times) may be “{new}”. {reason}. To correct it: --fix "{old}={new}"',
                fix.count,
                column=offered.column,
                old=fix.old,
                new=fix.new,
                reason=fix.reason,
            )
        )
    for entry in _entries([*result.rejected_rows[:_SHOWN], *result.warnings[:_SHOWN]]):
        if entry["column"]:
            output.note(tr("Line {line}, {column}: {reason}", **entry))
        else:
            output.note(tr("Line {line}: {reason}", **entry))
    if result.rejected > _SHOWN:
        hint = tr("{count} more rows were rejected. --rejects R.csv writes them all.", count=result.rejected - _SHOWN)
        output.note(hint)


def _left_out(result: ImportResult) -> list[str]:
    """The columns that became no field, but for those a file of rejected rows has from us."""
    columns = result.mapping.columns
    return [each.column for each in columns if each.field is None and each.column and not is_added(each.column)]


def _title(kind: str, target: str) -> str:
    """What a list of choices is called: by the field of a kind that holds one of it, else by its own name."""
    lists = {name: tr(title) for name, title in STATES["list"]}
    return next(
        (tr(field.title) for field in kinds.kind(kind).fields if field.target == target), lists.get(target, target)
    )


def _counted(arguments: argparse.Namespace, result: ImportResult) -> str:
    values = dict(result.counts)
    if arguments.dry_run:
        return tr(
            "Would create {created}, update {updated}, leave {unchanged} as is, skip {skipped}, reject {rejected}.",
            **values,
        )
    return tr(
        "Created {created}, updated {updated}, left {unchanged} as is, skipped {skipped}, rejected {rejected}.",
        **values,
    )


def _as_json(arguments: argparse.Namespace, result: ImportResult) -> dict[str, Any]:
    info = result.info
    return {
        "file": arguments.file,
        "kind": arguments.kind,
        "source": arguments.source,
        "dry_run": arguments.dry_run,
        "rows": result.rows,
        **result.counts,
        "format": info.format if info else None,
        "encoding": info.encoding if info else None,
        "delimiter": info.delimiter if info else None,
        "sheet": info.sheet if info else None,
        "mapping": result.mapping.to_json(),
        "left_out": _left_out(result),
        "made": [{"list": kind, "name": name} for kind, name in result.made],
        "corrections": [
            {
                "column": offered.column,
                "old": offered.correction.old,
                "new": offered.correction.new,
                "count": offered.correction.count,
                "reason": tr_message(offered.correction.reason),
            }
            for offered in result.corrections
        ],
        "problems": _entries(result.rejected_rows[:_LISTED]),
        "warnings": _entries(result.warnings[:_LISTED]),
        "file_warnings": [tr_message(message) for message in info.warnings] if info else [],
        "rejects": arguments.rejects if arguments.rejects and result.rejected else None,
    }


def _entries(rows: list[RowProblems]) -> list[dict[str, Any]]:
    return [
        {"line": row.line, "column": each.column, "value": each.value, "reason": tr_message(each.reason)}
        for row in rows
        for each in row.problems
    ]


VERB = Verb("import", N_("Import a CSV or workbook"), _configure, _run)
