"""What is done with quotations, from their page and from their form: asking why one was declined, and printing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.operations.quotation import decline_quotation
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.widgets.fields import NoteField

_JOB = "crm_desktop.reports.quotation.print_quotation"


@dataclass(frozen=True)
class Declined:
    """Why a quotation was declined."""

    reason: str | None = None


def ask_why_declined(
    context: PageContext, window: QWidget, ids: Sequence[str], saved: Callable[[str], None] = lambda _id: None
) -> None:
    """Ask for the reason of one or several that were declined, and write it down as one step."""

    def save(work: Any, declined: Declined) -> str:
        for each in ids:
            decline_quotation(work, each, declined.reason)
        return ids[0]

    why = NoteField(context.theme, N_("Why it was declined"), lines=3, max_length=4000, required=True)
    texts = FormTexts(
        N_("Quotation declined"), "", Message("Decline quotation"), lambda _: Message("Quotation declined")
    )
    section = FormSection(N_("Reason"), ((("reason", why),),))
    RecordForm(context, window, texts, [section], Declined(), save, saved, width=520).open()


def print_quotation(
    context: PageContext,
    owner: QObject,
    window: QWidget,
    quotation: tuple[str, str],
    speaks: str,
    ready: Callable[[], None] = lambda: None,
    failed: Callable[[Message], None] | None = None,
) -> None:
    """Set a quotation, (id, number), in a language and show its pages; `ready` is told when they are there."""
    quotation_id, number = quotation
    said, name = Message("The quotation could not be printed."), number.replace("/", "-")

    def show(pdf: bytes) -> None:
        ready()
        _preview(context, window, pdf, name)

    context.background.run(
        owner,
        _JOB,
        (str(context.path), context.background.viewer, quotation_id, speaks),
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
