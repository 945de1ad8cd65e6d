"""The form of a quotation: changed while it is a draft; sent, printed, accepted, declined and made anew from there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import CHINESE, ENGLISH, N_, Message, language, tr
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.quotation import ACCEPTED, DECLINED, DRAFT, SENT
from crm_desktop.operations.quotation import (
    QuotationDraft,
    accept_quotation,
    as_quotation_lines,
    create_quotation,
    delete_quotations,
    empty_quotation,
    new_quotation,
    next_version,
    quotation_draft,
    send_quotation,
    update_quotation,
)
from crm_desktop.queries.people import product_names, referred_names
from crm_desktop.queries.quotation import QuotationRow, quotation_details
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.forms.currency import CurrencyField
from crm_desktop.ui.forms.deal_lines import LinesField, drafts, edited
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_QUOTATION, print_paper
from crm_desktop.ui.quotation_steps import ask_why_declined
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import DateField, LineField, NoteField, PercentField
from crm_desktop.ui.widgets.shrinking import Shrinking

_WIDTH = 960
# What a deal brings to its quotation.
_OF_DEAL = ("title", "customer_id", "contact_id", "lines")


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of what it refers to, how it stands, and the journal's place."""

    draft: QuotationDraft
    names: Mapping[str, str] = field(default_factory=dict)
    row: QuotationRow | None = None
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None = None) -> Loaded:
    """What the form of a new quotation starts from: all of a deal when one is named, else nothing but the terms."""
    deal = (values or {}).get("opportunity_id")
    given = {name: value for name, value in (values or {}).items() if value is not None}
    draft = replace(new_quotation(reading, deal) if deal else empty_quotation(reading), **given)
    return Loaded(draft, _names(reading, draft))


def load_known(reading: Any, quotation_id: str) -> Loaded:
    """The same of a known one."""
    draft, row = quotation_draft(reading, quotation_id), quotation_details(reading, quotation_id).row
    return Loaded(draft, _names(reading, draft), row, reading.position)


def open_quotation_form(
    context: PageContext,
    window: QWidget,
    quotation_id: str | None,
    loaded: Loaded,
    saved: Callable[[str], None] = lambda _id: None,
) -> Any:
    """Open the form of a quotation, or of a new one; returns its dialog."""
    return _QuotationForm(context, window, quotation_id, loaded).open(window, saved)


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _QuotationForm(context, None, None, loaded).sections()


def quote(
    context: PageContext,
    window: QWidget,
    opportunity_id: str | None,
    saved: Callable[[str], None] = lambda _id: None,
) -> None:
    """Open the form of a new quotation for a deal."""
    values = {"opportunity_id": opportunity_id}
    context.background.read(
        window,
        lambda reading: load_new(reading, values),
        lambda loaded: open_quotation_form(context, window, None, loaded, saved),
    )


def quotation_opener(
    context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens a quotation by its id; `failed` is told when it is not there any more."""

    def open_known(quotation_id: str) -> None:
        context.background.read(
            window,
            lambda reading: load_known(reading, quotation_id),
            lambda loaded: open_quotation_form(context, window, quotation_id, loaded),
            failed,
        )

    return open_known


def _names(reading: Any, draft: QuotationDraft) -> dict[str, str]:
    return {**referred_names(reading, draft), **product_names(reading, [line.product_id for line in draft.lines])}


class _QuotationForm(QObject):
    """The fields, and below them what can be done next; lives as long as its dialog."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget | None,
        quotation_id: str | None,
        loaded: Loaded,
    ) -> None:
        super().__init__(window)
        self._context, self._id, self._loaded = context, quotation_id, loaded
        self._status = loaded.row.status if loaded.row else DRAFT
        self._opened = Opened(_rows(loaded.draft), loaded.position, self._read_again)

    def open(self, window: QWidget, saved: Callable[[str], None]) -> Any:
        """Show the form; returns its dialog."""
        self._window, quotation_id, loaded = window, self._id, self._loaded
        self.record = RecordForm(
            self._context,
            window,
            self._texts(),
            self.sections(),
            self._opened.draft,
            self._save,
            saved,
            width=_WIDTH,
            opened=self._opened if quotation_id else None,
            keep_as=KeepAs("quotation", quotation_id, {} if quotation_id else {"deal": loaded.draft.opportunity_id}),
        )
        if quotation_id is not None:
            self.record.dialog.body.addWidget(self._steps())
        else:
            self._brought: dict[str, Any] = {}
            self._deal.changed.connect(self._bring_deal)
        if self._status != DRAFT:
            for name in self.record.form.names():
                self.record.form.field(name).setEnabled(False)
            self.record.dialog.only_tells()
        self.setParent(self.record.dialog)
        return self.record.open()

    def _texts(self) -> FormTexts:
        row = self._loaded.row
        if row is None:
            return FormTexts(
                N_("New quotation"),
                N_("It can be changed until it is sent"),
                Message("New quotation"),
                lambda _: Message("Quotation written down"),
            )
        state = self._context.choices.state("quotation_status", row.status, language()) or row.status
        shown = " · ".join(part for part in (row.name, state, tr("Expired") if row.is_expired else "") if part)
        return FormTexts(N_("Quotation"), Plain(shown), Message("Edit quotation"), lambda _: Message("Quotation saved"))

    def sections(self) -> list[FormSection]:
        """The fields as they are shipped."""
        context, theme = self._context, self._context.theme
        self._names = names = dict(self._loaded.names)
        currency = self._loaded.draft.currency or context.currency
        lines = LinesField(context, N_("Product lines"), currency, names)
        self._currency = CurrencyField(context, currency, lines.set_currency)
        self._deal = lookup(context, N_("Opportunity"), "opportunity", names)
        customer = lookup(context, N_("Customer"), "customer", names)
        day, until = (DateField(theme, each, today=context.today) for each in (N_("Date"), N_("Valid until")))
        rate = PercentField(theme, N_("Tax rate"), help_text=N_("For lines whose product says none."))
        head = FormSection(
            N_("Quotation"),
            (
                (("title", LineField(theme, N_("Title"), required=True, max_length=300)),),
                (("opportunity_id", self._deal), ("currency", self._currency)),
                (("customer_id", customer), ("contact_id", contact_field(context, customer, names))),
                (("quoted_on", day), ("valid_until", until), ("owner_id", choice(context, N_("Owner"), "users"))),
            ),
        )
        lines.sold(customer, day)
        offered = FormSection(N_("What is offered"), ((("lines", lines),), (("tax_rate_e6", rate),)))
        words = FormSection(
            N_("In words"),
            (
                (("introduction", NoteField(theme, N_("Introduction"), lines=2, max_length=4000)),),
                (("terms", NoteField(theme, N_("Terms"), lines=3, max_length=4000)),),
                (("note", NoteField(theme, N_("Note for ourselves"), lines=2, max_length=4000)),),
            ),
        )
        return [head, offered, words]

    def _bring_deal(self) -> None:
        """A deal brings its customer, contact, currency and lines, where nobody chose others."""
        deal_id = self._deal.value()
        if not deal_id or deal_id == self._brought.get("opportunity_id"):
            return

        def bring(loaded: Loaded) -> None:
            if self._deal.value() != deal_id:
                return
            self._names.update(loaded.names)
            before, self._brought = self._brought, {"opportunity_id": deal_id}
            fields = {name: self.record.form.field(name) for name in _OF_DEAL}
            free = [
                name
                for name, field in fields.items()
                if field.is_empty() or (name in before and field.value() == before[name])
            ]
            # Lines have the prices of their currency.
            if "lines" in free:
                self._currency.set_value(loaded.draft.currency)
            for name in free:
                fields[name].set_value(getattr(_rows(loaded.draft), name))
                self._brought[name] = fields[name].value()

        values = {"opportunity_id": deal_id}
        self._context.background.read(self._deal, lambda reading: load_new(reading, values), bring)

    def _steps(self) -> QWidget:
        """What can be done with a quotation as it stands."""
        bar, buttons = QWidget(), []
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        # The buttons give up words for the room there is; they must not ask the form to be wider.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.setSpacing(self._context.theme.px(8))
        other = ENGLISH if language() == CHINESE else CHINESE
        in_other = N_("Print in English") if other == ENGLISH else N_("Print in Chinese")
        offered: list[tuple[Text, str, Callable[[], None], tuple[str, ...]]] = [
            (N_("Sent to the customer"), "mail", self._send, (DRAFT,)),
            (N_("Accepted"), "circle-check", self._accept, (SENT,)),
            (N_("Declined…"), "circle-x", self._decline, (SENT,)),
            (N_("Next version"), "copy", self._anew, (SENT, ACCEPTED, DECLINED)),
            (N_("Print"), "printer", lambda: self._print(language()), (DRAFT, SENT, ACCEPTED, DECLINED)),
            (in_other, "languages", lambda: self._print(other), (DRAFT, SENT, ACCEPTED, DECLINED)),
            (N_("Delete"), "trash-2", self._delete, (DRAFT,)),
        ]
        for word, icon, do, statuses in offered:
            if self._status in statuses:
                button = Button(self._context.theme, word, icon=icon, kind="secondary", height=30)
                button.clicked.connect(do)
                row.addWidget(button)
                buttons.append(button)
        row.addStretch(1)
        Shrinking(bar, buttons[::-1])
        return bar

    def _save(self, work: Any, rows: Any) -> str:
        draft = _saved(rows)
        if self._id is None:
            return create_quotation(work, draft)
        update_quotation(work, self._id, draft, _saved(self._opened.draft), self._opened.position)
        return self._id

    def _read_again(self, reading: Any) -> Any:
        return _rows(quotation_draft(reading, self._id or ""))

    # --- what is done with it

    def _send(self) -> None:
        self._do(Message("Send quotation"), send_quotation, Message("Sent; from now on it stays as it is"))

    def _accept(self) -> None:
        self._do(Message("Accept quotation"), accept_quotation, Message("Quotation accepted"))

    def _delete(self) -> None:
        self._do(
            Message("Delete quotation"),
            lambda work, record_id: delete_quotations(work, [record_id]),
            Message("Quotation deleted"),
        )

    def _anew(self) -> None:
        self._do(
            Message("New version of a quotation"),
            next_version,
            Message("A new version to be changed"),
            lambda made: quotation_opener(self._context, self._window)(made),
        )

    def _decline(self) -> None:
        self.record.dialog.reject()
        ask_why_declined(self._context, self._window, [self._id or ""])

    def _do(
        self,
        step: Message,
        operation: Callable[[Any, str], Any],
        said: Message,
        then: Callable[[Any], None] = lambda _result: None,
    ) -> None:
        """Write one step; what was typed before has to be saved first."""
        if self.record.form.is_dirty():
            self.record.dialog.show_note(N_("Save what you typed first."))
            return

        def done(result: Any) -> None:
            self.record.dialog.reject()
            self._context.navigator.did(said)
            then(result)

        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                self.record.dialog.show_note(error.message)

        dialog, quotation_id = self.record.dialog, self._id or ""
        self._context.background.write(step, lambda work: operation(work, quotation_id), done, failed, owner=dialog)

    def _print(self, speaks: str) -> None:
        if self.record.form.is_dirty():
            self.record.dialog.show_note(N_("Save what you typed first."))
            return
        dialog, row = self.record.dialog, self._loaded.row
        dialog.set_busy(N_("Setting the pages…"))

        def ready() -> None:
            dialog.set_busy(None)
            dialog.reject()

        named = (self._id or "", row.name if row else "")

        def failed(said: Message) -> None:
            dialog.fail(Problem(said))

        print_paper(self._context, dialog, self._window, PRINT_QUOTATION, named, speaks, ready, failed)


def _rows(draft: QuotationDraft) -> Any:
    """The draft while it is edited: with its lines as their rows show them."""
    lines: Any = edited(draft.lines, draft.currency or "CNY")
    return replace(draft, lines=lines)


def _saved(rows: Any) -> QuotationDraft:
    kept: QuotationDraft = replace(rows, lines=as_quotation_lines(drafts(rows.lines)))
    return kept
