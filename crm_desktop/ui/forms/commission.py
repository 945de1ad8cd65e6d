"""The forms of commission: a rule with what it would have changed, and an amount given by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.months import last_day
from crm_desktop.models.commission import (
    IN_A_CONTRACT,
    IN_A_MONTH,
    OF_MARGIN,
    OF_RECEIPTS,
    OF_SALES,
    CommissionRule,
)
from crm_desktop.operations.commission import AdjustmentDraft, create_adjustment
from crm_desktop.operations.commission_rule import (
    CommissionRuleDraft,
    Tier,
    create_rule,
    rule_draft,
    update_rule,
)
from crm_desktop.queries.commission_locks import locked_through
from crm_desktop.queries.commission_what_if import WhatIf
from crm_desktop.ui.company_fields import choice, reference
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.fields import (
    DateField,
    IntegerField,
    LineField,
    MoneyField,
    PercentField,
    RowColumn,
    RowsField,
)
from crm_desktop.ui.widgets.labels import Label

BASES = (
    (OF_RECEIPTS, N_("Receipts, without tax")),
    (OF_SALES, N_("Sales, without tax and freight")),
    (OF_MARGIN, N_("Margin of what was sold")),
)
SCOPES = (
    (IN_A_CONTRACT, N_("Money of one contract or order")),
    (IN_A_MONTH, N_("All of a person in a month")),
)
_WHAT_IF = "crm_desktop.operations.commission_rule.what_if_in_file"
_SETTLE_MS, _WIDTH, _SHOWN = 600, 820, 6
_NO_RATE = N_("With a rate, this line tells what the rule would have changed in the last twelve months.")


def open_rule_form(context: PageContext, window: QWidget, rule_id: str | None, then: Callable[[], None]) -> None:
    """Open the form of a version of a rule, or of a new rule, with what it would have changed below it."""

    def read(reading: Any) -> tuple[CommissionRuleDraft, str | None, int]:
        draft = rule_draft(reading, rule_id) if rule_id else CommissionRuleDraft(from_on=reading.today.replace(day=1))
        rule = reading.session.get(CommissionRule, rule_id) if rule_id else None
        return draft, locked_through(reading), rule.version if rule else 0

    def show(found: tuple[CommissionRuleDraft, str | None, int]) -> None:
        draft, locked, version = found
        # Other terms begin after the months that are locked.
        first = last_day(locked) + timedelta(days=1) if locked else None
        if first and draft.from_on and draft.from_on < first:
            draft = replace(draft, from_on=first)

        def save(work: Any, changed: CommissionRuleDraft) -> str:
            return create_rule(work, changed) if rule_id is None else update_rule(work, rule_id, changed)

        title = N_("Rule of commission")
        about = Message("Version {version}", version=version) if version else N_("A new rule")
        step = Message("Change rule of commission") if rule_id else Message("Add rule of commission")
        texts = FormTexts(title, about, step, lambda name: Message("Rule saved"))
        form = RecordForm(context, window, texts, _sections(context), draft, save, lambda _id: then(), width=_WIDTH)
        panel = _WhatIfPanel(context, form, draft, rule_id)
        # Above the fields, so that it stays in sight.
        form.dialog.body.insertWidget(0, panel.label)
        form.open()
        panel.work_out()

    context.background.read(window, read, show, lambda error: _refuse(context, error))


def open_adjustment_form(
    context: PageContext, window: QWidget, user_id: str | None, on_day: date, then: Callable[[], None]
) -> Dialog:
    """Open the form of an amount given or taken by hand."""
    theme = context.theme
    draft = AdjustmentDraft(user_id, on_day, None, context.currency)
    section = FormSection(
        "",
        (
            (("user_id", choice(context, N_("Person"), "users", required=True)),),
            (
                ("on_day", DateField(theme, N_("Day"), today=context.today, required=True)),
                (
                    "amount_minor",
                    MoneyField(
                        theme,
                        N_("Amount"),
                        currency=context.currency,
                        required=True,
                        help_text=N_("Negative to take it off."),
                    ),
                ),
            ),
            (("reason", LineField(theme, N_("Reason"), required=True, hint=N_("it stands on the statement"))),),
        ),
    )
    texts = FormTexts(
        N_("Adjust commission by hand"),
        N_("It is a line of its own, with its reason. Nothing that was earned is changed."),
        Message("Adjust commission"),
        lambda _name: Message("Adjustment saved"),
    )
    return RecordForm(context, window, texts, [section], draft, create_adjustment, lambda _id: then(), width=520).open()


def _sections(context: PageContext) -> list[FormSection]:
    theme = context.theme
    columns = (
        RowColumn(
            "from_minor",
            N_("Above"),
            lambda: MoneyField(theme, N_("Above"), currency=context.currency, least=0),
            3,
            is_number=True,
        ),
        RowColumn(
            "rate_e6", N_("Commission rate"), lambda: PercentField(theme, N_("Commission rate")), 2, is_number=True
        ),
    )
    tiers = RowsField(theme, N_("Tiers"), columns, _tier, add=N_("Add a tier"))
    terms = FormSection(
        N_("Terms"),
        (
            (("name", LineField(theme, N_("Name"), required=True, max_length=120)),),
            (
                ("from_on", DateField(theme, N_("Valid from"), today=context.today, required=True)),
                ("to_on", DateField(theme, N_("Valid until"), today=context.today)),
            ),
            (
                ("basis", ChoiceField(theme, N_("Basis"), BASES, empty=False, required=True)),
                ("rate_e6", PercentField(theme, N_("Commission rate"), required=True)),
            ),
            (("tiers", tiers),),
            (
                (
                    "tier_scope",
                    ChoiceField(
                        theme,
                        N_("Tiers count"),
                        SCOPES,
                        help_text=N_("A refund lowers what counts: it takes back by the tiers reached until then."),
                    ),
                ),
            ),
        ),
    )
    whom = FormSection(
        N_("Only for"),
        (
            (("user_id", choice(context, N_("Person"), "users")), ("team_id", choice(context, N_("Team"), "teams"))),
            (
                ("product_id", reference(context, N_("Product"), "product")),
                ("category_id", choice(context, N_("Category"), "categories")),
            ),
            (
                ("level_id", choice(context, N_("Level of the customer"), "level")),
                (
                    "priority",
                    IntegerField(
                        theme,
                        N_("Priority"),
                        least=-1000,
                        most=1000,
                        help_text=N_("The highest holds; of equals the one that says more."),
                    ),
                ),
            ),
            (("note", LineField(theme, N_("Note"))),),
        ),
    )
    return [terms, whom]


def _tier(old: Tier | None, **values: Any) -> Tier:
    return replace(old or Tier(), **values)


class _WhatIfPanel(QObject):
    """What the draft would have changed in the last twelve months, worked out anew when typing rests."""

    def __init__(self, context: PageContext, form: RecordForm, draft: CommissionRuleDraft, rule_id: str | None) -> None:
        super().__init__(form.dialog)  # which keeps it: nothing else does
        self._context, self._form, self._draft, self._rule_id = context, form, draft, rule_id
        self.label = Label(
            context.theme, N_("Working out the last twelve months…"), Role.BODY, colour="text2", wrap=True
        )
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self.work_out)
        form.form.changed.connect(self._timer.start)

    def work_out(self) -> None:
        """Ask for it."""
        background = self._context.background
        draft = self._form.form.read(self._draft)
        if draft.rate_e6 is None:
            self.label.set_text(_NO_RATE)
            return
        arguments = (str(self._context.path), background.viewer, draft, self._rule_id)
        background.run(self.label, _WHAT_IF, arguments, self._show, self._say_why)

    def _show(self, found: WhatIf) -> None:
        self.label.set_text(Plain(told(found)))

    def _say_why(self, error: Exception) -> None:
        self.label.set_text(error.message if isinstance(error, Problem) else N_("This could not be done."))


def told(found: WhatIf) -> str:
    """What a rule would have changed, in words."""

    def money(amount: int) -> str:
        return formats.money(amount, found.currency, symbol=True)

    def plus(amount: int) -> str:
        # A word joiner keeps the sign in the line of its amount.
        return "+\u2060" * (amount > 0) + money(amount)

    if not found.people:
        return tr("What if: in the last twelve months nobody would have earned anything by any rule.")
    head = tr(
        "What if this had held in the last twelve months: {then} instead of {now} ({difference}).",
        then=money(found.then),
        now=money(found.now),
        difference=plus(found.then - found.now),
    )
    differing = [each for each in found.people if each.difference][:_SHOWN]
    people = [f"{each.name} {plus(each.difference)}" for each in differing]
    if not people:
        return tr("{head} Nobody would get more or less.", head=head)
    return tr("{head} {people}.", head=head, people=tr(", ").join(people))


def _refuse(context: PageContext, error: Exception) -> None:
    context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))
