"""The manager's binder: one PDF whose contents lead where they say, made of the figures of its reports, and frozen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any, cast

import pikepdf
import pytest
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import CHINESE, ENGLISH, LANGUAGES, Message
from crm_desktop.core.viewer import HIDDEN, OWN, SYSTEM, Viewer
from crm_desktop.models import Opportunity, User
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.binder import freeze_binder
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.queries.binder import frozen_binders
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.reports import figures as names
from crm_desktop.reports.binder import CAUSES, Binder, _changes, build_binder
from crm_desktop.reports.binder_jobs import binder_of, texts_to_freeze
from crm_desktop.reports.binder_paper import render_binder
from crm_desktop.reports.binder_request import CHAPTERS, ISO, LETTER, PAPERS, SERVICE, BinderRequest
from crm_desktop.reports.build import build_report
from crm_desktop.reports.kept import keep, kept
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic_names import STATISTICS, TITLES
from crm_desktop.storage.database import Database
from tests.company import NOW
from tests.reports.pages import pages
from tests.reports.test_overfull_papers import faults

QUARTER = ReportRequest(date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The sample company."""
    made = tmp_path_factory.mktemp("binder") / "sample.crm"
    create_sample_file(made, SampleDraft(80), clock=FixedClock.at(NOW))
    opened = Database.open(made, clock=FixedClock.at(NOW))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def manager(database: Database) -> Viewer:
    """Somebody who sees everything."""
    with database.read(SYSTEM) as reading:
        return viewer_of(reading)


@pytest.fixture(scope="module")
def binders(database: Database, manager: Viewer) -> dict[str, Binder]:
    """The binder in each language."""
    with database.read(manager) as reading:
        return {language: build_binder(reading, replace(QUARTER, language=language)) for language in LANGUAGES}


@pytest.fixture(scope="module")
def printed(binders: dict[str, Binder]) -> dict[tuple[str, str], bytes]:
    """Each on each paper."""
    return {(language, paper): render_binder(binders[language], paper) for language in LANGUAGES for paper in PAPERS}


def test_contents_bookmarks_and_pages_agree(printed: dict[tuple[str, str], bytes]) -> None:
    for (language, _paper), pdf in printed.items():
        told = pages(pdf)
        with pikepdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
            number_of = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
            marks = {str(each.title): number_of[cast("Any", each.destination)[0].objgen] for each in outline.root}
            links = [note for note in document.pages[1].get("/Annots", []) if note.Subtype == "/Link"]
        assert len(marks) >= 10
        cover, contents, *sections = marks
        assert (marks[cover], marks[contents]) == (1, 2)
        listed = told[1].split()
        for section in sections:
            assert f"{section} {marks[section]}" in " ".join(listed)
            assert section in told[marks[section] - 1]
        assert len(links) == len(sections)
        assert all(f"{number} / {len(told)}" in page for number, page in enumerate(told, 1))
        assert ("主要发现" if language == CHINESE else "Findings") in sections


def test_nothing_lies_over_other_words_or_beside_the_sheet(printed: dict[tuple[str, str], bytes]) -> None:
    assert [fault for pdf in printed.values() for fault in faults(pdf)] == []


def test_each_paper_has_its_size_and_its_fonts(printed: dict[tuple[str, str], bytes]) -> None:
    for (_language, paper), pdf in printed.items():
        with pikepdf.open(BytesIO(pdf)) as document:
            for page in document.pages:
                width, height = (float(each) for each in page.MediaBox[2:])
                assert (width, height) == ((595, 842) if paper == ISO else (612, 792))
                for font in page.Resources.Font.values():
                    described = font.get("/FontDescriptor") or font.DescendantFonts[0].FontDescriptor
                    assert "/FontFile2" in described


def test_the_same_data_give_the_same_bytes_kept_or_not(
    binders: dict[str, Binder], printed: dict[tuple[str, str], bytes]
) -> None:
    for language, binder in binders.items():
        again = kept(keep(binder))
        assert again == binder
        assert render_binder(again, LETTER) == printed[language, LETTER]


def test_what_changed_by_person_is_the_whole_change(database: Database, manager: Viewer) -> None:
    with database.read(manager) as reading:
        now = build_report(reading, QUARTER)
        assert now.previous_from
        assert now.previous_to
        before = build_report(reading, replace(QUARTER, period_from=now.previous_from, period_to=now.previous_to))
    whole = (now.number(names.WON_REVENUE) or 0) - (before.number(names.WON_REVENUE) or 0)
    assert whole
    assert sum(each.change for each in _changes(now, before, names.BY_OWNER)) == whole


def test_the_causes_told_are_the_largest(binders: dict[str, Binder]) -> None:
    told = binders[ENGLISH].causes
    assert {each.of for each in told} == set(CAUSES)
    assert all(each.change for each in told)


def test_every_statistic_has_its_chapter(binders: dict[str, Binder]) -> None:
    assert set(TITLES) == set(STATISTICS)
    assert [each.name for each in binders[ENGLISH].statistics] == list(STATISTICS)
    assert binders[ENGLISH].report.service is not None


def test_a_frozen_period_prints_the_same_whatever_changes(database: Database, manager: Viewer) -> None:
    first, last = QUARTER.period_from, QUARTER.period_to
    whole = [BinderRequest(replace(QUARTER, language=each)) for each in LANGUAGES]
    with database.read(manager) as reading:
        texts = texts_to_freeze(reading, QUARTER)
        unfrozen = binder_of(reading, whole[0])
    assert unfrozen.frozen_at is None
    with database.write(Message("Freeze"), manager) as work:
        freeze_binder(work, first, last, texts)
    with database.read(manager) as reading:
        then = [render_binder(binder_of(reading, each)) for each in whole]
        assert [(each.first, each.last, each.by) for each in frozen_binders(reading)] == [(first, last, manager.name)]
    with database.write(Message("Change everything"), manager) as work:
        for deal in work.session.scalars(select(Opportunity)):
            deal.amount_minor, deal.name = deal.amount_minor + 1, "Another"
        for person in work.session.scalars(select(User)):
            person.name = "Somebody"
    with database.read(manager) as reading:
        assert [render_binder(binder_of(reading, each)) for each in whole] == then
        fewer = binder_of(reading, BinderRequest(QUARTER, tuple(each for each in CHAPTERS if each != SERVICE)))
        assert fewer.report.service is None
        assert fewer.report.figures == kept(texts[ENGLISH]).report.figures
        # Of another period, what the data say now.
        other = binder_of(reading, BinderRequest(replace(QUARTER, period_to=date(2026, 8, 31))))
        assert other.frozen_at is None
    for ends, said in ((last, "frozen already"), (date(2026, 12, 31), "Only a period that is over")):
        with pytest.raises(UserError, match=said), database.write(Message("Freeze"), manager) as work:
            freeze_binder(work, first, ends, texts)


def test_only_who_sees_everything_freezes_and_reads_what_is_frozen(database: Database, manager: Viewer) -> None:
    seeing_less = (
        replace(manager, limits=manager.limits | {(AMOUNT, HIDDEN)}),
        replace(manager, read_scope=OWN, readable=frozenset({manager.user_id})),
    )
    for viewer in seeing_less:
        with database.read(viewer) as reading, pytest.raises(NotAllowed):
            texts_to_freeze(reading, replace(QUARTER, period_to=date(2026, 8, 31)))
