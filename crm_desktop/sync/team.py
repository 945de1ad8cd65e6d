"""A company file together with its shared file, for who syncs again and again: the service of the window."""

from collections.abc import Callable
from contextlib import closing

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage.database import Database
from crm_desktop.sync import settings
from crm_desktop.sync.about import About
from crm_desktop.sync.exchange import Synced, sync
from crm_desktop.sync.hubs.opening import Hub, open_known
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.settings import HubSettings


class Team:
    """A company file and where its shared file is. The hub is opened anew for each sync: it may come and go."""

    def __init__(self, database: Database, known: HubSettings) -> None:
        self.database = database
        self.settings = known
        self._replica = Replica(database)

    def sync(self, progress: Callable[[float], None] = lambda _fraction: None) -> Synced:
        """Bring both in step; raises what keeps them from it, and may be called again then."""
        with closing(hub_at(self.settings)) as hub:
            return sync(self._replica, hub, lambda fraction, _text: progress(fraction))

    def waiting(self) -> int:
        """How many steps of this laptop are not known to be in the shared file."""
        with self.database.read(SYSTEM) as reading:
            return settings.waiting(reading)

    def last_in_step_ms(self) -> int | None:
        """When a sync ended well for the last time, to a few minutes; None before the first."""
        return settings.last_sync(self.database).at_ms or None

    def close(self) -> None:
        """Release the company file."""
        self.database.close()


def open_team(database: Database) -> Team:
    """The team of a company file; refused when it has no shared file yet."""
    known = settings.hub_of(database)
    if known is None:
        raise UserError(
            Message("“{file}” is not shared yet. Share it with the team first, or join one.", file=database.path.name)
        )
    return Team(database, known)


def hub_at(known: HubSettings) -> Hub:
    """The shared file a company file remembers; made anew when it was lost."""
    return open_known(known.address, known.form, About(**known.about), known.key, known.place)
