"""A lasting sign in the status bar: an icon with a few words, which it gives up where there is no room."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy

from crm_desktop.core.i18n import trn
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import Button

_HEIGHT = 22


class StatusSign(Button):
    """Small and quiet, and gone until it has something to say; pressed, it leads to the rest of the story."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__(theme, Plain(""), kind="quiet", icon=icon, height=_HEIGHT)
        # It may get less room than its words need, until the bar lets it show the icon alone.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_HEIGHT), self._theme.px(_HEIGHT))

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Role.SMALL))
        self.updateGeometry()


class ReviewSign(StatusSign):
    """Says how many records there are to review."""

    def __init__(self, theme: Theme) -> None:
        self._count = 0
        super().__init__(theme, "git-branch")

    def show_count(self, count: int) -> None:
        """Show a count; nothing when there is nothing to review."""
        self._count = count
        self.setVisible(count > 0)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        self._text = Plain(trn("{count} to review", "{count} to review", self._count))
        super().retranslate()
