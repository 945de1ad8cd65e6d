"""What the worker process does for the binder: its pages, and what is kept of it when a period is frozen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import LANGUAGES, Message
from crm_desktop.core.viewer import Viewer
from crm_desktop.operations.binder import check_freezing
from crm_desktop.queries.binder import frozen_text
from crm_desktop.reports.binder import Binder, build_binder
from crm_desktop.reports.binder_paper import render_binder
from crm_desktop.reports.binder_request import RECORDS, SERVICE, BinderRequest
from crm_desktop.reports.fonts import keep_font_list
from crm_desktop.reports.kept import keep, kept
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.storage.database import Database, Reading

Told = Callable[[float, Message | None], None]
_BUILT = 0.6


def _unheard(_part: float, _said: Message | None) -> None:
    """Nobody waits for progress."""


def binder_of(reading: Reading, asked: BinderRequest, progress: Told = _unheard) -> Binder:
    """What was frozen of a period, where it is of the whole firm; else what the data say now."""
    wanted = asked.request
    if not wanted.owner_ids and wanted.team_id is None:
        text = frozen_text(reading, wanted.period_from, wanted.period_to, wanted.language)
        if text is not None:
            return _with(kept(text), asked.chapters)
    return build_binder(reading, wanted, asked.chapters, progress)


def texts_to_freeze(reading: Reading, request: ReportRequest, progress: Told = _unheard) -> dict[str, str]:
    """The binder with all chapters in each language, to be kept."""
    check_freezing(reading, request.period_from, request.period_to)
    at, by = moment_of(reading.now_ms, reading.zone), reading.viewer.name
    found = {}
    for place, language in enumerate(LANGUAGES):
        progress(place / len(LANGUAGES), None)
        whole = ReportRequest(request.period_from, request.period_to, language)
        found[language] = keep(replace(build_binder(reading, whole), frozen_at=at, frozen_by=by))
    return found


def print_pages(path: str, viewer: Viewer, asked: BinderRequest, _language: str, progress: Told = _unheard) -> bytes:
    """The binder as PDF."""
    keep_font_list()
    progress(0.05, Message("Adding up the deals…"))
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            binder = binder_of(reading, asked, lambda part, said: progress(_BUILT * part, said))
    finally:
        database.close()
    progress(_BUILT, Message("Setting the pages…"))
    return render_binder(binder, asked.paper, lambda part: progress(_BUILT + (1 - _BUILT) * part, None))


def to_freeze(path: str, viewer: Viewer, request: ReportRequest, progress: Told = _unheard) -> dict[str, str]:
    """`texts_to_freeze` of a company file."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return texts_to_freeze(reading, request, progress)
    finally:
        database.close()


def _with(binder: Binder, chapters: tuple[str, ...]) -> Binder:
    """Some chapters of what was frozen."""
    return replace(
        binder,
        report=binder.report if SERVICE in chapters else replace(binder.report, service=None),
        statistics=tuple(each for each in binder.statistics if each.name in chapters),
        records=binder.records if RECORDS in chapters else (),
    )
