"""The rules of commission: added, given other terms, ended, deleted; what each would have changed is shown before."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, listed, tr
from crm_desktop.core.money import from_e6
from crm_desktop.core.viewer import COMMISSION
from crm_desktop.models.dictionary import name_in
from crm_desktop.operations.commission_rule import delete_rules, end_rule
from crm_desktop.queries.commission_rule import RuleRow, commission_rules
from crm_desktop.ui.forms.commission import BASES, open_rule_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.settings.listed import ListedSection
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.step_list import StepList, StepRow

_NOTE = N_(
    "Commission is earned when money comes in. For each line of a contract or order the rule of the highest priority"
    " holds; of equals the one for a person, team, product, category or level, in this order."
)
_NONE = N_("No rules yet. Without one nobody earns commission.")
_STEP = Message("Change rule of commission")


class CommissionRulesSection(ListedSection):
    """The newest version of each rule, the highest priority first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _NOTE)
        theme = context.theme
        self._rows: dict[str, RuleRow] = {}
        self.list = StepList(theme)
        self.list.setAccessibleName(tr("Rules of commission"))
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.change = Button(theme, N_("Other terms…"), icon="pencil")
        self.end = Button(theme, N_("End today"), icon="flag")
        self.remove = Button(theme, N_("Delete"), icon="trash-2")
        commands = (
            (self.add, self.add_new),
            (self.change, self.change_current),
            (self.end, self.end_current),
            (self.remove, self.delete_current),
        )
        self.setLayout(self.column(self.list, commands))
        self.list.chosen.connect(lambda _key: self._refresh())
        context.feed.subscribe(self, ("commission_rule", "period_snapshot"), lambda _changes: self.reload())
        context.viewer_changed.connect(self._refresh)
        self.reload()

    def reload(self) -> None:
        """Read the rules."""
        self._reads.read(commission_rules, self._on_read)

    # --- what can be done

    def add_new(self) -> None:
        """Open the form of a new rule."""
        open_rule_form(self._context, self.window(), None, self.reload)

    def change_current(self) -> None:
        """Open the form of the current rule."""
        if (key := self.list.current()) is not None:
            open_rule_form(self._context, self.window(), key, self.reload)

    def end_current(self) -> None:
        """Let the current rule hold up to today."""
        if (row := self._rows.get(self.list.current() or "")) is not None:
            today = self._context.today()
            self.write(_STEP, lambda work: end_rule(work, row.id, today), Message("“{name}” ends today", name=row.name))

    def delete_current(self) -> None:
        """Delete the current rule, if nothing locked was earned by it."""
        if (row := self._rows.get(self.list.current() or "")) is not None:
            said = Message("“{name}” deleted", name=row.name)
            self.write(Message("Delete rule of commission"), lambda work: delete_rules(work, [row.id]), said)

    # --- showing

    def _on_read(self, found: list[RuleRow]) -> None:
        current = self.list.current()
        self._rows = {each.id: each for each in found}
        self.list.clear()
        self.list.add([self._as_step(each) for each in found], has_more=False)
        if current in self._rows:
            self.list.setCurrentIndex(self.list.model().index(list(self._rows).index(current), 0))
        self.note.set_text(_NOTE if found else _NONE)
        self._refresh()

    def _as_step(self, row: RuleRow) -> StepRow:
        rate = formats.percent_in_full(from_e6(row.rate_e6))
        rate = tr("from {rate}", rate=rate) if row.has_tiers else rate
        days = tr("since {day}", day=formats.day_far(row.from_on, language()))
        if row.to_on is not None:
            days = tr("until {day}", day=formats.day_far(row.to_on, language()))
        level = name_in(language(), *row.level) if row.level else ""
        whom = listed(filter(None, (*row.names, level))) or tr("everything")
        version = tr("version {number}", number=row.version)
        return StepRow(row.id, row.name, rate, " · ".join((tr(dict(BASES)[row.basis]), whom, days, version)))

    def _refresh(self) -> None:
        reason = against(self._context.background, COMMISSION)
        has = self.list.current() is not None
        for button, possible in ((self.add, True), (self.change, has), (self.end, has), (self.remove, has)):
            button.setEnabled(possible and not reason)
            button.set_reason(reason)


make = CommissionRulesSection
