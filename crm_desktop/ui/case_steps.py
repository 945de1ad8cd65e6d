"""What stands against a step of a case, in marked texts: whom it is assigned to handles it, and who may assigns it."""

from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import ADMINISTER, ASSIGN
from crm_desktop.models.service_case import NEW, UNDER_WAY
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against

NOT_HANDLED = N_("This case is assigned to someone else, who writes down what was done.")

_IS_WORKED_ON = N_("This case has been assigned. Only cases nobody works on can be deleted.")


def against_giving(case: Any, context: PageContext) -> str:
    """Why the viewer does not say who takes care of a case that is somebody else's."""
    is_own = case.owner_id in (None, context.background.viewer.user_id)
    return "" if is_own else against(context.background, ASSIGN)


def against_handling(case: Any, context: PageContext) -> str:
    """Why the viewer does not take up a case, let it wait or write down what was done."""
    is_others = case.status in UNDER_WAY and case.owner_id != context.background.viewer.user_id
    return NOT_HANDLED if is_others else ""


def against_deleting(case: Any, context: PageContext) -> str:
    """Why the viewer does not delete a case: somebody works on it."""
    return "" if case.status == NEW or context.background.viewer.may(ADMINISTER) else _IS_WORKED_ON


def against_step(case: Any, context: PageContext) -> str:
    """Why the viewer does not take the step that a case waits for."""
    return against_giving(case, context) if case.status == NEW else against_handling(case, context)


# Why a step is not possible where the status of a case does not lead to it.
NOT_NOW = {
    "assign": N_("This case has been handled already. Only open cases are assigned."),
    "take_up": N_("Only a case that is assigned and not begun can be taken up."),
    "wait": N_("Only a case that is in progress can wait. Take it up first."),
    "go_on": N_("This case does not wait for anybody."),
    "handle": N_("Only a case that is assigned to someone, and waits for nobody, can be handled."),
    "feedback": N_("Only a case that has been handled can get feedback."),
    "reopen": N_("Only an archived case can be opened again."),
    "reply": N_("An archived case can only be looked at. Open a new one."),
    "work": N_("This case is archived. Open it again to note time or cost."),
    "article": N_("Only what was done about a case becomes an article. Write that down first."),
}
AGAINST = {
    "step": against_step,
    "assign": against_giving,
    **dict.fromkeys(("take_up", "wait", "go_on", "handle"), against_handling),
}
