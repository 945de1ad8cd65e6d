"""The sign in the status bar that says how the company stands to the shared file of its team."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import language, tr, tr_message, trn
from crm_desktop.core.sync_state import Phase, SyncState
from crm_desktop.ui.status_sign import StatusSign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme

_ICONS = {
    Phase.STARTING: "refresh-cw",
    Phase.IN_STEP: "circle-check",
    Phase.WAITING: "cloud",
    Phase.WORKING: "refresh-cw",
    Phase.OFFLINE: "cloud-off",
    Phase.STOPPED: "circle-alert",
}


class SyncSign(StatusSign):
    """Says in a few words where the changes of this laptop are."""

    def __init__(self, theme: Theme, zone: ZoneInfo, today: Callable[[], date]) -> None:
        self._zone, self._today = zone, today
        self._state: SyncState | None = None
        super().__init__(theme, _ICONS[Phase.STARTING])

    def show_state(self, state: SyncState | None) -> None:
        """Show a state; nothing when the company is not shared."""
        self._state = state
        self.setVisible(state is not None)
        if state is not None:
            self.set_icon("circle-alert" if _lacks(state) else _ICONS[state.phase])
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        if self._state is not None:
            self._text = Plain(words(self._state, self._zone, self._today()))
        super().retranslate()

    def _show_hint(self) -> None:
        """All there is to say, whether there is room for the words or not."""
        if self._state is not None:
            self.setToolTip(story(self._state, self._zone, self._today()))


def words(state: SyncState, zone: ZoneInfo, today: date) -> str:
    """A state in a few words."""
    match state.phase:
        case Phase.STARTING:
            return tr("Looking for the shared file…")
        case Phase.WORKING:
            return (
                tr("Exchanging changes…") if not state.fraction else f"{tr('Exchanging changes…')} {state.fraction:.0%}"
            )
        case Phase.IN_STEP if _lacks(state):
            return tr("Not everything of the others has arrived")
        case Phase.IN_STEP if state.waiting == 0:
            return tr("All my changes are in the shared file ({time})", time=_clock(state.at_ms, zone, today))
        case Phase.IN_STEP | Phase.WAITING:
            return trn("{count} change on its way", "{count} changes on their way", state.waiting)
        case Phase.OFFLINE:
            return (
                trn("Offline, {count} change waiting", "Offline, {count} changes waiting", state.waiting)
                if state.waiting
                else tr("Offline, nothing waiting")
            )
        case Phase.STOPPED:
            return tr("Sharing needs you")


def _lacks(state: SyncState) -> bool:
    """Whether the newest there is to say is what the others have and this laptop has not."""
    return state.phase is Phase.IN_STEP and state.waiting == 0 and state.lacks


def story(state: SyncState, zone: ZoneInfo, today: date) -> str:
    """All there is to say of a state, in a sentence a line."""
    lines = [words(state, zone, today)]
    if state.problem is not None:
        lines.append(tr_message(state.problem))
    if state.phase is not Phase.IN_STEP and state.at_ms is not None:
        lines.append(tr("Everything was in the shared file last at {time}.", time=_clock(state.at_ms, zone, today)))
    return "\n".join(lines)


def _clock(at_ms: int | None, zone: ZoneInfo, today: date) -> str:
    """The time of day; with the date when it was on another day."""
    at = None if at_ms is None else moment_of(at_ms, zone)
    return f"{at:%H:%M}" if at is not None and at.date() == today else formats.moment(at, language())
