"""Views of lists that somebody named: what is shown, in which order, in which columns."""

from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, ref, titled


class SavedView(Synced):
    """A named view of the list of a kind; its specification is JSON and merges as one value.

    It is its owner's alone until it is shared with the team. Rights narrow what it shows like any other list.
    """

    __tablename__ = "saved_view"
    __title__ = N_("View")

    kind: Mapped[str] = titled(N_("Kind"), index=True)
    name: Mapped[str] = titled(N_("Name"))
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    is_shared: Mapped[bool] = titled(N_("Shared with the team"), default=False)
    specification: Mapped[str] = titled(N_("What it shows"))
    position: Mapped[int | None] = titled(N_("Place"))
