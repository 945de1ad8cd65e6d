"""The form of a contract: who agreed on what, for how long, what is paid when, and who has what share of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.contract import DRAFT
from crm_desktop.operations.contract import (
    STAYS_EDITABLE,
    ContractDraft,
    as_contract_lines,
    contract_draft,
    create_contract,
    update_contract,
)
from crm_desktop.operations.contract_making import (
    change_of,
    contract_from_deal,
    contract_from_quotation,
    new_contract,
    renewal_of,
)
from crm_desktop.queries.contract_details import contract_stage
from crm_desktop.queries.people import product_names, referred_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.forms.contract_rows import PlanField, TaxedLinesField, shares_field
from crm_desktop.ui.forms.currency import CurrencyField
from crm_desktop.ui.forms.deal_lines import FollowingAmount, drafts, edited
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import DateField, LineField, NoteField, PercentField
from crm_desktop.ui.widgets.form import EXTRA

_WIDTH = 960
# What a new contract may be made of, by the value that the form is asked for with.
_MADE_OF: Mapping[str, Callable[[Any, str], ContractDraft]] = {
    "renews": renewal_of,
    "changes": change_of,
    "quotation_id": contract_from_quotation,
    "opportunity_id": contract_from_deal,
    "customer_id": new_contract,
}
_MADE_TITLES = {"renews": N_("Renew the contract"), "changes": N_("Change the contract")}


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of what it refers to, its stage, and the journal's place.

    A new contract may be `made_of` something: one of `_MADE_OF`.
    """

    draft: ContractDraft
    names: Mapping[str, str] = field(default_factory=dict)
    stage: str = DRAFT
    position: int = 0
    made_of: str = ""


def load_new(reading: Any, values: Mapping[str, Any] | None = None) -> Loaded:
    """What the form of a new contract starts from: the contract, quotation, deal or customer that is named."""
    given = {name: value for name, value in (values or {}).items() if value is not None}
    named = next((name for name in _MADE_OF if name in given), None)
    draft = _MADE_OF[named](reading, given[named]) if named else new_contract(reading)
    draft = preset(draft, {name: value for name, value in given.items() if name not in _MADE_OF})
    return Loaded(draft, _names(reading, draft), position=reading.position, made_of=named or "")


def load_known(reading: Any, contract_id: str) -> Loaded:
    """The same of a known one."""
    draft = contract_draft(reading, contract_id)
    return Loaded(draft, _names(reading, draft), contract_stage(reading, contract_id), reading.position)


def open_contract_form(
    context: PageContext,
    window: QWidget,
    contract_id: str | None,
    loaded: Loaded,
    saved: Callable[[str], None] = lambda _id: None,
) -> Any:
    """Open the form of a contract, or of a new one; returns its dialog."""
    return _ContractForm(context, window, contract_id, loaded).open(window, saved)


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _ContractForm(context, None, None, loaded).sections()


def draw_up(
    context: PageContext,
    window: QWidget,
    values: Mapping[str, Any],
    saved: Callable[[str], None],
    failed: Callable[[Exception], None],
) -> None:
    """Open the form of a new contract that is made of something: a deal, a quotation, or a contract to follow."""
    context.background.read(
        window,
        lambda reading: load_new(reading, values),
        lambda loaded: open_contract_form(context, window, None, loaded, saved),
        failed,
    )


def _names(reading: Any, draft: ContractDraft) -> dict[str, str]:
    return {**referred_names(reading, draft), **product_names(reading, [line.product_id for line in draft.lines])}


class _ContractForm(QObject):
    """The fields and what follows from them; lives as long as its dialog."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget | None,
        contract_id: str | None,
        loaded: Loaded,
    ) -> None:
        super().__init__(window)
        self._context, self._id, self._loaded = context, contract_id, loaded
        self._currency = loaded.draft.currency or context.currency
        self._opened = Opened(self._rows(loaded.draft), loaded.position, self._read_again)
        theme = context.theme
        self._names = names = dict(loaded.names)
        self._lines = TaxedLinesField(context, N_("Product lines"), self._currency, names)
        self._rate = PercentField(theme, N_("Tax rate"), help_text=N_("For lines whose product says none."))
        self._amount = FollowingAmount(
            theme,
            N_("Amount with tax"),
            currency=self._currency,
            help_text=N_("Left empty, it is the sum of the lines with their tax."),
        )
        self._plan = PlanField(context, N_("What is paid when"), self._currency)

    def open(self, window: QWidget, saved: Callable[[str], None]) -> Any:
        """Show the form; returns its dialog."""
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
            keep_as=KeepAs("contract", self._id, {} if self._id else _made_of(self._loaded)),
        )
        if self._loaded.stage != DRAFT:
            agreed = {name for name in self.record.form.names() if not name.startswith(EXTRA)}
            for name in agreed - STAYS_EDITABLE:
                self.record.form.field(name).setEnabled(False)
        for each in (self._lines, self._rate, self._amount):
            each.changed.connect(self._follow)
        self._follow()
        self.setParent(self.record.dialog)
        return self.record.open()

    def _texts(self) -> FormTexts:
        draft = self._loaded.draft
        if self._id is None:
            follows = self._names.get(draft.predecessor_id or "")
            hint: Text = N_("It can be changed until it is submitted or signed")
            if follows:
                hint = Plain(tr("It follows {contract}", contract=follows))
            return FormTexts(
                _MADE_TITLES.get(self._loaded.made_of, N_("New contract")),
                hint,
                Message("New contract"),
                lambda name: Message("“{name}” written down", name=name),
            )
        state = self._context.choices.state("contract_stage", self._loaded.stage, language()) or ""
        shown = " · ".join(part for part in (draft.number, state) if part)
        return FormTexts(
            N_("Contract"), Plain(shown), Message("Edit contract"), lambda name: Message("“{name}” saved", name=name)
        )

    def sections(self) -> list[FormSection]:
        """The fields as they are shipped."""
        context, theme, today = self._context, self._context.theme, self._context.today
        names = self._names
        customer = lookup(context, N_("Customer"), "customer", names, required=True)
        name = LineField(theme, N_("Name"), required=True)
        kind, owner = choice(context, N_("Kind"), "contract_kind"), choice(context, N_("Owner"), "users")
        number = LineField(theme, N_("Number"), max_length=40, help_text=N_("Left empty, it is the next one."))
        days = {
            each: DateField(theme, title, today=today)
            for each, title in (("starts_on", N_("Starts")), ("ends_on", N_("Ends")), ("remind_on", N_("Remind on")))
        }
        self._lines.sold(customer, days["starts_on"])
        parties = FormSection(
            N_("Contract"),
            (
                (("name", name), ("number", number)),
                (("customer_id", customer), ("contact_id", contact_field(context, customer, names))),
                (("starts_on", days["starts_on"]), ("ends_on", days["ends_on"]), ("remind_on", days["remind_on"])),
                (
                    ("kind_id", kind),
                    ("owner_id", owner),
                    ("currency", CurrencyField(context, self._currency, self._use_currency)),
                ),
                (
                    ("opportunity_id", lookup(context, N_("Opportunity"), "opportunity", names)),
                    ("predecessor_id", lookup(context, N_("Renews or changes"), "contract", names)),
                ),
            ),
        )
        worth = FormSection(
            N_("What was agreed"),
            ((("lines", self._lines),), (("tax_rate_e6", self._rate), ("amount_minor", self._amount))),
        )
        paid = FormSection(N_("Payments"), ((("plan", self._plan),),))
        return [parties, worth, paid, *self._words(), FormSection(N_("Team"), ((("shares", shares_field(context)),),))]

    def _words(self) -> list[FormSection]:
        theme = self._context.theme

        def line(title: str) -> LineField:
            return LineField(theme, title, max_length=200)

        who = FormSection(
            N_("Parties"),
            (
                (("our_party", line(N_("Our party"))), ("signed_by_us", line(N_("Signed by us")))),
                (("their_party", line(N_("Their party"))), ("signed_by_them", line(N_("Signed by them")))),
            ),
        )
        words = FormSection(
            N_("In words"),
            (
                (("terms", NoteField(theme, N_("Terms"), lines=3, max_length=20_000)),),
                (("note", NoteField(theme, N_("Note for ourselves"), lines=2, max_length=4000)),),
                (("external_key", line(N_("Key in the other system"))),),
            ),
        )
        return [who, words]

    def _use_currency(self, currency: str) -> None:
        self._currency = currency
        for each in (self._amount, self._plan, self._lines):
            each.set_currency(currency)

    def _follow(self) -> None:
        """The amount follows the lines, and what is left to plan follows the amount."""
        total = self._lines.with_tax(self._rate.value())
        self._amount.follow(total)
        self._amount.set_locked(total is not None)
        if total is not None and not self._amount.is_empty():
            self._amount.set_value(None)
        self._plan.of(total if total is not None else self._amount.value())

    def _rows(self, draft: ContractDraft) -> Any:
        """The draft while it is edited: its lines as their rows show them, and their sum not as if it were typed."""
        lines: Any = edited(draft.lines, draft.currency or self._currency)
        return replace(draft, lines=lines, amount_minor=None if draft.lines else draft.amount_minor)

    def _read_again(self, reading: Any) -> Any:
        return self._rows(contract_draft(reading, self._id or ""))

    def _save(self, work: Any, rows: Any) -> str:
        draft = _saved(rows)
        if self._id is None:
            return create_contract(work, draft)
        update_contract(work, self._id, draft, _saved(self._opened.draft), self._opened.position)
        return self._id


def _saved(rows: Any) -> ContractDraft:
    kept: ContractDraft = replace(rows, lines=as_contract_lines(drafts(rows.lines)))
    return kept


def _made_of(loaded: Loaded) -> dict[str, Any]:
    """What a text that was not saved is taken up again with."""
    draft = loaded.draft
    if draft.predecessor_id:
        return {loaded.made_of or "renews": draft.predecessor_id}
    names = ("quotation_id", "opportunity_id", "customer_id")
    return {name: value for name in names if (value := getattr(draft, name))}
