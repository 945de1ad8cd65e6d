"""The bell in the status bar: how many reminders wait for an answer."""

from crm_desktop.core.i18n import trn
from crm_desktop.ui.status_sign import StatusSign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme


class ReminderSign(StatusSign):
    """Says how many reminders there are; gone when there is none."""

    def __init__(self, theme: Theme) -> None:
        self._count = 0
        super().__init__(theme, "bell")

    def show_count(self, count: int) -> None:
        """Show a count."""
        self._count = count
        self.setVisible(count > 0)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        self._text = Plain(trn("{count} reminder", "{count} reminders", self._count))
        super().retranslate()
