"""The rules of service: who gets which new cases by itself, and when customers are visited after a case."""

from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.models.service_rule import ASSIGN
from crm_desktop.operations.service_rule import order_service_rules, remove_service_rule
from crm_desktop.queries.service_setup import ServiceRuleRow, service_rules
from crm_desktop.ui.forms.service_setup import open_service_rule_form
from crm_desktop.ui.service_words import whom_told
from crm_desktop.ui.settings.listed import Command
from crm_desktop.ui.settings.step_section import StepSection
from crm_desktop.ui.widgets.step_list import StepRow


class ServiceRulesSection(StepSection):
    """Every rule in the order they are tried."""

    title = N_("Rules of service")
    note_text = N_(
        "Tried from the first on; the first that suits a case and has somebody counts. Of a team, whoever has the"
        " fewest open cases gets it. Alt+↑ and Alt+↓ change the order."
    )
    nothing = N_("No rules yet. New cases wait until somebody assigns them, and no visit is planned by itself.")
    reads = ("service_rule",)

    def read(self, reading: Any) -> list[ServiceRuleRow]:
        """Every rule."""
        return service_rules(reading)

    def commands(self) -> list[Command]:
        """With two that change the order."""
        self.up = self.command(N_("Up"), "arrow-up", "Alt+Up", lambda row: row != self.records[0])
        self.down = self.command(N_("Down"), "arrow-down", "Alt+Down", lambda row: row != self.records[-1])
        return [*super().commands(), (self.up, lambda: self.shift(-1)), (self.down, lambda: self.shift(1))]

    def told(self, record: ServiceRuleRow) -> StepRow:
        """What it does, and to which cases."""
        choices, code = self._context.choices, language()
        whom = whom_told(choices, record.priority, (record.kind_id, record.region_id, record.level_id))
        if record.does != ASSIGN:
            days = formats.days(record.after_days, code)
            return StepRow(record.id, tr("Visit {days} after the case", days=days), "", whom)
        if record.user_id is not None:
            title = tr("Assign to {name}", name=choices.name(record.user_id, code) or formats.MISSING)
        else:
            title = tr("Assign to the team {name}", name=choices.name(record.team_id, code) or formats.MISSING)
        return StepRow(record.id, title, "", whom)

    def add_new(self) -> None:
        """Open the form of a new rule."""
        open_service_rule_form(self._context, self.window(), None, self.reload)

    def change_current(self) -> None:
        """Open the form of the current rule."""
        if (row := self.current) is not None:
            open_service_rule_form(self._context, self.window(), row.id, self.reload)

    def delete_current(self) -> None:
        """Take the current rule away."""
        if (row := self.current) is not None:
            step, said = Message("Delete rule of service"), Message("Rule deleted")
            self.write(step, lambda work: remove_service_rule(work, row.id), said)

    def shift(self, by: int) -> None:
        """Have the current rule tried earlier or later."""
        ids = [each.id for each in self.records]
        at = ids.index(self.current.id) if self.current is not None else -1
        if at >= 0 and 0 <= at + by < len(ids):
            ids.insert(at + by, ids.pop(at))
            self.write(Message("Order rules of service"), lambda work: order_service_rules(work, ids), _ORDERED)


_ORDERED = Message("Order saved")

make = ServiceRulesSection
