"""The actions of the page of service cases: in menus, on keys and in the palette."""

from collections.abc import Callable

from crm_desktop.core.i18n import N_
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    HANDLED,
    IN_PROGRESS,
    NEW,
    OPEN_STATUSES,
    STATUSES,
    UNDER_WAY,
    WAITING,
)
from crm_desktop.ui.actions import Action
from crm_desktop.ui.board.boarded_page import BoardedPage
from crm_desktop.ui.case_commands import CaseCommands


def case_actions(page: BoardedPage, cases: CaseCommands) -> list[Action]:
    """Those that lead the current case on, and what else is done with it or with those that are chosen."""

    def action(
        name: str, text: str, do: Callable[[], None], told: str, shortcut: str, icon: str, *statuses: str
    ) -> Action:
        reason, can = cases.against_step(name, *statuses), cases.is_in(*statuses)
        return Action(f"service_case.{name}", text, do, told, shortcut, icon, can, reason=reason, writes=True)

    step, assign = N_("Next step"), N_("Assign")
    return [
        action("step", step, cases.next_step, N_("The step the case waits for"), "S", "arrow-right", *STATUSES),
        action("assign", assign, cases.assign, N_("Say who takes care of it"), "A", "user-plus", NEW, *UNDER_WAY),
        action("take_up", N_("Take up"), cases.take_up, N_("Begin with it"), "U", "arrow-right", ASSIGNED),
        action("wait", N_("Wait"), cases.wait, N_("Say for whom it waits"), "W", "clock", IN_PROGRESS),
        action("go_on", N_("Go on"), cases.go_on, N_("Go on after waiting"), "G", "arrow-right", WAITING),
        action(
            "handle", N_("Handled"), cases.handle, N_("Write down what was done"), "H", "check", ASSIGNED, IN_PROGRESS
        ),
        action("feedback", N_("Feedback"), cases.feed_back, N_("Note what the customer thinks"), "K", "star", HANDLED),
        Action(
            "service_case.workload",
            N_("Workload"),
            cases.open_workload,
            N_("How much everybody has to do, and giving cases to others"),
            "Shift+W",
            "users",
        ),
        Action(
            "service_case.forward",
            N_("Next step on the board"),
            lambda: cases.shift(1),
            N_("Lead it to the next status that a step of yours leads to"),
            "Ctrl+Right",
            "arrow-right",
            page.has_current,
            writes=True,
        ),
        Action(
            "service_case.back",
            N_("Former step on the board"),
            lambda: cases.shift(-1),
            N_("Lead it back to a former status"),
            "Ctrl+Left",
            "arrow-left",
            page.has_current,
            writes=True,
        ),
        action("reopen", N_("Open again"), cases.reopen, N_("Begin another round"), "O", "rotate-ccw", ARCHIVED),
        action(
            "reply",
            N_("Reply…"),
            cases.reply,
            N_("Write to the customer and keep what was said"),
            "R",
            "mail",
            *OPEN_STATUSES,
        ),
        action(
            "work",
            N_("Note time and cost…"),
            cases.note_work,
            N_("Minutes spent on it, by whom and on which day, and what it cost beside them"),
            "T",
            "hourglass",
            *OPEN_STATUSES,
        ),
        action(
            "article",
            N_("Keep as an article…"),
            cases.keep_as_article,
            N_("Write what was done into the answers library"),
            "Shift+A",
            "lightbulb",
            HANDLED,
            ARCHIVED,
        ),
        Action(
            "service_case.merge",
            N_("Merge"),
            cases.merge,
            N_("Let the chosen cases be one: the current one goes on"),
            "M",
            "git-merge",
            lambda: len(page.selected_or_current) > 1,
            reason=cases.against_merging,
            writes=True,
        ),
    ]
