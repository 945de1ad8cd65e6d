"""Papers that leave the firm, set by the worker process and shown as pages before they are printed or saved."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message, tr
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.ui.page_context import PageContext

PRINT_QUOTATION = "crm_desktop.reports.quotation.print_quotation"
PRINT_ACCOUNT = "crm_desktop.reports.account.print_account"
PRINT_COMMISSION = "crm_desktop.reports.commission.print_commission"
PRINT_CONTRACT = "crm_desktop.reports.contract.print_contract"
PRINT_CASE = "crm_desktop.reports.case_sheet.print_case"
PRINT_ORDER = "crm_desktop.reports.order.print_order"


def print_paper(
    context: PageContext,
    owner: QObject,
    window: QWidget,
    job: str,
    record: tuple[Any, str],
    speaks: str,
    ready: Callable[[], None] = lambda: None,
    failed: Callable[[Message], None] | None = None,
) -> None:
    """Set the paper of a record, (what the job is given, number), and show its pages; `ready` is told of them.

    `job` is the place of the function that sets it: `PRINT_QUOTATION`.
    """
    record_id, number = record
    said, name = Message("{name} could not be printed.", name=number), number.replace("/", "-")

    def show(pdf: bytes) -> None:
        ready()
        _preview(context, window, pdf, name)

    context.background.run(
        owner,
        job,
        (str(context.path), context.background.viewer, record_id, speaks),
        show,
        lambda error: (failed or context.navigator.refuse)(error.message if isinstance(error, Problem) else said),
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
