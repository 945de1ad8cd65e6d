"""`conflicts`: what is to be reviewed after laptops met."""

import argparse
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, listed, tr, trn
from crm_desktop.queries.conflicts import Author, Conflict
from crm_desktop.queries.findings import Finding
from crm_desktop.queries.finds import DUPLICATE, NUMBER, ORPHAN
from crm_desktop.queries.review import Review, everything

_SAYS = {
    DUPLICATE: N_("made on two laptops: perhaps the same as “{name}”"),
    NUMBER: N_("has the same number as “{name}”"),
    ORPHAN: N_("belongs to “{name}”, which was deleted meanwhile"),
}


def _configure(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        reviews, zone = everything(reading, arguments.lang), reading.zone
    if output.as_json:
        items = [item for review in reviews for item in _as_json(review, zone)]
        output.data({"file": arguments.file, "records": len(reviews), "conflicts": items})
    for review in reviews:
        title = tr(review.record.called)
        output.line(" · ".join(part for part in (review.record.title, title, review.record.note) if part))
        for line in _lines(review, zone, arguments.lang):
            output.line(line)
    told = trn("{count} record to review", "{count} records to review", len(reviews))
    output.note(told if reviews else tr("Nothing to review"))
    return 0


def _lines(review: Review, zone: ZoneInfo, language: str) -> Iterator[str]:
    for conflict in review.conflicts:
        yield f"  {conflict.id}  {_field(conflict)}"
        if not conflict.is_deletion:
            yield f"      {tr('Before')}: {_line(conflict.before)}"
        for each in conflict.versions:
            said = tr("Deleted the record") if each.is_deletion else _line(each.text)
            shown = f"  ({tr('shown now')})" if each.is_shown else ""
            yield f"      {_by(each.author, zone, language)}: {said}{shown}"
    for found in review.findings:
        yield f"  {found.id}  {_told(found)}"


def _line(text: str | None) -> str:
    return formats.MISSING if text is None else text.replace("\n", " / ")


def _field(conflict: Conflict) -> str:
    part = " ".join(each for each in (tr(conflict.part) if conflict.part else "", conflict.part_name or "") if each)
    titles = tr("Edited and deleted") if conflict.is_deletion else listed(tr(each) for each in conflict.titles)
    return f"{part}: {titles}" if part else titles


def _by(author: Author, zone: ZoneInfo, language: str) -> str:
    laptop = tr("this laptop") if author.is_here else author.laptop
    return f"{author.by}, {laptop}, {formats.moment(moment_of(author.at, zone), language)}"


def _told(found: Finding) -> str:
    if found.says:
        sums = tr("{sum} stands against {limit}", sum=found.sums[0], limit=found.sums[1]) if found.sums else ""
        said = f"{tr(found.says)} ({sums})" if sums else tr(found.says)
        return f"{found.row}: {said}" if found.row else said
    return f"{found.row}: {tr(_SAYS[found.find.kind], name=found.other)}"


def _as_json(review: Review, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    record = {"record_kind": review.record.kind, "record_id": review.record.record_id, "record": review.record.title}
    for conflict in review.conflicts:
        yield {
            "id": conflict.id,
            "kind": conflict.kind,
            **record,
            "table": conflict.table,
            "row_id": conflict.row_id,
            "columns": list(conflict.columns),
            "field": _field(conflict),
            "before": conflict.before,
            "versions": [
                {
                    "value": each.text,
                    "stored": dict(each.values),
                    "shown": each.is_shown,
                    "mine": each.is_mine,
                    "deletion": each.is_deletion,
                    "by": each.author.by,
                    "laptop": each.author.laptop,
                    "at": moment_of(each.author.at, zone).isoformat(),
                }
                for each in conflict.versions
            ],
        }
    for found in review.findings:
        find = found.find
        yield {
            "id": found.id,
            "kind": find.kind,
            **record,
            "table": find.table,
            "row_id": find.row_id,
            "other": find.other,
            "says": _told(found),
        }


VERB = Verb("conflicts", N_("List what is to be reviewed after laptops met"), _configure, _run)
