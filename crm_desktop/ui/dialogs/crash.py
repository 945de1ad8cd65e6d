"""What is said of a crash: what happened, what is safe, where the report lies, and how to go on."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Theme

CONTINUE = N_("Continue")
_SAFE = N_("What you saved is safe, and what you are typing is kept until you save or discard it.")
_GO_ON = N_("You can continue; if it happens again, restart the program.")
_INSIDE = N_("A report was written. It holds no data of customers; it is not sent anywhere unless you send it.")


def crash_dialog(window: QWidget | None, theme: Theme, report: Path | None, text: str) -> MessageDialog:
    """Says that something unexpected happened in this run; `report` is missing when it could not be written."""
    lines: list[Text] = [_SAFE, _GO_ON, *([_INSIDE] if report else [])]
    heading = N_("Something went wrong in the program")
    dialog = MessageDialog(window, theme, heading, lines, icon="octagon-alert", colour="bad", details=text)
    _offer_report(dialog, report, text)
    dialog.add_answer(N_("Close program"), close_program)
    dialog.add_answer(CONTINUE, primary=True)
    return dialog


def bad_end_dialog(window: QWidget | None, theme: Theme, report: Path, moment: str) -> MessageDialog:
    """Says that the run before ended unexpectedly."""
    when = Message("It was last at work on {moment}.", moment=moment)
    lines: list[Text] = [when, N_("What you saved before is safe. Texts you had not saved are offered again."), _INSIDE]
    text = _read(report)
    dialog = MessageDialog(window, theme, N_("The program ended unexpectedly last time"), lines, details=text)
    _offer_report(dialog, report, text)
    dialog.add_answer(CONTINUE, primary=True)
    return dialog


def close_program() -> None:
    """End the program at once, but in order; `quit` would ask what to do with a form that is open."""
    QApplication.exit(0)


def _offer_report(dialog: MessageDialog, report: Path | None, text: str) -> None:
    dialog.add_other(N_("Copy report"), lambda: QGuiApplication.clipboard().setText(text))
    if report is not None:
        dialog.add_other(N_("Save report…"), lambda: _save(dialog, report, text))
        folder = QUrl.fromLocalFile(str(report.parent))
        dialog.add_other(N_("Show folder"), lambda: _open(folder))


def _open(address: QUrl) -> None:
    QDesktopServices.openUrl(address)


def _save(dialog: MessageDialog, report: Path, text: str) -> None:
    from crm_desktop.core import paths
    from crm_desktop.ui.dialogs.save_file import ask_where

    proposed = paths.documents_dir() / report.name
    path = ask_where(dialog, tr("Save report"), proposed, [(tr("Text files"), ".txt")])
    if path is None:
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        failed = Message("“{name}” could not be written.", name=path.name)
        again = MessageDialog(dialog, dialog.theme, failed, [Plain(str(error.strerror or error))])
        again.add_answer(N_("OK"), primary=True)
        again.open()


def _read(report: Path) -> str:
    try:
        return report.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
