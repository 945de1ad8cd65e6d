"""The form of an order: who ordered what at which price, where it goes, when it is due, and which contract pays it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.order import (
    OrderDraft,
    as_order_lines,
    create_order,
    credit_warning,
    delivery_to,
    new_order,
    order_draft,
    order_from_opportunity,
    tax_of,
    update_order,
)
from crm_desktop.operations.order_making import OrderedAlready, order_from_quotation, order_under_contract
from crm_desktop.queries.people import product_names, referred_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.credit_warning import CreditWarning
from crm_desktop.ui.dialogs.confirm import confirm
from crm_desktop.ui.forms.contract_rows import TaxedLinesField
from crm_desktop.ui.forms.currency import CurrencyField
from crm_desktop.ui.forms.deal_lines import FollowingAmount, drafts, edited
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.fields import DateField, Field, LineField, MoneyField, NoteField
from crm_desktop.ui.widgets.labels import Label

_WIDTH = 960
_PLACE = ("name", "country", "province", "city", "postcode", "address")
# What a new order may be made of, by the value that the form is asked for with.
_MADE_OF: Mapping[str, Callable[[Any, str], OrderDraft]] = {
    "quotation_id": lambda reading, key: order_from_quotation(reading, key),
    "again": lambda reading, key: order_from_quotation(reading, key, again=True),
    "contract_id": order_under_contract,
    "opportunity_id": order_from_opportunity,
    "customer_id": new_order,
}


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of what it refers to, and the journal's place."""

    draft: OrderDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None = None) -> Loaded:
    """What the form of a new order starts from: the quotation, contract, deal or customer that is named."""
    given = {name: value for name, value in (values or {}).items() if value is not None}
    named = next((name for name in _MADE_OF if name in given), None)
    draft = _MADE_OF[named](reading, given[named]) if named else replace(new_order(reading), tax_minor=None)
    draft = preset(draft, {name: value for name, value in given.items() if name not in _MADE_OF})
    return Loaded(draft, _names(reading, draft), reading.position)


def load_known(reading: Any, order_id: str) -> Loaded:
    """The same of a known one."""
    draft = order_draft(reading, order_id)
    return Loaded(draft, _names(reading, draft), reading.position)


def open_order_form(
    context: PageContext,
    window: QWidget,
    order_id: str | None,
    loaded: Loaded,
    saved: Callable[[str], None] = lambda _id: None,
) -> Any:
    """Open the form of an order, or of a new one; returns its dialog."""
    return _OrderForm(context, window, order_id, loaded).open(window, saved)


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _OrderForm(context, None, None, loaded).sections()


def take_order(
    context: PageContext,
    window: QWidget,
    values: Mapping[str, Any],
    saved: Callable[[str], None],
    failed: Callable[[Exception], None],
) -> None:
    """Open the form of a new order that is made of something; of a quotation that has one already only when asked."""

    def refused(error: Exception) -> None:
        if not isinstance(error, OrderedAlready):
            failed(error)
            return
        again = {"again": values["quotation_id"]}
        confirm(
            window,
            context.theme,
            N_("Make another order of this quotation?"),
            (error.message, N_("A quotation usually gives one order.")),
            action=N_("Make another"),
            asked=context.background.answered,
            then=lambda: take_order(context, window, again, saved, failed),
        )

    context.background.read(
        window,
        lambda reading: load_new(reading, values),
        lambda loaded: open_order_form(context, window, None, loaded, saved),
        refused,
    )


def _names(reading: Any, draft: OrderDraft) -> dict[str, str]:
    return {**referred_names(reading, draft), **product_names(reading, [line.product_id for line in draft.lines])}


class _OrderForm(QObject):
    """The fields and what follows from them; lives as long as its dialog."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget | None,
        order_id: str | None,
        loaded: Loaded,
    ) -> None:
        super().__init__(window)
        self._context, self._id, self._loaded = context, order_id, loaded
        self._currency = loaded.draft.currency or context.currency
        self._opened = Opened(self._rows(loaded.draft), loaded.position, self._read_again)
        theme = context.theme
        self._names = names = dict(loaded.names)
        self._customer = lookup(context, N_("Customer"), "customer", names, required=True)
        self._lines = TaxedLinesField(context, N_("Product lines"), self._currency, names)
        self._freight = MoneyField(theme, N_("Freight"), currency=self._currency)
        self._tax = FollowingAmount(
            theme,
            N_("Tax"),
            currency=self._currency,
            help_text=N_("Left empty, it is that of the lines by the tax rates of their products."),
        )
        self._place = {name: LineField(theme, title, max_length=200) for name, title in _delivery_titles()}
        self._brought: dict[str, str | None] = {}

    def open(self, window: QWidget, saved: Callable[[str], None]) -> Any:
        """Show the form; returns its dialog."""
        context, theme, order_id, loaded = self._context, self._context.theme, self._id, self._loaded
        self.record = RecordForm(
            context,
            window,
            self._texts(),
            self.sections(),
            self._opened.draft,
            self._save,
            saved,
            width=_WIDTH,
            opened=self._opened if order_id else None,
            keep_as=KeepAs("sales_order", order_id, {} if order_id else _made_of(loaded.draft)),
        )
        CreditWarning(
            context,
            self.record,
            "customer_id",
            lambda reading, rows: credit_warning(reading, _saved(rows), order_id),
        ).look()
        self._total = Label(theme, "", Role.SECTION, tabular=True)
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.record.dialog.body.addWidget(self._total)
        self._total.setVisible(not context.background.viewer.hides(AMOUNT))
        self._ask_about = loaded.draft.customer_id
        self._customer.changed.connect(self._bring_delivery)
        for each in (self._lines, self._freight, self._tax):
            each.changed.connect(self._follow)
        self._follow()
        self.setParent(self.record.dialog)
        return self.record.open()

    def _texts(self) -> FormTexts:
        if self._id is None:
            hint = N_("It can be changed as long as it is not paid")
            return FormTexts(N_("New order"), hint, Message("New order"), lambda _: Message("Order written down"))
        state = self._context.choices.state("order_status", self._loaded.draft.status, language()) or ""
        shown = " · ".join(part for part in (self._loaded.draft.number, state) if part)
        return FormTexts(N_("Order"), Plain(shown), Message("Edit order"), lambda _: Message("Order saved"))

    def sections(self) -> list[FormSection]:
        """The fields as they are shipped."""
        context, theme, names = self._context, self._context.theme, self._names
        number = LineField(theme, N_("Number"), max_length=40, help_text=N_("Left empty, it is the next one."))
        ordered, required, due = (
            DateField(theme, title, today=context.today) for title in (N_("Ordered"), N_("Required"), N_("Due date"))
        )
        self._lines.sold(self._customer, ordered)
        told = N_("Chosen, its plan of payments pays this order.")
        contract = lookup(context, N_("Contract"), "contract", names, help_text=told)
        head = FormSection(
            N_("Order"),
            (
                (("customer_id", self._customer), ("number", number)),
                (("ordered_on", ordered), ("required_on", required), ("due_on", due)),
                (
                    ("opportunity_id", lookup(context, N_("Opportunity"), "opportunity", names)),
                    ("contract_id", contract),
                ),
                (
                    ("owner_id", choice(context, N_("Owner"), "users")),
                    ("campaign_id", choice(context, N_("Campaign"), "campaigns")),
                    ("currency", CurrencyField(context, self._currency, self._use_currency)),
                ),
            ),
        )
        lines = FormSection(
            N_("What is ordered"),
            ((("lines", self._lines),), (("freight_minor", self._freight), ("tax_minor", self._tax))),
        )
        words = FormSection(
            N_("In words"),
            (
                (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
                (("external_key", LineField(theme, N_("Key in the other system"), max_length=200)),),
            ),
        )
        return [head, lines, FormSection(N_("Delivery"), self._delivery()), words]

    def _delivery(self) -> tuple[tuple[tuple[str, Field], ...], ...]:
        of = {name: (f"delivery_{name}", each) for name, each in self._place.items()}
        return (
            (of["name"], of["country"]),
            (of["province"], of["city"], of["postcode"]),
            (of["address"],),
        )

    def _bring_delivery(self) -> None:
        """Another customer brings its address, unless somebody wrote another one."""
        customer_id = self._customer.value()
        if customer_id == self._ask_about:
            return
        self._ask_about = customer_id
        if not customer_id or self._id is not None:
            return

        def bring(found: Mapping[str, str | None]) -> None:
            now = {name: each.value() or None for name, each in self._place.items()}
            if self._customer.value() != customer_id or (any(now.values()) and now != self._brought):
                return
            self._brought = {name: found.get(f"delivery_{name}") or None for name in _PLACE}
            for name, each in self._place.items():
                each.set_value(self._brought[name])

        self._context.background.read(self._customer, lambda reading: delivery_to(reading, customer_id), bring)

    def _use_currency(self, currency: str) -> None:
        self._currency = currency
        for each in (self._freight, self._tax, self._lines):
            each.set_currency(currency)

    def _follow(self) -> None:
        """The tax follows the lines, and the total both."""
        net, with_tax = self._lines.total(), self._lines.with_tax(None)
        tax = None if net is None or with_tax is None else with_tax - net
        self._tax.follow(tax)
        typed = self._tax.value()
        total = (net or 0) + (self._freight.value() or 0) + ((tax or 0) if typed is None else typed)
        amount = formats.money(total, self._currency, symbol=True)
        self._total.set_text(Message("Order total {amount}", amount=amount))

    def _rows(self, draft: OrderDraft) -> Any:
        """The draft while it is edited: its lines as their rows show them, and their tax not as if it were typed."""
        lines: Any = edited(draft.lines, draft.currency or self._currency)
        follows = bool(draft.lines) and draft.tax_minor == tax_of(draft.lines, draft.currency or self._currency)
        freight = draft.freight_minor or None
        return replace(draft, lines=lines, freight_minor=freight, tax_minor=None if follows else draft.tax_minor)

    def _read_again(self, reading: Any) -> Any:
        return self._rows(order_draft(reading, self._id or ""))

    def _save(self, work: Any, rows: Any) -> str:
        draft = _saved(rows)
        if self._id is None:
            return create_order(work, draft)
        update_order(work, self._id, draft, _saved(self._opened.draft), self._opened.position)
        return self._id


def _delivery_titles() -> tuple[tuple[str, str], ...]:
    return (
        ("name", N_("Deliver to")),
        ("country", N_("Country")),
        ("province", N_("Province or state")),
        ("city", N_("City")),
        ("postcode", N_("Postcode")),
        ("address", N_("Address")),
    )


def _saved(rows: Any) -> OrderDraft:
    kept: OrderDraft = replace(rows, lines=as_order_lines(drafts(rows.lines)))
    return kept


def _made_of(draft: OrderDraft) -> dict[str, Any]:
    """What a text that was not saved is taken up again with."""
    if draft.quotation_id:
        return {"again": draft.quotation_id}
    names = ("contract_id", "opportunity_id", "customer_id")
    return next(({name: value} for name in names if (value := getattr(draft, name))), {})
