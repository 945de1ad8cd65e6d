"""What of a campaign goes on paper: the call list of each caller, letters and labels."""

from collections.abc import Callable

from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import EXPORT
from crm_desktop.reports.campaign_request import CALL_LIST, LABELS, LETTERS
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage


def paper_actions(page: RecordPage, campaign: Callable[[], str | None]) -> list[Action]:
    """The commands of a page for the campaign that it is about now."""

    def printing(what: str) -> Callable[[], None]:
        def run() -> None:
            from crm_desktop.ui.dialogs.print_campaign import print_campaign

            if (campaign_id := campaign()) is not None:
                print_campaign(page, campaign_id, what)

        return run

    def write() -> None:
        from crm_desktop.ui.forms.letter import open_letter

        if (campaign_id := campaign()) is not None:
            open_letter(page, campaign_id)

    def action(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str) -> Action:
        return Action(
            f"{page.kind}.{name}",
            text,
            do,
            told,
            key,
            icon,
            lambda: campaign() is not None,
            reason=page.against(EXPORT),
        )

    return [
        action(
            "call_list",
            N_("Call list…"),
            printing(CALL_LIST),
            N_("On pages for each caller, with numbers, the last contact and room for the answer"),
            "C",
            "phone-call",
        ),
        Action(
            f"{page.kind}.letter",
            N_("Write the letter…"),
            write,
            N_("Write the text of the letters, with fields for each member"),
            "Ctrl+Alt+W",
            "pencil",
            lambda: campaign() is not None,
            writes=True,
        ),
        action(
            "letters",
            N_("Letters…"),
            printing(LETTERS),
            N_("A letter for each member, with the address where an envelope has its window"),
            "Ctrl+Alt+L",
            "mail",
        ),
        action("labels", N_("Labels…"), printing(LABELS), N_("Addresses on sheets of labels"), "Ctrl+Alt+A", "tags"),
    ]
