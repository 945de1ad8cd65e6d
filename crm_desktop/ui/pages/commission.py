"""Commission: the months and their people at the left, the statement of one of them line by line at the right."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.months import last_day
from crm_desktop.core.viewer import COMMISSION
from crm_desktop.operations.commission import LockPreview, lock_month
from crm_desktop.queries.commission import MonthRow, Overview, PersonRow, Statement, StatementLine
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.commission_lines import COLUMNS, explained, left_out, month_name, state, table
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.panel import comes_late
from crm_desktop.ui.forms.commission import open_adjustment_form, open_rule_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_COMMISSION, print_paper
from crm_desktop.ui.reading_page import PageTitle, ReadingPage, TwoSides, command_button
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.giving_way import scrolling
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.step_list import StepList, StepRow
from crm_desktop.ui.widgets.text_table import TextTable

_OVERVIEW = "crm_desktop.queries.commission.overview_in_file"
_PREVIEW = "crm_desktop.operations.commission.preview_in_file"
_LEFT, _RIGHT = 280, 900
# A full name stands beside the amount of its month; two of them are seen above a statement.
_LEAST, _LEAST_HEIGHT, _LEAST_STATEMENT = 256, 144, 600
_LEAST_LINES, _EXPLAINED = 3, 3
_ANY = 16_777_215  # what Qt calls no limit of a size
_READS = frozenset(
    {
        *("receipt", "contract", "contract_line", "contract_share", "sales_order", "order_line", "opportunity_share"),
        *("commission_rule", "commission_entry", "commission_adjustment", "period_snapshot", "history_entry"),
        *("exchange_rate", "product", "product_category", "team", "app_user", "customer"),
    }
)


class CommissionPage(ReadingPage):
    """Everything is worked out in the worker process: a company with many receipts takes seconds."""

    hints = (
        ("↑↓", N_("Move")),
        ("O", N_("Open contract or order")),
        ("K", N_("Lock the month")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, 400)
        self._found: Overview | None = None
        self._wanted: tuple[str | None, str | None] = (None, None)
        self._ticket: Ticket | None = None
        theme = context.theme
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.months, self.people = StepList(theme), StepList(theme)
        self.lines = TextTable(theme, COLUMNS, compact=True, chooses=True)
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self._build()
        self.months.chosen.connect(self._on_month)
        self.people.chosen.connect(self._on_person)
        self.lines.selectionModel().currentRowChanged.connect(self._on_line)
        self.lines.doubleClicked.connect(lambda _index: self.open_deal())
        context.feed.subscribe(self, _READS, self.read_soon)

    # --- for the window

    @property
    def table(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self.months if self.months.rows() else self

    def status_text(self) -> str:
        """What the statement has, or that it is being worked out."""
        if self._ticket is not None and not self._ticket.is_done and self._found is None:
            return tr("Computing…")
        if (statement := self.statement) is None:
            return ""
        return trn("{count} line", "{count} lines", len(statement.lines))

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something now."""
        return self.hints if self._found is not None and self._found.people else ()

    @property
    def statement(self) -> Statement | None:
        """The statement shown: what a sheet on paper is made of."""
        return self._found.statement if self._found else None

    def show_month(self, period: str, user_id: str | None = None) -> None:
        """Show a month (YYYY-MM), and on request the statement of one person."""
        self._wanted = (period, user_id)
        self.read_again()

    # --- what can be done

    def lock(self) -> None:
        """Ask whether the month shown is to be locked, with what would be written down for good."""
        if (month := self._month()) is not None and month.may_lock:
            arguments = (str(self._context.path), self._context.background.viewer, month.period)
            self._context.background.run(self, _PREVIEW, arguments, self._ask_to_lock, self.refuse)

    def adjust(self) -> None:
        """Give or take an amount by hand."""
        month, statement = self._month(), self.statement
        today = self._context.today()
        day = today if month is None or month.is_locked else min(last_day(month.period), today)
        person = statement.user_id if statement else None
        open_adjustment_form(self._context, self.window(), person, day, self.read_again)

    def print_sheet(self) -> None:
        """Show the statement as the pages that its person signs."""
        if (told := self.statement) is not None:
            shown = ((told.period, told.user_id), f"{told.period} {told.name}")
            print_paper(self._context, self, self.window(), PRINT_COMMISSION, shown, language())

    def open_deal(self) -> None:
        """Look at the contract or order of the current line."""
        if (line := self.current()) is not None and line.names.deal_kind and line.entry.deal_id:
            self._context.navigator.open(line.names.deal_kind, line.entry.deal_id)

    def open_receipt(self) -> None:
        """Look at the receipt of the current line."""
        if (line := self.current()) is not None and line.entry.receipt_id:
            self._context.navigator.open("receipt", line.entry.receipt_id)

    def open_customer(self) -> None:
        """Look at the customer of the current line."""
        if (line := self.current()) is not None and line.names.customer_id:
            self._context.navigator.open("customer", line.names.customer_id)

    def open_rule(self) -> None:
        """Look at the rule of the current line."""
        if (line := self.current()) is not None and line.entry.rule_id:
            open_rule_form(self._context, self.window(), line.entry.rule_id, self.read_again)

    def open_rules(self) -> None:
        """Show the rules in the settings of the company."""
        from crm_desktop.ui.dialogs.company_settings import open_company_settings

        open_company_settings(self._context, self.window(), "commission")

    def current(self) -> StatementLine | None:
        """The current line of the statement."""
        statement, row = self.statement, self.lines.currentIndex().row()
        return statement.lines[row] if statement is not None and 0 <= row < len(statement.lines) else None

    def _ask_to_lock(self, preview: LockPreview) -> None:
        context = self._context
        if comes_late(self.window(), context.background.answered):
            return
        amount = formats.money(preview.amount, context.currency, symbol=True)
        people = trn("1 person", "{count} people", preview.people)
        what = tr("{people}, {amount} together.", people=people, amount=amount)
        stays = tr("It cannot be undone: what comes later, and corrections, count in the next open month.")
        lines = [Plain(what), Plain(stays)]
        if preview.without_rate or preview.without_cost:
            count = preview.without_rate + preview.without_cost
            lines.insert(1, Plain(tr("Left out, for want of a rate or a cost: {count}.", count=count)))
        title = Message("Lock {month}?", month=month_name(preview.period))
        question = ConfirmDialog(
            self.window(), context.theme, title, lines, action=N_("Lock the month"), keep=N_("Cancel"), danger=False
        )
        question.confirmed.connect(lambda: self._lock(preview.period))
        question.open_panel()

    def _lock(self, period: str) -> None:
        def done(_result: Any) -> None:
            self._context.navigator.say(Message("{month} is locked", month=month_name(period)))
            self.show_month(period, self.statement.user_id if self.statement else None)

        step = Message("Lock commission of a month")
        self._context.background.write(step, lambda work: lock_month(work, period), done, self.refuse, owner=self)

    # --- reading

    def read_again(self) -> None:
        """Work out what is shown; it stays until the new figures are there."""
        super().read_again()
        if self._ticket is not None:
            self._ticket.cancel()
        arguments = (str(self._context.path), self._context.background.viewer, *self._wanted)
        self._ticket = self._context.background.run(self, _OVERVIEW, arguments, self._show, self._on_refused)
        self.status_changed.emit()

    def _on_refused(self, error: Exception) -> None:
        self._found = None
        self.refused.set_text(getattr(error, "message", Message("This could not be done.")))
        self._stack.setCurrentIndex(2)
        self.actions_set.refresh()

    def _show(self, found: Overview) -> None:
        self._ticket, self._found = None, found
        if found.statement is not None:
            self._wanted = (found.period, found.statement.user_id)
        _fill(self.months, [self._month_step(each) for each in found.months], found.period)
        self._fit_months()
        people = [_person_step(each, found) for each in found.people]
        _fill(self.people, people, found.statement.user_id if found.statement else "")
        has_any = bool(found.statement) or any(each.lines for each in found.months)
        self._stack.setCurrentIndex(0 if has_any else 1)
        # Where nothing was earned yet there is nothing to lock, and the rules stand below the sentence.
        for button in self._of_earnings:
            button.setVisible(has_any)
        self._show_statement(found)
        self.actions_set.refresh()
        self.status_changed.emit()

    def _show_statement(self, found: Overview) -> None:
        statement = found.statement
        month = month_name(found.period)
        self.heading.set_text(Plain(f"{statement.name} · {month}" if statement else month))
        total = formats.money(statement.amount, statement.currency, symbol=True) if statement else ""
        self.total.set_text(Plain(total))
        self.state.set_text(Plain(state(statement, self._lock_day(statement)) if statement else tr("Nothing earned.")))
        self.lines.set_rows(*(table(statement) if statement else ((), COLUMNS)))
        self.note.set_text(Plain(left_out(found)))
        self.note.setVisible(bool(left_out(found)))
        if statement is not None and statement.lines:
            self.lines.setCurrentIndex(self.lines.model().index(0, 0))
        self._explain()

    def _on_month(self, key: str) -> None:
        if self._found is None or key != self._found.period:
            self.show_month(key, self._wanted[1])

    def _on_person(self, key: str) -> None:
        if self._found is not None and (self.statement is None or key != self.statement.user_id):
            self.show_month(self._found.period, key)

    def _on_line(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._explain()
        self.actions_set.refresh()

    def _explain(self) -> None:
        line = self.current()
        self.explanation.set_text(Plain(explained(line, self._context.currency) if line else ""))

    def _month(self) -> MonthRow | None:
        found = self._found
        return next((each for each in found.months if each.period == found.period), None) if found else None

    def _month_step(self, row: MonthRow) -> StepRow:
        said = [trn("1 person", "{count} people", row.people) if row.people else tr("Nothing earned.")]
        said.append(tr("locked") if row.is_locked else tr("open"))
        return StepRow(
            row.period, month_name(row.period), _amount(row.amount, self._context.currency), " · ".join(said)
        )

    def _lock_day(self, statement: Statement) -> str:
        on: date | None = day_of(statement.locked_at, self._context.zone) if statement.locked_at else None
        return formats.day_far(on, language())

    # --- building

    def _actions(self) -> list[Action]:
        return [*self._of_the_month(), *self._of_the_line()]

    def _of_the_month(self) -> list[Action]:
        return [
            Action(
                "commission.lock",
                N_("Lock the month…"),
                self.lock,
                N_("Write down for good what everybody gets in the month shown"),
                "K",
                "lock",
                self._may_lock,
                reason=self._against_locking,
                writes=True,
            ),
            Action(
                "commission.adjust",
                N_("Adjust by hand…"),
                self.adjust,
                N_("Give or take an amount, with its reason"),
                "A",
                "pencil",
                lambda: not self._lacks(),
                reason=self._lacks,
                writes=True,
            ),
            Action(
                "commission.print",
                N_("Print the sheet"),
                self.print_sheet,
                N_("See the statement shown as pages, to print, sign or keep as PDF"),
                "P",
                "printer",
                lambda: self.statement is not None,
            ),
            Action(
                "commission.rules",
                N_("Rules of commission…"),
                self.open_rules,
                N_("Rates, tiers and whom they are for"),
                "Shift+R",
                "sliders-horizontal",
            ),
            Action(
                "commission.again",
                N_("Compute again"),
                self.read_again,
                N_("Read the data again"),
                "F5",
                "refresh-cw",
            ),
        ]

    def _of_the_line(self) -> list[Action]:
        return [
            Action(
                "commission.deal",
                N_("Open contract or order"),
                self.open_deal,
                N_("Look at what the current line was earned with"),
                "O",
                "external-link",
                lambda: self._has("deal"),
            ),
            Action(
                "commission.receipt",
                N_("Open receipt"),
                self.open_receipt,
                N_("Look at the money that the current line was earned by"),
                "Shift+O",
                "receipt",
                lambda: self._has("receipt"),
            ),
            Action(
                "commission.customer",
                N_("Open customer"),
                self.open_customer,
                N_("Look at who paid"),
                "U",
                "building-2",
                lambda: self._has("customer"),
            ),
            Action(
                "commission.rule",
                N_("Open rule"),
                self.open_rule,
                N_("Look at the rule that the current line was earned by"),
                "R",
                "percent",
                lambda: self._has("rule") and not self._lacks(),
                reason=self._lacks,
            ),
        ]

    def _lacks(self) -> str:
        return against(self._context.background, COMMISSION)

    def _may_lock(self) -> bool:
        month = self._month()
        return month is not None and month.may_lock and not self._lacks()

    def _against_locking(self) -> str:
        month = self._month()
        if reason := self._lacks():
            return reason
        if month is None or month.may_lock:
            return ""
        if month.is_locked:
            return N_("This month is locked already. Corrections count in the next open month.")
        return N_("A month is locked when it is over, and after the months before it.")

    def _has(self, name: str) -> bool:
        """Whether the current line names a record of a kind."""
        if (line := self.current()) is None:
            return False
        named = {
            "deal": line.names.deal_kind,
            "receipt": line.entry.receipt_id,
            "customer": line.names.customer_id,
            "rule": line.entry.rule_id,
        }
        return bool(named[name])

    def _build(self) -> None:
        theme, px = self._context.theme, self._context.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        kinds = (("commission.rules", "secondary"), ("commission.adjust", "secondary"), ("commission.lock", "primary"))
        buttons = [command_button(theme, self.actions_set, *each) for each in kinds]
        self._of_earnings = (buttons[0], buttons[2])
        title = PageTitle(theme, N_("Commission"), buttons)
        column.addWidget(title)
        column.addWidget(Rule(theme))
        self._lists = QSplitter(Qt.Orientation.Vertical)
        self._lists.setChildrenCollapsible(False)
        self._lists.setHandleWidth(1)
        self._month_box = _headed(theme, N_("Months"), self.months)
        self._lists.addWidget(self._month_box)
        self._lists.addWidget(_headed(theme, N_("People"), self.people))
        self._lists.setMinimumSize(px(_LEAST), px(_LEAST_HEIGHT))
        split = TwoSides(self._lists, scrolling(self._statement_side()), (_LEFT, _RIGHT), px(_LEAST_STATEMENT))
        split.setSizes([px(_LEFT), px(_RIGHT)])
        split.turned.connect(self._on_turned)
        self.refused = Label(theme, Plain(""), Role.BODY, colour="text2", wrap=True)
        self.refused.setMargin(px(Space.XL))
        self.refused.setAlignment(Qt.AlignmentFlag.AlignTop)
        none = N_("Commission is earned when money comes in for contracts and orders, by rules with rates and tiers.")
        rules = command_button(theme, self.actions_set, "commission.rules", "primary")
        empty = EmptyState(theme, N_("No commission yet"), none, primary=rules)
        self._stack = QStackedWidget()
        for each in (split, empty, self.refused):
            self._stack.addWidget(each)
        column.addWidget(self._stack, 1)
        self.lines.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.lines.customContextMenuRequested.connect(self._show_menu)
        self.name_parts()

    def _statement_side(self) -> QWidget:
        theme, px = self._context.theme, self._context.theme.px
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(px(Space.XL), px(Space.L), px(Space.XL), px(Space.M))
        column.setSpacing(px(Space.XS))
        self.heading = Label(theme, Plain(""), Role.TITLE, elide=True)
        self.total = Label(theme, Plain(""), Role.KPI)
        self.state = Label(theme, Plain(""), Role.SMALL, colour="text3", wrap=True)
        self.note = Label(theme, Plain(""), Role.SMALL, colour="warning", wrap=True)
        self.explanation = Label(theme, Plain(""), Role.SMALL, colour="text2", wrap=True, most=_EXPLAINED)
        self.lines.setMinimumHeight(px(Height.HEADER + _LEAST_LINES * Height.ROW_COMPACT))
        head = QHBoxLayout()
        head.setSpacing(px(Space.L))
        head.addWidget(self.heading, 1)
        head.addWidget(self.total)
        column.addLayout(head)
        for each in (self.state, self.note):
            column.addWidget(each)
        column.addSpacing(px(Space.S))
        column.addWidget(self.lines, 1)
        column.addWidget(self.explanation)
        return side

    def _on_turned(self, is_below: bool) -> None:
        """Above the statement both lists stand side by side."""
        self._lists.setOrientation(Qt.Orientation.Horizontal if is_below else Qt.Orientation.Vertical)
        self._fit_months()

    def _fit_months(self) -> None:
        """Above the people the months take no more room than they need."""
        box, rows = self._month_box, len(self.months.rows())
        wanted = box.sizeHint().height() - self.months.sizeHint().height() + rows * self.months.sizeHintForRow(0)
        is_above = self._lists.orientation() is Qt.Orientation.Vertical
        box.setMaximumHeight(max(wanted, box.minimumSizeHint().height()) if is_above and rows else _ANY)

    def _show_menu(self, at: Any) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        for each in ("deal", "receipt", "customer", "rule"):
            menu.addAction(self.actions_set.qt(f"commission.{each}"))
        menu.popup(self.lines.viewport().mapToGlobal(at))

    def name_parts(self) -> None:
        """Name the lists."""
        self.months.setAccessibleName(tr("Months"))
        self.people.setAccessibleName(tr("People"))
        self.lines.setAccessibleName(tr("Lines of the statement"))


def _headed(theme: Theme, text: str, listed: StepList) -> QWidget:
    """A list under a quiet heading."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    heading = Label(theme, text, Role.SMALL, weight=600, colour="text2")
    # It stands where the titles below it begin.
    heading.setContentsMargins(theme.px(Space.XXL), 0, 0, 0)
    column.addSpacing(theme.px(Space.S))
    column.addWidget(heading)
    column.addSpacing(theme.px(Space.XS))
    column.addWidget(listed, 1)
    return box


def _fill(steps: StepList, made: Sequence[StepRow], current: str) -> None:
    """Show rows without telling of a choice that nobody made."""
    steps.blockSignals(True)
    if list(steps.rows()) != list(made):
        steps.clear()
        steps.add(made, has_more=False)
    keys = [each.key for each in made]
    if current in keys:
        steps.setCurrentIndex(steps.model().index(keys.index(current), 0))
    steps.blockSignals(False)


def _person_step(row: PersonRow, found: Overview) -> StepRow:
    said = [trn("{count} line", "{count} lines", row.lines)]
    for text, amount in (
        (N_("taken back {amount}"), row.clawed_back),
        (N_("corrected {amount}"), row.corrected),
        (N_("by hand {amount}"), row.adjusted),
    ):
        if amount:
            said.append(tr(text, amount=_amount(amount, found.currency)))
    return StepRow(row.user_id, row.name, _amount(row.amount, found.currency), " · ".join(said))


def _amount(amount: int, currency: str) -> str:
    return formats.money(amount, currency, symbol=True)
