"""Handing everything of a person over: from whom, to whom, what goes along with how many, then the protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.operations.hand_over import KINDS, TITLES, HandOverDraft, counts, hand_everything_over
from crm_desktop.ui.dialogs.print_list import Saving
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, LineField

_JOB = "crm_desktop.reports.jobs.hand_over_protocol"
_WIDTH = 620


@dataclass(frozen=True)
class _Wanted:
    """What the form edits: people, and a box for each kind."""

    from_id: str | None = None
    to_ids: str | None = None
    second_id: str | None = None
    reason: str | None = None
    customer: bool = True
    contact: bool = True
    opportunity: bool = True
    lead: bool = True
    task: bool = True
    service_case: bool = True
    sales_order: bool = True
    quotation: bool = True
    contract: bool = True
    contract_share: bool = True
    custom_record: bool = True
    invoice: bool = True
    article: bool = True


class HandOverDialog(RecordForm):
    """The form; how many of each kind go along stands beside its box as soon as the person is chosen."""

    def __init__(self, page: ListPage, context: PageContext, from_id: str | None) -> None:
        self._page, self._given = page, context
        people = [(key, Plain(name)) for key, name in context.choices.options("users", language())]
        theme = context.theme
        self.giver = ChoiceField(theme, N_("Given by"), people, required=True, name_of=self._name_of)
        self.taker = ChoiceField(theme, N_("Taken over by"), people, required=True)
        self.second = ChoiceField(theme, N_("And in turn to"), people)
        reason = LineField(theme, N_("Reason"), help_text=N_("Stands in the history of owners."))
        self.boxes = {kind: CheckField(theme, TITLES[kind]) for kind in KINDS}
        pairs = [tuple((kind, self.boxes[kind]) for kind in KINDS[at : at + 2]) for at in range(0, len(KINDS), 2)]
        sections = [
            FormSection(
                N_("People"),
                ((("from_id", self.giver), ("to_ids", self.taker)), (("second_id", self.second), ("reason", reason))),
            ),
            FormSection(N_("What goes along"), pairs),
        ]
        texts = FormTexts(
            N_("Hand over everything"),
            N_("One step, with a protocol to sign"),
            Message("Hand over everything"),
            lambda _name: Message("Everything was handed over"),
        )
        start = _Wanted(from_id)
        super().__init__(context, page.window(), texts, sections, start, self._write, self._show_protocol, width=_WIDTH)
        self.giver.changed.connect(self._count)
        self._count()

    def _name_of(self, user_id: str) -> str | None:
        return self._given.choices.name(user_id, language())

    def _count(self) -> None:
        if giver := self.giver.value():
            self._given.background.read(self.dialog, lambda reading: counts(reading, giver), self._show_counts)

    def _show_counts(self, found: Mapping[str, int]) -> None:
        for kind, box in self.boxes.items():
            box.box.set_text(Plain(f"{tr(TITLES[kind])} ({formats.integer(found[kind])})"))

    def _write(self, work: Any, wanted: _Wanted) -> str:
        kinds = tuple(kind for kind in KINDS if getattr(wanted, kind))
        to_ids = tuple(each for each in (wanted.to_ids, wanted.second_id) if each)
        return hand_everything_over(work, HandOverDraft(wanted.from_id, to_ids, kinds, wanted.reason))

    def _show_protocol(self, hand_over_id: str) -> None:
        background, page, context = self._given.background, self._page, self._given
        saving = Saving(page, tr("Hand-over protocol"), background, context.preferences, context.navigator)

        def show(pdf: bytes) -> None:
            ReportPreview(page.window(), context.theme, background, pdf, saving.ask)

        background.run(
            page,
            _JOB,
            (str(context.path), background.viewer, hand_over_id, language()),
            show,
            title=Message("Hand-over protocol"),
        )
