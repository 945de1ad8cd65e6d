"""Surveys on paper: the sheets to be filled in, and the results, shown as pages that can be printed or kept."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message, language, tr
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.ui.page_context import PageContext

_SHEETS, _RESULTS = "crm_desktop.reports.survey.sheets", "crm_desktop.reports.survey.results"


def print_sheets(context: PageContext, window: QWidget, survey_id: str) -> None:
    """Show the sheets of a survey."""
    _show(context, window, _SHEETS, survey_id, tr("Survey"))


def print_results(context: PageContext, window: QWidget, survey_id: str) -> None:
    """Show the results of a survey."""
    _show(context, window, _RESULTS, survey_id, tr("Results"))


def _show(context: PageContext, window: QWidget, job: str, survey_id: str, name: str) -> None:
    context.background.run(
        window,
        job,
        (str(context.path), context.background.viewer, survey_id, language()),
        lambda pdf: _preview(context, window, pdf, name),
        lambda error: context.navigator.refuse(
            error.message if isinstance(error, Problem) else Message("The survey could not be printed.")
        ),
        title=Message("Print {name}", name=name),
    )


def _preview(context: PageContext, window: QWidget, pdf: bytes, name: str) -> None:
    from crm_desktop.ui.dialogs.report_preview import ReportPreview
    from crm_desktop.ui.dialogs.save_file import ask_where

    def save(content: bytes) -> None:
        folder = Path(context.preferences.get("export.folder") or Path.home())
        path = ask_where(window, tr("Save as PDF"), folder / f"{name}.pdf", (("PDF", ".pdf"),))
        if path is not None:
            context.preferences.set("export.folder", str(path.parent))
            said = Message("Saved: {file}", file=path.name)
            context.background.call(
                context, lambda: write_bytes(path, content), lambda _done: context.navigator.say(said)
            )

    ReportPreview(window, context.theme, context.background, pdf, save)
