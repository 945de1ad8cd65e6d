"""Answers to a survey brought from a spreadsheet in the window: as one step that says what came in."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core.i18n import Message, tr, trn
from crm_desktop.exchange.survey_answers import BroughtIn, import_answers
from crm_desktop.ui.page_context import PageContext

_FOLDER = "import.folder"


def ask_for_answers(context: PageContext, window: QWidget, survey_id: str) -> None:
    """Ask which file holds the answers, and bring them in."""
    kinds = f"{tr('Spreadsheets')} (*.xlsx *.xlsm *.csv *.tsv *.txt)"
    folder = str(context.preferences.get(_FOLDER) or Path.home())
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Answers to the survey"), folder, kinds)
    if chosen:
        context.preferences.set(_FOLDER, str(Path(chosen).parent))
        bring_answers(context, window, survey_id, Path(chosen))


def bring_answers(context: PageContext, owner: QWidget, survey_id: str, file: Path) -> None:
    """Bring in what a file holds, or say why it cannot be, with the line."""

    def write(work: Any) -> BroughtIn:
        return import_answers(work, survey_id, file)

    def done(came: BroughtIn) -> None:
        said = trn("1 response came in", "{count} responses came in", came.new)
        if came.known:
            said = f"{said} · {trn('1 was there already', '{count} were there already', came.known)}"
        context.navigator.did(Message("{text}", text=said))

    def failed(error: Exception) -> None:
        context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    context.background.write(Message("Import answers to a survey"), write, done, failed, owner=owner)
