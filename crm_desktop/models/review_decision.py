"""What somebody decided in a review without changing a record, so that nobody is asked again."""

from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled


class ReviewDecision(Synced):
    """An answer, such as that two records are not the same customer; the row of a question is the same everywhere."""

    __tablename__ = "review_decision"
    __title__ = N_("Decision")
    __sync_groups__ = (("decision", "by_id", "at"),)

    kind: Mapped[str] = titled(N_("Kind"))
    subject: Mapped[str] = titled(N_("Subject"))
    decision: Mapped[str] = titled(N_("Decision"))
    by_id: Mapped[str | None] = ref(N_("Decided by"), "app_user")
    at: Mapped[int] = titled(N_("Decided at"))

    @staticmethod
    def id_of(kind: str, subject: str) -> str:
        """The id of the answer to a question."""
        return derived_id("review", kind, subject)
