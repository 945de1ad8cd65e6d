"""Where a task is put off to: a menu of days, the last of which asks for one."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.operations.task import put_off
from crm_desktop.ui.page_context import PageContext

# In days from today; None asks for the day.
LATER: tuple[tuple[str, int | None], ...] = (
    (N_("Tomorrow"), 1),
    (N_("In two days"), 2),
    (N_("In a week"), 7),
    (N_("In two weeks"), 14),
    (N_("In a month"), 30),
    (N_("Another day…"), None),
)


def ask_until_when(
    context: PageContext, window: QWidget, place: QPoint, ids: Sequence[str], refused: Callable[[Exception], None]
) -> None:
    """Offer other days for some tasks in a menu at a place."""
    menu = QMenu(window)
    menu.setAccessibleName(tr("Put off to"))
    menu.aboutToHide.connect(menu.deleteLater)
    for text, days in LATER:
        action = menu.addAction(tr(text))
        action.triggered.connect(lambda _checked=False, days=days: _take(context, window, ids, days, refused))
    menu.popup(place, menu.actions()[0])
    menu.setActiveAction(menu.actions()[0])


def move_to(
    context: PageContext, owner: QWidget, ids: Sequence[str], day: date, refused: Callable[[Exception], None]
) -> None:
    """Put some tasks off to a day, and say so."""
    said = Message("Put off to {day}", day=formats.day(day, language(), context.today()))
    context.background.write(
        Message("Put task off"),
        lambda work: put_off(work, ids, day),
        lambda _count: context.navigator.did(said),
        refused,
        owner=owner,
    )


def _take(
    context: PageContext,
    window: QWidget,
    ids: Sequence[str],
    days: int | None,
    refused: Callable[[Exception], None],
) -> None:
    if days is not None:
        move_to(context, window, ids, context.today() + timedelta(days=days), refused)
        return
    from crm_desktop.ui.forms.task import ask_for_day

    ask_for_day(context, window, ids, lambda _id: None)
