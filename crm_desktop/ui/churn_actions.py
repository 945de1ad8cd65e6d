"""What is done about a customer who may be leaving: a measure that puts the loss off, the loss itself, and back."""

from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.churn import case_of, take_back
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage


def churn_actions(page: RecordPage) -> list[Action]:
    """The steps of the churn warning of the current customer."""

    def action(name: str, text: str, run: Any, help_text: str, icon: str) -> Action:
        return Action(f"customer.{name}", text, run, help_text, "", icon, page.has_current, writes=True)

    return [
        action(
            "postpone_loss",
            N_("Put the loss off…"),
            lambda: _ask(page, is_lost=False),
            N_("Write down what is done to keep a customer of whom the program warns, and when somebody looks again"),
            "hourglass",
        ),
        action(
            "confirm_loss",
            N_("Confirm the loss…"),
            lambda: _ask(page, is_lost=True),
            N_("Write down why a customer of whom the program warns is lost"),
            "trending-down",
        ),
        action(
            "take_back_loss",
            N_("Work for it again"),
            lambda: _take_back(page),
            N_("Take back that the customer is lost: its warning is worked on again"),
            "rotate-ccw",
        ),
    ]


def _ask(page: RecordPage, *, is_lost: bool) -> None:
    row = page.table.records.row_of(page.current_id) if page.current_id else None
    if row is None:
        return

    def ask(_case_id: str) -> None:
        from crm_desktop.ui.forms.churn import ask_measure, ask_why_lost

        (ask_why_lost if is_lost else ask_measure)(page.context, page.window(), row.id, row.name)

    # Whoever is not warned of is told so before anything is typed.
    page.context.background.read(page, lambda reading: case_of(reading, row.id), ask, page.refuse)


def _take_back(page: RecordPage) -> None:
    if (customer_id := page.current_id) is not None:
        page.context.background.write(
            Message("Take a confirmed loss back"), lambda work: take_back(work, case_of(work, customer_id))
        )
