"""The command that stars the chosen records, and the star in the head of one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.operations.star import toggle_stars
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import Chip, DetailContent
from crm_desktop.ui.theme import Tone

if TYPE_CHECKING:
    from crm_desktop.ui.record_page import RecordPage


def star_action(page: "RecordPage") -> Action:
    """Star the chosen records, or take their stars away."""

    def toggle() -> None:
        ids = page.selected_or_current

        def done(has_star: bool) -> None:
            said = Message("Starred") if has_star else Message("Star taken away")
            page.context.navigator.did(said)

        if ids:
            operation = Message("Star records")
            page.context.background.write(
                operation, lambda work: toggle_stars(work, page.kind, ids), done, page.refuse, owner=page
            )

    return Action(
        f"{page.kind}.star",
        N_("Star or unstar"),
        toggle,
        N_("Mark what is important to you, or take the mark away; a view lists it"),
        "Ctrl+D",
        "star",
        lambda: page.has_chosen,
        writes=True,
    )


def with_star(content: DetailContent, is_starred: bool) -> DetailContent:
    """The content with a star among the first chips."""
    star = (Chip(tr("Starred"), Tone.WARNING, "star"),) if is_starred else ()
    return replace(content, chips=(*star, *content.chips))
