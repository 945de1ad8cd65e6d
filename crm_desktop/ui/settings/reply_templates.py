"""The templates of replies, in the order they are offered."""

from typing import Any

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.operations.reply_template import order_reply_templates, remove_reply_template
from crm_desktop.queries.reply import TemplateView, reply_templates
from crm_desktop.ui.forms.reply_template import open_template_form
from crm_desktop.ui.settings.listed import Command
from crm_desktop.ui.settings.step_section import StepSection
from crm_desktop.ui.widgets.step_list import StepRow


class ReplyTemplatesSection(StepSection):
    """Every template; the first that suits a case begins its reply."""

    title = N_("Reply templates")
    note_text = N_(
        "A reply to a case begins with the first template for its kind, else with the first for every kind. Alt+↑ and"
        " Alt+↓ change the order."
    )
    nothing = N_("No templates yet. Replies begin empty.")
    reads = ("reply_template",)

    def read(self, reading: Any) -> list[TemplateView]:
        """Every template."""
        return reply_templates(reading)

    def commands(self) -> list[Command]:
        """With two that change the order."""
        self.up = self.command(N_("Up"), "arrow-up", "Alt+Up", lambda row: row != self.records[0])
        self.down = self.command(N_("Down"), "arrow-down", "Alt+Down", lambda row: row != self.records[-1])
        return [*super().commands(), (self.up, lambda: self.shift(-1)), (self.down, lambda: self.shift(1))]

    def told(self, record: TemplateView) -> StepRow:
        """Its name, for which kind it is, and how it begins."""
        kind = self._context.choices.name(record.kind_id, language()) or ""
        return StepRow(record.id, record.name, kind, " ".join(record.body.split())[:200])

    def add_new(self) -> None:
        """Open the form of a new template."""
        open_template_form(self._context, self.window(), None, self.reload)

    def change_current(self) -> None:
        """Open the form of the current template."""
        if (row := self.current) is not None:
            open_template_form(self._context, self.window(), row.id, self.reload)

    def delete_current(self) -> None:
        """Take the current template away."""
        if (row := self.current) is not None:
            said = Message("“{name}” deleted", name=row.name)
            self.write(Message("Delete reply template"), lambda work: remove_reply_template(work, row.id), said)

    def shift(self, by: int) -> None:
        """Offer the current template earlier or later."""
        ids = [each.id for each in self.records]
        at = ids.index(self.current.id) if self.current is not None else -1
        if at >= 0 and 0 <= at + by < len(ids):
            ids.insert(at + by, ids.pop(at))
            step = Message("Order reply templates")
            self.write(step, lambda work: order_reply_templates(work, ids), Message("Order saved"))


make = ReplyTemplatesSection
