"""The event that service gives reason to worry about a customer, and telling it to whoever looks after that one."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from crm_desktop.core.i18n import Message
from crm_desktop.ui.background import Latest
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.page_context import PageContext

if TYPE_CHECKING:  # loaded with the first change of a case, not at the start
    from crm_desktop.queries.churn_signal import Raised


class ChurnSignals(QObject):
    """Tells by `raised` what became a reason, whether by a step made here, a merge or an import.

    It goes through the journal from where it stood last, so that nothing is told twice and nothing left out.
    """

    raised = Signal(object)

    def __init__(self, context: PageContext, feed: ChangeFeed, position: int) -> None:
        super().__init__()
        self._position = position
        self._reads = Latest(context.background, self)
        feed.announced.connect(self._on_changes)

    def _on_changes(self, changes: Any) -> None:
        if changes.touches(("service_case",)):
            self._reads.read(self._look, self._on_found)

    def _look(self, reading: Any) -> "tuple[tuple[Raised, ...], int]":
        from crm_desktop.queries.churn_signal import raised_since

        return raised_since(reading, self._position), reading.position

    def _on_found(self, found: "tuple[tuple[Raised, ...], int]") -> None:
        told, self._position = found
        if told:
            self.raised.emit(told)


def told_to(user_id: str, raised: "tuple[Raised, ...]") -> Message | None:
    """What is said to somebody whose customers others noted complaints or low scores of; None where there is none."""
    own = [each for each in raised if each.owner_id == user_id and each.by != user_id]
    if not own:
        return None
    if len({each.customer_id for each in own}) > 1:
        return Message("Churn warning of customers of yours: {count}", count=len({each.customer_id for each in own}))
    return Message("Churn warning: {customer}, “{subject}”", customer=own[-1].customer, subject=own[-1].subject)
