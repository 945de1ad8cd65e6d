"""The form of a deal: who buys, where it stands, what it is worth by lines or as a whole, and what comes next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations.deal_shares import ShareDraft
from crm_desktop.operations.opportunity import (
    OpportunityDraft,
    create_opportunity,
    new_opportunity,
    opportunity_draft,
    update_opportunity,
)
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.queries.stages import StageView, stages
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.forms.currency import CurrencyField
from crm_desktop.ui.forms.deal_lines import FollowingAmount, FollowingShare, LinesField, drafts, edited
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import (
    ChoiceField,
    DateField,
    Field,
    LineField,
    NoteField,
    PercentField,
    RowColumn,
    RowsField,
)

_WIDTH = 880


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, the stages, and the journal's place."""

    draft: OpportunityDraft
    stages: Sequence[StageView]
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0

    @property
    def stage(self) -> StageView | None:
        """The stage the deal is in."""
        return next((each for each in self.stages if each.id == self.draft.stage_id), None)


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new deal, some of its fields filled in."""
    draft = preset(new_opportunity(reading), values)
    names: dict[str, str] = {}
    for query, record_id in ((CUSTOMERS, draft.customer_id), (CONTACTS, draft.contact_id)):
        for row in query.rows(reading, [record_id]) if record_id else ():
            names[row.id] = row.name
    return Loaded(draft, stages(reading), names, reading.position)


def load_known(reading: Any, opportunity_id: str) -> Loaded:
    """A deal as it is now."""
    details = opportunity_details(reading, opportunity_id)
    known = [(details.customer_id, details.customer), (details.contact_id, details.contact)]
    known += [(line.product_id, line.product) for line in details.lines]
    names = {record_id: name for record_id, name in known if record_id and name}
    return Loaded(opportunity_draft(reading, opportunity_id), stages(reading), names, reading.position)


def open_opportunity_form(
    context: PageContext, window: QWidget, opportunity_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new deal, or of the one with this id."""
    _OpportunityForm(context, window, opportunity_id, loaded).open(window, saved)


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _OpportunityForm(context, None, "", loaded).sections()


class _OpportunityForm(QObject):
    """The fields and what they make of each other; lives as long as the window or its dialog."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget | None,
        opportunity_id: str | None,
        loaded: Loaded,
    ) -> None:
        super().__init__(window)
        self._context, self._id, self._loaded = context, opportunity_id, loaded
        theme, currency = context.theme, loaded.draft.currency or context.currency
        self._currency = currency
        self._customer = lookup(context, N_("Customer"), "customer", loaded.names)
        self._contact = contact_field(context, self._customer, loaded.names)
        self._stage = ChoiceField(theme, N_("Stage"), self._stage_choices(), empty=False)
        self._share = FollowingShare(theme, N_("Probability"), help_text=N_("Left empty, it is that of the stage."))
        self._amount = FollowingAmount(
            theme, N_("Amount"), currency=currency, help_text=N_("Left empty, it is the sum of the lines.")
        )
        self._lines = LinesField(context, N_("Product lines"), currency, loaded.names)
        self._lines.sold(self._customer)
        self._opened = Opened(self._rows(loaded.draft), loaded.position, self._read_again)

    def open(self, window: QWidget, saved: Callable[[str], None]) -> None:
        """Show the form."""
        self.record = RecordForm(
            self._context,
            window,
            self._texts(),
            self.sections(),
            self._opened.draft,
            self._save,
            saved,
            width=_WIDTH,
            opened=self._opened if self._id else None,
            keep_as=KeepAs("opportunity", self._id),
        )
        self._stage.set_locked(self._is_closed)
        self._share.set_locked(self._is_closed)
        self._stage.changed.connect(self._on_stage)
        self._lines.changed.connect(self._on_lines)
        self._on_stage()
        self._on_lines()
        self.setParent(self.record.dialog)
        self.record.open()

    def _rows(self, draft: OpportunityDraft) -> Any:
        """The draft while it is edited: with its lines as their rows show them."""
        lines: Any = edited(draft.lines, draft.currency or self._currency)
        return replace(draft, lines=lines)

    def _read_again(self, reading: Any) -> Any:
        return self._rows(opportunity_draft(reading, self._id or ""))

    def _save(self, work: Any, rows: Any) -> str:
        draft = _saved(rows)
        if self._id is None:
            return create_opportunity(work, draft)
        update_opportunity(work, self._id, draft, _saved(self._opened.draft), self._opened.position)
        return self._id

    def _texts(self) -> FormTexts:
        if self._id is None:
            hint = N_("Only the name is needed")
            return FormTexts(
                N_("New opportunity"),
                hint,
                Message("New opportunity"),
                lambda name: Message("“{name}” created", name=name),
            )
        return FormTexts(
            N_("Edit opportunity"),
            Plain(self._loaded.draft.number or ""),
            Message("Edit opportunity"),
            lambda name: Message("“{name}” saved", name=name),
        )

    def sections(self) -> list[FormSection]:
        """Its fields in their sections."""
        context, theme, today = self._context, self._context.theme, self._context.today
        name = LineField(theme, N_("Name"), required=True)
        owner = choice(context, N_("Owner"), "users")
        source = choice(context, N_("Source"), "source")
        campaign = choice(context, N_("Campaign"), "campaigns")
        expected = DateField(theme, N_("Expected close"), today=today)
        opened = DateField(theme, N_("Opened on"), today=today)
        currency = CurrencyField(context, self._currency, self._use_currency)
        step = LineField(theme, N_("Next step"))
        step_on = DateField(theme, N_("On"), today=today)
        deal = FormSection(
            N_("Deal"),
            (
                (("name", name), ("customer_id", self._customer)),
                (("contact_id", self._contact), ("owner_id", owner)),
                (("stage_id", self._stage), ("probability_e6", self._share)),
                (("expected_close_on", expected), ("opened_on", opened), ("currency", currency)),
                *self._keys(),
            ),
        )
        worth = FormSection(
            N_("Amount"),
            (
                (("lines", self._lines),),
                (("amount_minor", self._amount), ("source_id", source), ("campaign_id", campaign)),
            ),
        )
        note = NoteField(theme, N_("Note"), max_length=4000)
        following = FormSection(
            N_("What comes next"),
            (
                (("next_step", step), ("next_step_on", step_on)),
                *(() if self._is_closed else ((("competitor", LineField(theme, N_("Competitor"))),),)),
                (("note", note),),
            ),
        )
        return [deal, *self._closing(), worth, following, FormSection(N_("Team"), ((("shares", self._team()),),))]

    def _team(self) -> RowsField:
        """Who else has a share of the deal."""
        theme = self._context.theme
        return RowsField(
            theme,
            N_("Shares of colleagues; the rest is the owner's"),
            (
                RowColumn("user_id", N_("Colleague"), lambda: choice(self._context, N_("Colleague"), "users"), 4),
                RowColumn("share_e6", N_("Share %"), lambda: PercentField(theme, N_("Share %")), 2, is_number=True),
                RowColumn("part", N_("What they do"), lambda: LineField(theme, N_("What they do")), 4),
            ),
            lambda _old, **values: ShareDraft(**{**values, "part": values["part"] or None}),
            add=N_("Share it with a colleague"),
        )

    def _keys(self) -> Sequence[Sequence[tuple[str, Field]]]:
        """What the deal is found by here and elsewhere; a new one is given its number."""
        if self._id is None:
            return ()
        theme = self._context.theme
        number = LineField(theme, N_("Number"), max_length=40)
        return ((("number", number), ("external_key", LineField(theme, N_("Key in the other system")))),)

    @property
    def _is_closed(self) -> bool:
        return self._loaded.stage is not None and self._loaded.stage.outcome != OPEN

    def _closing(self) -> list[FormSection]:
        """How a closed deal ended, to be corrected here; an open one is closed by its own command."""
        stage, theme = self._loaded.stage, self._context.theme
        if stage is None or stage.outcome == OPEN:
            return []
        day = DateField(theme, N_("Closed on"), today=self._context.today, required=True)
        reason = choice(self._context, N_("Reason"), f"{stage.outcome}_reason")
        rival = LineField(theme, N_("Competitor"))
        learned = NoteField(theme, N_("What to learn from it"), max_length=4000)
        rows = (
            (("closed_on", day), ("reason_id", reason)),
            (("competitor", rival),),
            (("reason_note", learned),),
        )
        return [FormSection(N_("How it ended"), rows)]

    def _stage_choices(self) -> list[tuple[str, Plain]]:
        """The stage it is in and the open ones, of its own pipeline first; of several pipelines each with its name."""
        now, names = self._loaded.stage, self._context.choices
        offered = [each for each in self._loaded.stages if each == now or each.outcome == OPEN]
        several = len({each.pipeline_id for each in offered}) > 1

        def called(stage: StageView) -> Plain:
            name = names.name(stage.id, language()) or stage.code
            pipeline = names.name(stage.pipeline_id, language()) if several else None
            return Plain(" · ".join(part for part in (pipeline, name) if part))

        own = now.pipeline_id if now else ""
        return [(each.id, called(each)) for each in sorted(offered, key=lambda each: each.pipeline_id != own)]

    def _on_stage(self) -> None:
        chosen = next((each for each in self._loaded.stages if each.id == self._stage.value()), None)
        self._share.follow(chosen.probability_e6 if chosen else None)

    def _use_currency(self, currency: str) -> None:
        self._currency = currency
        for each in (self._amount, self._lines):
            each.set_currency(currency)

    def _on_lines(self) -> None:
        self._amount.follow(self._lines.total())


def _saved(rows: Any) -> OpportunityDraft:
    """The draft as it is kept, from one that was edited."""
    kept: OpportunityDraft = replace(rows, lines=drafts(rows.lines))
    return kept
