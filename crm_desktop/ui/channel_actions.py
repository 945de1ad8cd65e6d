"""The commands of the channel on the page of customers."""

from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage

_HELP = N_("Who supplies the current customer, since when, and with which share")


def channel_actions(page: RecordPage) -> list[Action]:
    """Note a supplier or a buyer of the current customer, or what it reported of its own sales."""

    def link(**about: Any) -> None:
        from crm_desktop.ui.forms.channel import new_link

        new_link(page.context, page.window(), **about)

    def report() -> None:
        from crm_desktop.ui.forms.channel import new_report

        new_report(page.context, page.window(), reporter_id=page.current_id)

    def make(name: str, text: str, do: Any, told: str, icon: str) -> Action:
        return Action(f"customer.{name}", text, do, told, "", icon, page.has_current, writes=True)

    supplies = N_("Whom the current customer supplies, since when, and with which share")
    reported = N_("What the current customer sold on, and what it has left")
    return [
        make("supplier", N_("Supplied by…"), lambda: link(buyer_id=page.current_id), _HELP, "package"),
        make("buyer", N_("Supplies…"), lambda: link(supplier_id=page.current_id), supplies, "package"),
        make("channel_report", N_("Channel report…"), report, reported, "clipboard-list"),
    ]
