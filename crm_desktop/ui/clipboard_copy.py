"""Copying from a list to the clipboard, so that spreadsheets take rows, numbers and days as what they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QMimeData
from PySide6.QtGui import QGuiApplication

from crm_desktop.core.i18n import Message, language, trn
from crm_desktop.core.viewer import EXPORT
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain

if TYPE_CHECKING:
    from crm_desktop.exchange.clipboard import Copied

_JOB = "crm_desktop.exchange.clipboard.copy_list"
# More rows than these are gathered by the worker process, with a bar and a way to stop.
_AT_ONCE = 2_000


def copy_rows(page: ListPage, context: PageContext, kind: str, ids: Sequence[str]) -> None:
    """Put these records on the clipboard with the columns that the list shows."""
    from crm_desktop.exchange.list_export import ListExport

    background, navigator = context.background, context.navigator
    if reason := against(background, EXPORT):
        navigator.refuse(Message(reason))
        return
    columns = tuple((column.key, column.title) for column in page.table.columns.chosen())
    wanted, mark = ListExport(kind, columns, page.spec, "", language(), tuple(ids)), QLocale.system().decimalPoint()

    def done(found: "Copied") -> None:
        content = QMimeData()
        content.setText(found.text)
        content.setHtml(found.html)
        QGuiApplication.clipboard().setMimeData(content)
        said = trn("{count} record copied", "{count} records copied", found.count)
        navigator.say(Message("{text}", text=Plain(said)))

    if len(ids) > _AT_ONCE:
        arguments = (str(context.path), background.viewer, wanted, mark)
        background.run(page, _JOB, arguments, done, title=Message("Copy records"))
    else:
        background.read(page, lambda reading: _copied(reading, wanted, mark), done)


def copy_text(context: PageContext, text: str) -> None:
    """Put what a cell shows on the clipboard."""
    QGuiApplication.clipboard().setText(text)
    context.navigator.say(Message("Copied: {text}", text=Plain(text)))


def _copied(reading: object, wanted: object, mark: str) -> "Copied":
    # With it come the modules of export, which a reader thread may load.
    from crm_desktop.exchange.clipboard import copied

    return copied(reading, wanted, mark)  # type: ignore[arg-type]  # the window knows readings only as objects
