"""What every page is given: one record built by the composition root, so that pages ask nobody else for anything."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.kept_texts import KeptText, KeptTexts
from crm_desktop.core.preferences import Preferences
from crm_desktop.queries.choices import CHOICE_TABLES, Choices, choices
from crm_desktop.ui.background import Background
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.navigator import Navigator
from crm_desktop.ui.theme import Theme


class PageContext(QObject):
    """Services of one open company. `choices` is always current; `choices_changed` tells when it was read again."""

    choices_changed = Signal()
    viewer_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        background: Background,
        feed: ChangeFeed,
        preferences: Preferences,
        navigator: Navigator,
        path: Path,
        found: Choices,
        currency: str,
        zone: ZoneInfo,
        today: Callable[[], date],
        now_ms: Callable[[], int],
        open_import: Callable[[str | None, Path | None], None],
    ) -> None:
        super().__init__()
        self.theme, self.background, self.feed, self.preferences = theme, background, feed, preferences
        self.navigator, self.path, self.choices = navigator, path, found
        self.currency, self.zone = currency, zone
        self.today, self.now_ms, self.open_import = today, now_ms, open_import
        # Where unsaved texts are kept, and the one that the form opened next takes up.
        self.kept_texts: KeptTexts | None = None
        self.to_take_up: KeptText | None = None
        feed.announced.connect(self.on_changes)

    def for_window(self, window: QObject, navigator: Navigator) -> "PageContext":
        """The same services for another window of the company, which speaks and navigates by itself."""
        other = PageContext(
            self.theme,
            self.background,
            self.feed,
            self.preferences,
            navigator,
            self.path,
            self.choices,
            self.currency,
            self.zone,
            self.today,
            self.now_ms,
            self.open_import,
        )
        other.kept_texts = self.kept_texts
        other.setParent(window)
        self.viewer_changed.connect(other.viewer_changed)
        return other

    def on_changes(self, changes: ChangeSet) -> None:
        """Read the choices again when one of their tables changed."""
        if changes.touches(CHOICE_TABLES):
            self.background.read(self, choices, self._on_choices)

    def _on_choices(self, found: Choices) -> None:
        self.choices = found
        self.choices_changed.emit()
