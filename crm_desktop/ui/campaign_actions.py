"""Commands of every list of people: make members of a campaign of them, note that they do not want to be reached."""

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage


def campaign_actions(page: RecordPage) -> list[Action]:
    """Both, for the chosen records; without any chosen a campaign takes all that the list shows."""

    def add() -> None:
        from crm_desktop.ui.campaign_adding import add_to_campaign

        add_to_campaign(page)

    def refuse() -> None:
        from crm_desktop.ui.forms.opt_out import ask_what_is_refused

        if ids := page.selected_or_current:
            ask_what_is_refused(page, ids)

    return [
        Action(
            f"{page.kind}.campaign",
            N_("Add to a campaign…"),
            add,
            N_("Make members of the chosen records, or of all that the list shows"),
            "Ctrl+Alt+G",
            "megaphone",
            lambda: page.has_chosen,
            writes=True,
        ),
        Action(
            f"{page.kind}.opt_out",
            N_("Do not contact…"),
            refuse,
            N_("Note that they want no calls, e-mails, letters or messages"),
            "Ctrl+Alt+O",
            "circle-x",
            lambda: page.has_chosen,
            writes=True,
        ),
    ]
