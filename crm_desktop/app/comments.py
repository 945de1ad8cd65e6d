"""Where a comment leads: to its entry in the timeline of what that is about."""

from collections.abc import Callable

from crm_desktop.core.i18n import Message
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import PAGE_OF_KIND


def opener_of_comments(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What shows a comment where it stands."""

    def show(place: tuple[str, str, str, str]) -> None:
        kind, record_id, entry_kind, entry_id = place
        context.navigator.open(kind, record_id)
        if kind not in PAGE_OF_KIND:
            return
        detail = window.page(PAGE_OF_KIND[kind]).detail
        detail.show_tab("timeline")
        detail.timeline.go_to(record_id, entry_kind, entry_id)

    def refuse(error: Exception) -> None:
        context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    def open_comment(comment_id: str) -> None:
        from crm_desktop.queries.mentions import place_of_comment

        context.background.read(window, lambda reading: place_of_comment(reading, comment_id), show, refuse)

    return open_comment
