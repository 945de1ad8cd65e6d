"""The time limits of service: for which cases, and in how many working minutes they are answered and solved."""

from typing import Any

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.operations.service_limit import remove_service_limit
from crm_desktop.queries.service_setup import LimitRow, service_limits
from crm_desktop.ui.forms.service_setup import open_limit_form
from crm_desktop.ui.service_words import whom_told, worked
from crm_desktop.ui.settings.step_section import StepSection
from crm_desktop.ui.widgets.step_list import StepRow


class ServiceLimitsSection(StepSection):
    """Every limit; the one that says most about a case counts."""

    title = N_("Time limits of service")
    note_text = N_(
        "Of the limits that suit a case, the one that says most counts: first by priority, then by level. Open cases"
        " follow every change. Time runs in the working hours alone, and stands still while a case waits."
    )
    nothing = N_("No time limits yet. Cases are due some days after they were opened, as the business rules say.")
    reads = ("service_limit",)

    def read(self, reading: Any) -> list[LimitRow]:
        """Every limit."""
        return service_limits(reading)

    def told(self, record: LimitRow) -> StepRow:
        """Whom it is for, and the two times."""
        whom = whom_told(self._context.choices, record.priority, (record.kind_id, record.level_id))
        times = []
        if record.respond_minutes is not None:
            times.append(tr("first answer within {time}", time=worked(record.respond_minutes)))
        if record.solve_minutes is not None:
            times.append(tr("solution within {time}", time=worked(record.solve_minutes)))
        return StepRow(record.id, whom, "", " · ".join(times))

    def add_new(self) -> None:
        """Open the form of a new limit."""
        open_limit_form(self._context, self.window(), None, self.reload)

    def change_current(self) -> None:
        """Open the form of the current limit."""
        if (row := self.current) is not None:
            open_limit_form(self._context, self.window(), row.id, self.reload)

    def delete_current(self) -> None:
        """Take the current limit away; a more general one counts instead."""
        if (row := self.current) is not None:
            step, said = Message("Delete time limit of service"), Message("Time limit deleted")
            self.write(step, lambda work: remove_service_limit(work, row.id), said)


make = ServiceLimitsSection
