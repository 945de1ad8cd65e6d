"""The surveys: what customers are asked, what they answered, and how content they are."""

from pathlib import Path
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.viewer import IMPORT
from crm_desktop.operations.survey import delete_surveys, survey_draft, update_survey
from crm_desktop.queries.survey import SURVEYS, TOO_FEW, SurveyRow, survey_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.survey import describe
from crm_desktop.ui.forms.survey import load_known, load_new, open_survey_form
from crm_desktop.ui.forms.survey_response import take_response
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import RecordPage, filter_fields
from crm_desktop.ui.survey_print import print_results, print_sheets
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Formatter, Kind

READS = frozenset({"survey", "survey_question", "survey_response", "survey_answer"})
_NOT_HERE = frozenset({"survey.import", "survey.paste", "survey.log", "survey.bulk", "survey.edit_cell"})


class SurveysPage(RecordPage):
    """What customers are asked."""

    kind = "survey"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Enter a response"), "plus", "R", lambda: self.take_response(), adds=True),
                DetailAction(N_("Sheet on paper"), "printer", "P", lambda: self.print_sheet(), adds=True),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def import_file(self, file: Path | None = None) -> None:
        """A spreadsheet dropped on the page holds answers to the current survey."""
        from crm_desktop.ui.survey_answers import bring_answers

        if file is not None and self.current_id is not None:
            bring_answers(self.context, self, self.current_id, file)

    def take_response(self) -> None:
        """Open the form for what a customer answered to the current survey."""
        if (survey_id := self.current_id) is not None:
            take_response(self.context, self.window(), survey_id, lambda _id: self.stay_at(survey_id))

    def import_answers(self) -> None:
        """Bring answers to the current survey from a spreadsheet."""
        # With it come the modules that read files.
        from crm_desktop.ui.survey_answers import ask_for_answers

        if self.current_id is not None:
            ask_for_answers(self.context, self.window(), self.current_id)

    def print_sheet(self) -> None:
        """Show the sheet of the current survey, to be filled in by hand."""
        if self.current_id is not None:
            print_sheets(self.context, self.window(), self.current_id)

    def print_results(self) -> None:
        """Show the results of the current survey as pages."""
        if self.current_id is not None:
            print_results(self.context, self.window(), self.current_id)


SOURCE = DetailSource(
    kind="survey",
    about="",
    read=survey_details,
    describe=describe,
    reads=READS | {"customer"},
    timeline=lambda reading, key, before, only: timeline(reading, survey_id=key, before=before, only=only),
    editable=Editable(survey_draft, update_survey, Message("Edit survey")),
    forms=lambda: Forms(load_new, load_known, open_survey_form),
)


def _declaration(page: SurveysPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_surveys, Message("Delete surveys"))

    common = [each for each in common_actions(page, N_("New survey"), delete) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="surveys",
        title=N_("Surveys"),
        query=SURVEYS,
        columns=_columns(),
        filters=filter_fields(context, SURVEYS),
        views=offered_views(context, "survey"),
        reads=READS,
        counted=lambda count: trn("{count} survey", "{count} surveys", count),
        totals=lambda _sums: "",
        empty_title=N_("No surveys yet"),
        empty_body=N_("Ask customers what they think, on paper or by telephone, and see how it changes."),
        actions=[*common, *_own_actions(page)],
        primary="survey.new",
        tools=("survey.export", "survey.print"),
        selection_actions=("survey.export_chosen", "survey.delete"),
        menu=(
            "survey.edit",
            "survey.respond",
            "survey.answers",
            None,
            "survey.sheet",
            "survey.results",
            None,
            "survey.copy",
            "survey.copy_cell",
            None,
            "survey.delete",
        ),
    )


def _own_actions(page: SurveysPage) -> list[Action]:
    def is_there() -> bool:
        return page.current_id is not None

    return [
        Action(
            "survey.respond",
            N_("Enter a response"),
            page.take_response,
            N_("Write down what a customer answered"),
            "R",
            "plus",
            is_there,
            writes=True,
        ),
        Action(
            "survey.answers",
            N_("Import answers…"),
            page.import_answers,
            N_("Bring what customers answered from a spreadsheet: a column for each question"),
            "Ctrl+Shift+I",
            "upload",
            is_there,
            reason=page.against(IMPORT),
            writes=True,
        ),
        Action(
            "survey.sheet",
            N_("Sheet on paper"),
            page.print_sheet,
            N_("The questions on a page to be filled in by hand"),
            "P",
            "printer",
            is_there,
        ),
        Action(
            "survey.results",
            N_("Results as PDF"),
            page.print_results,
            N_("Every question with its answers, to be printed or kept"),
            "Shift+P",
            "file-text",
            is_there,
        ),
    ]


def _columns() -> tuple[Column, ...]:
    def day(value: Any) -> str:
        return formats.day_far(value, language()) if value else formats.MISSING

    def figure(key: str, title: str, width: int, shown: Formatter) -> Column:
        # Each answer is looked at; of too few responses no figure is shown.
        return Column(key, title, width, Kind.NUMBER, shown, reads=(key, "responses"), comes_late=True)

    return (
        Column("name", N_("Name"), 240, format=_name, weight=500, stretches=True, min_width=160),
        Column("starts_on", N_("Starts"), 104, Kind.DATE, lambda row: day(row.starts_on)),
        Column("ends_on", N_("Ends"), 104, Kind.DATE, lambda row: day(row.ends_on), is_hidden=True),
        Column("owner", N_("Owner"), 110, is_quiet=True, min_width=96, gives_way=2),
        Column("campaign", N_("Campaign"), 140, is_quiet=True, min_width=100, is_hidden=True),
        Column("questions", N_("Questions"), 80, Kind.NUMBER, lambda row: str(row.questions), gives_way=1),
        figure("responses", N_("Responses"), 84, lambda row: str(row.responses)),
        figure("score", N_("Score"), 72, lambda row: _score(row.score, row)),
        figure("recommend", N_("Recommendation"), 112, lambda row: _score(row.recommend, row)),
    )


def _name(row: SurveyRow) -> Cell:
    return Cell(row.name, is_strong=True)


def _score(figure: int | None, row: SurveyRow) -> Cell:
    """A figure; of too few responses it says nothing yet."""
    if figure is None or row.responses < TOO_FEW:
        return Cell(formats.MISSING, tooltip=tr("Too few answered to say anything") if row.responses else "")
    return Cell(formats.integer(figure))
