"""What other currencies are worth in the company's, each from a day on: added, corrected, deleted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations.exchange_rate import delete_exchange_rates, set_exchange_rate
from crm_desktop.queries.money import ExchangeRateRow, exchange_rates
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.rights import against
from crm_desktop.ui.settings.listed import ListedSection
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import DateField, DecimalField, LineField
from crm_desktop.ui.widgets.step_list import StepList, StepRow

_NOTE = N_("Sums and reports count an amount by the rate of its day: the newest one given on it or before.")
_NONE = N_("No rates yet. Without one, amounts in another currency are left out of sums, which is said beside them.")


@dataclass(frozen=True)
class _Rate:
    """What the form edits."""

    currency: str = ""
    on_date: date | None = None
    rate_e6: int | None = None


class ExchangeRatesSection(ListedSection):
    """The rates by currency, the newest first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _NOTE)
        theme = context.theme
        self._rows: dict[str, ExchangeRateRow] = {}
        self.list = StepList(theme)
        self.list.setAccessibleName(tr("Exchange rates"))
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.change = Button(theme, N_("Correct…"), icon="pencil")
        self.remove = Button(theme, N_("Delete"), icon="trash-2")
        commands = ((self.add, self.add_new), (self.change, self.correct), (self.remove, self.delete_current))
        self.setLayout(self.column(self.list, commands))
        self.list.chosen.connect(lambda _key: self._refresh())
        context.feed.subscribe(self, ("exchange_rate",), lambda _changes: self.reload())
        context.viewer_changed.connect(self._refresh)
        self.reload()

    def reload(self) -> None:
        """Read the rates."""
        self._reads.read(exchange_rates, self._on_read)

    # --- what can be done

    def add_new(self) -> None:
        """Ask for a rate, of the current currency unless another is written."""
        row = self._rows.get(self.list.current() or "")
        start = _Rate(row.currency if row else "", self._context.today())
        self._ask(N_("New rate"), Message("Add exchange rate"), start)

    def correct(self) -> None:
        """Ask for another rate on the same day."""
        if (row := self._rows.get(self.list.current() or "")) is not None:
            start = _Rate(row.currency, row.on_date, row.rate_e6)
            self._ask(N_("Correct the rate"), Message("Change exchange rate"), start, row.id)

    def delete_current(self) -> None:
        """Delete the current rate; the one before it counts again."""
        if (row := self._rows.get(self.list.current() or "")) is not None:
            said = Message("Rate of {currency} deleted", currency=row.currency)
            self.write(Message("Delete exchange rate"), lambda work: delete_exchange_rates(work, [row.id]), said)

    def _ask(self, title: str, step: Message, start: _Rate, replaced: str = "") -> None:
        theme, base = self._context.theme, self._context.currency

        def save(work: Any, rate: _Rate) -> str:
            code, day = rate.currency.strip().upper(), rate.on_date or work.today
            made = set_exchange_rate(work, code, day, rate.rate_e6 or 0)
            if replaced and replaced != made:
                delete_exchange_rates(work, [replaced])
            return made

        worth = Message("Worth in {currency}", currency=base)
        section = FormSection(
            N_("Exchange rate"),
            (
                (
                    ("currency", LineField(theme, N_("Currency"), required=True, hint=N_("such as USD"), max_length=3)),
                    ("on_date", DateField(theme, N_("From"), today=self._context.today, required=True)),
                ),
                (("rate_e6", DecimalField(theme, worth, required=True)),),
            ),
        )
        texts = FormTexts(title, _NOTE, step, lambda _name: Message("Rate saved"))
        RecordForm(
            self._context, self.window(), texts, [section], start, save, lambda _id: self.reload(), width=460
        ).open()

    # --- showing

    def _on_read(self, found: list[ExchangeRateRow]) -> None:
        self._rows = {each.id: each for each in found}
        self.list.clear()
        self.list.add([self._as_step(each) for each in found], has_more=False)
        self.note.set_text(_NOTE if found else _NONE)
        self._refresh()

    def _as_step(self, row: ExchangeRateRow) -> StepRow:
        worth = f"1 {row.currency} = {from_e6(row.rate_e6).normalize():f} {self._context.currency}"
        return StepRow(row.id, row.currency, formats.day_far(row.on_date, language()), worth)

    def _refresh(self) -> None:
        reason = against(self._context.background, ADMINISTER)
        has = self.list.current() is not None
        for button, possible in ((self.add, True), (self.change, has), (self.remove, has)):
            button.setEnabled(possible and not reason)
            button.set_reason(reason)


make = ExchangeRatesSection
