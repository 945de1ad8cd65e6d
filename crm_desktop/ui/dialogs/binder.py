"""Asking for the manager's binder: which reports, on which paper, and whether the period is frozen with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.operations.binder import freeze_binder
from crm_desktop.queries.binder import FrozenBinder, frozen_binders, sees_whole
from crm_desktop.reports.binder_request import CHAPTERS, ISO, LETTER, RECORDS, SERVICE, BinderRequest
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic_names import TITLES
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.print_list import Saving
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_fields import CheckField

_PRINT = "crm_desktop.reports.binder_jobs.print_pages"
_FREEZE = "crm_desktop.reports.binder_jobs.to_freeze"
_WIDTH, _ABREAST = 560, 2
_NAMES = {SERVICE: N_("Service"), **TITLES, RECORDS: N_("Records behind the figures")}
_PAPERS = ((ISO, N_("A4")), (LETTER, N_("Letter")))


@dataclass(frozen=True)
class _Days:
    """The period as it is named."""

    request: ReportRequest

    def __str__(self) -> str:
        return formats.period(self.request.period_from, self.request.period_to, language())


class BinderDialog(Dialog):
    """Has the worker set the chosen reports and shows the pages; a frozen period prints as it was frozen."""

    gives_up = True

    def __init__(self, context: PageContext, window: QWidget, request: ReportRequest) -> None:
        self._days = _Days(request)
        super().__init__(
            window,
            context.theme,
            N_("Manager's binder"),
            context=Message("{period}: all chosen reports in one document", period=self._days),
            primary=N_("Preview and print"),
            width=_WIDTH,
        )
        self._services, self._window, self._request = context, window, request
        self._ticket: Ticket | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(Space.L))
        self.chapters = {name: CheckField(context.theme, _NAMES[name]) for name in CHAPTERS}
        for place, (name, box) in enumerate(self.chapters.items()):
            box.set_value(context.preferences.get(f"binder.without.{name}") is None)
            grid.addWidget(box, place // _ABREAST, place % _ABREAST)
        self.body.addLayout(grid)
        self.paper = ChoiceField(context.theme, N_("Paper"), list(_PAPERS), empty=False)
        self.paper.set_value(context.preferences.get("binder.paper") or ISO)
        self.body.addWidget(self.paper)
        said = N_("Keeps what it says for good: it prints the same later, whatever is changed since.")
        self.freeze = CheckField(context.theme, N_("Freeze this period"), help_text=said)
        self.body.addWidget(self.freeze)
        self.frozen = Label(context.theme, "", Role.BODY, colour="text2", wrap=True)
        self.frozen.hide()
        self.body.addWidget(self.frozen)
        self.freeze.setVisible(self._may_freeze())
        self.submitted.connect(self._begin)
        self.rejected.connect(self._give_up)
        if sees_whole(context.background.viewer):
            context.background.read(self, frozen_binders, self._show_frozen)

    def _may_freeze(self) -> bool:
        whole = not self._request.owner_ids and self._request.team_id is None
        is_over = self._request.period_to < self._services.today()
        return whole and is_over and sees_whole(self._services.background.viewer)

    def _show_frozen(self, found: list[FrozenBinder]) -> None:
        """Say that what is printed was frozen; it is not frozen again."""
        days = (self._request.period_from, self._request.period_to)
        one = next((each for each in found if (each.first, each.last) == days), None)
        if one is not None and self._may_freeze():
            self.freeze.hide()
            at, by = formats.moment(one.at, language()), one.by or formats.MISSING
            self.frozen.set_text(Message("Frozen at {moment} by {name}: it prints as it was then.", moment=at, name=by))
            self.frozen.show()

    def _begin(self) -> None:
        context = self._services
        for name, box in self.chapters.items():
            context.preferences.set(f"binder.without.{name}", None if box.value() else "1")
        context.preferences.set("binder.paper", self.paper.value())
        if self.freeze.isVisible() and self.freeze.value():
            self._start(_FREEZE, (self._request,), self._keep, N_("Freezing the period…"))
        else:
            self._print()

    def _keep(self, texts: Mapping[str, str]) -> None:
        """Write what the worker has made of the period, then print it."""
        days = (self._request.period_from, self._request.period_to)
        step = Message("Freeze the binder")
        self._services.background.write(
            step, lambda work: freeze_binder(work, *days, texts), lambda _id: self._print(), self._on_failed, owner=self
        )

    def _print(self) -> None:
        chosen = tuple(name for name, box in self.chapters.items() if box.value())
        asked = BinderRequest(self._request, chosen, str(self.paper.value()))
        self._start(_PRINT, (asked, language()), self._show, N_("Setting the pages…"))

    def _start(self, job: str, asked: tuple[object, ...], then: Callable[[Any], None], said: str) -> None:
        self.set_busy(said)
        context = self._services
        arguments = (str(context.path), context.background.viewer, *asked)
        self._ticket = context.background.run(
            self, job, arguments, then, self._on_failed, title=Message("Manager's binder")
        )

    def _show(self, pdf: bytes) -> None:
        self.set_busy(None)
        self.accept()
        context, title = self._services, tr("Manager's binder")
        name = f"{title} {self._days}".replace("/", "-")
        saving = Saving(self._window, name, context.background, context.preferences, context.navigator)
        ReportPreview(self._window, context.theme, context.background, pdf, saving.ask)

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(None)
        self.show_note(error.message if isinstance(error, Problem) else N_("The pages could not be set. Try again."))

    def _give_up(self) -> None:
        if self._ticket is not None and not self._ticket.is_done:
            self._ticket.cancel()


def open_binder(context: PageContext, window: QWidget, request: ReportRequest) -> BinderDialog:
    """Ask for the binder of a period over a window."""
    dialog = BinderDialog(context, window, request)
    dialog.open_panel()
    return dialog
