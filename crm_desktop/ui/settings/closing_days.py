"""The days on which service works otherwise than usual: closing days, days worked, public holidays of a country."""

from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.countries import country_name
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.operations.closing_day import remove_closing_day, set_closing_day
from crm_desktop.queries.service_setup import DayRow, days_that_differ
from crm_desktop.ui.forms.service_setup import open_closing_day_form, open_country_form
from crm_desktop.ui.settings.listed import Command
from crm_desktop.ui.settings.step_section import StepSection
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.step_list import StepRow


class ClosingDaysSection(StepSection):
    """From today on, day by day: what the company says itself, and the public holidays beside it."""

    title = N_("Closing days of service")
    note_text = nothing = N_("On these days time limits stand still, or run although the day is not worked otherwise.")
    reads = ("closing_day", "parameter")

    def commands(self) -> list[Command]:
        """With the country, and work on a holiday."""
        self.country = self.command(N_("Public holidays…"), "calendar")
        self.turn = self.command(N_("Work on it, or not"), "arrow-right-left", "W", lambda row: row.own_id is None)
        country = (self.country, lambda: open_country_form(self._context, self.window(), self.reload))
        return [*super().commands(), (self.turn, self.turn_current), country]

    def read(self, reading: Any) -> Any:
        """What differs from today on."""
        found = days_that_differ(reading, language())
        self.kept = found.country
        return found.days

    def told(self, record: DayRow) -> StepRow:
        """The day with its name, and whose word it is."""
        code = language()
        title = record.title or (tr("Worked") if record.is_worked else tr("Not worked"))
        if record.own_id is not None:
            note = tr("Worked, by the company's own word") if record.is_worked else tr("Closed by the company")
        elif record.is_worked:
            title, note = tr("Worked"), tr("In place of a day of a public holiday")
        else:
            note = tr("Public holiday")
        when = formats.day_far(record.day, code)
        return StepRow(record.day.isoformat(), title, when, note)

    def can_change(self, record: DayRow) -> bool:
        """What the company says itself; a public holiday is worked or not."""
        return record.own_id is not None

    def can_delete(self, record: DayRow) -> bool:
        """What the company says itself."""
        return record.own_id is not None

    def add_new(self) -> None:
        """Open the form of a new day."""
        open_closing_day_form(self._context, self.window(), None, self.reload)

    def change_current(self) -> None:
        """Open the form of the current day."""
        if (row := self.current) is not None:
            open_closing_day_form(self._context, self.window(), row, self.reload)

    def delete_current(self) -> None:
        """Have the current day be as any other."""
        if (row := self.current) is not None and row.own_id is not None:
            key, said = row.own_id, Message("The day is as usual again")
            self.write(Message("Delete closing day"), lambda work: remove_closing_day(work, key), said)

    def turn_current(self) -> None:
        """Work on a public holiday, or close on a day that is worked for one."""
        if (row := self.current) is not None and row.own_id is None:
            worked = not row.is_worked
            said = Message("Worked on {day}", day=formats.day_far(row.day, language()))
            if not worked:
                said = Message("Closed on {day}", day=formats.day_far(row.day, language()))
            self.write(
                Message("Change closing day"),
                lambda work: set_closing_day(work, row.day, row.title, is_worked=worked),
                said,
            )

    def _on_read(self, found: Any) -> None:
        super()._on_read(found)
        name = country_name(self.kept, language())
        told = (
            tr("Public holidays of {country} are closed.", country=name) if name else tr("Public holidays are worked.")
        )
        self.note.set_text(Plain(f"{tr(self.note_text)} {told}"))


make = ClosingDaysSection
