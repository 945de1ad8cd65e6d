"""The command that confirms data, and the columns that tell how old it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.operations.data_age import confirm_data
from crm_desktop.ui.actions import Action
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.record_table_cells import Column, Kind

if TYPE_CHECKING:
    from crm_desktop.ui.record_page import RecordPage


def confirm_action(page: "RecordPage") -> Action:
    """Note that the data of the chosen records is right."""

    def confirm() -> None:
        ids = page.selected_or_current

        def done(count: int) -> None:
            one = Message("Data confirmed")
            page.context.navigator.did(one if count == 1 else Message("Data of {count} records confirmed", count=count))

        if ids:
            page.context.background.write(
                Message("Confirm data"), lambda work: confirm_data(work, page.kind, ids), done, page.refuse, owner=page
            )

    return Action(
        f"{page.kind}.confirm",
        N_("Confirm data"),
        confirm,
        N_("Say that you checked the data of the chosen records and found it right"),
        "Ctrl+Alt+K",
        "calendar-check",
        lambda: page.has_chosen,
        writes=True,
    )


def data_columns(context: PageContext) -> tuple[Column, ...]:
    """When the data was last checked or changed, and how many days ago that was."""

    def shown(tell: Callable[[Any], str]) -> Callable[[Any], str]:
        # A column that was just chosen has no values until the list is read again.
        return lambda row: tell(day_of(row.data_at, context.zone)) if row.data_at is not None else ""

    day = shown(lambda on: formats.day(on, language(), context.today()))
    age = shown(lambda on: formats.integer(max(0, (context.today() - on).days)))
    return (
        Column("data_at", N_("Data checked or changed"), 130, Kind.DATE, day, is_hidden=True, reads=("data_at",)),
        Column(
            "data_age", N_("Age of data, days"), 96, Kind.NUMBER, age, is_quiet=True, is_hidden=True, reads=("data_at",)
        ),
    )
