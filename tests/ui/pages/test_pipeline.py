"""The page of the pipeline: each figure leads to the deals it counts, by change and by owner."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.core.listing import ListSpec
from crm_desktop.operations import stage_moves
from crm_desktop.queries.deal_changes import UP
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.reports.pipeline_statistic import BY_OWNER
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.pipeline import PipelinePage
from crm_desktop.ui.widgets.filter_chip import FilterChip
from tests.builders import an_opportunity, stage
from tests.ui.pages.office import Office

Key = Qt.Key


@pytest.fixture
def page(office: Office) -> PipelinePage:
    """Two deals that moved up this month, and one that stayed."""
    with office.company.write() as work:
        for number in range(3):
            deal = an_opportunity(work, opened_on=work.today - timedelta(days=60), amount_minor=100_000)
            if number:
                stage_moves.move_stage(work, deal, stage("proposal"))
    office.context.preferences.set("report.period", "month")
    made = PipelinePage(office.context)
    office.window.setCentralWidget(made)
    office.window.show()
    return made


def test_every_command_has_its_own_key_and_help(page: PipelinePage) -> None:
    assert faults([page.actions_set.actions]) == []


def test_a_figure_and_a_cell_lead_to_the_deals_they_count(page: PipelinePage, office: Office) -> None:
    wished: list[ListSpec] = []
    page.board.opened.connect(wished.append)
    moved = page.board.figures[UP]
    assert moved.accessibleName() == "Moved up ¥2.0K 2 deals"
    moved.click()
    page.board.by.set_value(BY_OWNER)
    page.board.by.changed.emit()
    rows = page.board.table
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(0, 3))
    QTest.keyClick(rows, Key.Key_Return)
    with office.company.read() as reading:
        assert [OPPORTUNITIES.count(reading, each) for each in wished] == [2, 2]
    listed = OpportunitiesPage(office.context)
    listed.show_spec(wished[0])
    chips = [each for each in listed.filter_bar.findChildren(FilterChip) if each.filter in wished[0].filters]
    assert "Moved up from 1 Nov 2026 to 30 Nov 2026" in [*chips[0].words()]
