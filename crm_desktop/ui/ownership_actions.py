"""Commands on whose a record is: claim it from the public pool, release it, protect it by hand, share it."""

from functools import partial
from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations import pool
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.rights import against


def claim_action(page: RecordPage) -> Action:
    """Take the chosen customers from the public pool."""

    def run() -> None:
        ids = page.selected_or_current
        page.context.background.read(page, pool.claim_room, partial(claim, ids))

    def claim(ids: list[str], room: pool.ClaimRoom) -> None:
        if room.is_limited:
            from crm_desktop.ui.forms.ownership import claim_form

            claim_form(page, ids, room)
            return
        page.carry_out(
            Message("Claim customers"),
            lambda work: pool.claim(work, ids),
            lambda count: Message("Yours now: {count}", count=count),
        )

    help_text = N_("Take the chosen customers from the public pool")
    return _action(page, "claim", N_("Claim"), run, help_text, "user-check")


def release_action(page: RecordPage) -> Action:
    """Give the chosen customers back to the pool, saying why."""

    def run() -> None:
        from crm_desktop.ui.forms.ownership import release_form

        release_form(page)

    help_text = N_("Give the chosen customers back to the public pool, with a reason")
    return _action(page, "release", N_("Release…"), run, help_text, "circle-dashed")


def protect_action(page: RecordPage) -> Action:
    """Keep the chosen customers from going back to the pool until a day."""

    def run() -> None:
        from crm_desktop.ui.forms.ownership import protect_form

        protect_form(page)

    help_text = N_("Keep the chosen customers from going back to the public pool")
    return _action(page, "protect", N_("Protect…"), run, help_text, "shield-check")


def share_action(page: RecordPage) -> Action:
    """Let another person see or change the chosen records, until a day."""

    def run() -> None:
        from crm_desktop.ui.forms.ownership import share_form

        share_form(page)

    return _action(page, "share", N_("Share…"), run, N_("Let another person see or change the chosen records"), "users")


def hand_everything_action(page: RecordPage) -> Action:
    """Give everything of a person to others, with a protocol."""

    def run() -> None:
        from crm_desktop.ui.dialogs.hand_over import HandOverDialog

        row = page.table.records.row_of(page.current_id) if page.current_id else None
        HandOverDialog(
            page, page.context, getattr(row, "owner_id", None) or page.context.background.viewer.user_id
        ).open()

    return Action(
        f"{page.kind}.hand_everything",
        N_("Hand over everything…"),
        run,
        N_("Give everything of one person to others, with a protocol to sign"),
        "",
        "arrow-right-left",
        writes=True,
    )


def level_rule_action(page: RecordPage) -> Action:
    """Set how the customers of a level are protected."""

    def run() -> None:
        from crm_desktop.ui.dialogs.level_rule import choose_level_rule

        choose_level_rule(page)

    return Action(
        f"{page.kind}.level_rule",
        N_("Protection of levels…"),
        run,
        N_("Set after how many days customers of a level go back to the public pool"),
        "",
        "hourglass",
        reason=lambda: against(page.context.background, ADMINISTER),
        writes=True,
    )


def ownership_actions(page: RecordPage) -> list[Action]:
    """All commands of this module for customers, in their order."""
    return [
        claim_action(page),
        release_action(page),
        protect_action(page),
        share_action(page),
        hand_everything_action(page),
        level_rule_action(page),
    ]


def _action(page: RecordPage, name: str, text: str, run: Any, help_text: str, icon: str) -> Action:
    return Action(f"{page.kind}.{name}", text, run, help_text, "", icon, lambda: page.has_chosen, writes=True)
