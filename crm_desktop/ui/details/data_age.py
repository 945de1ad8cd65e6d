"""How old the data of a record is, as the detail side says it: a mark when it is to be checked, and a line with who."""

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.data_age import DataAge
from crm_desktop.ui.detail_content import Chip, Fact
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone


def data_age_chips(age: DataAge | None, context: PageContext) -> tuple[Chip, ...]:
    """A mark on data that nobody looked at for too long."""
    if age is None or not age.is_due:
        return ()
    return (Chip(tr("Data of {day}, to be checked", day=_day(age, context)), Tone.WARNING, "calendar-check"),)


def data_age_facts(age: DataAge | None, context: PageContext) -> tuple[Fact, ...]:
    """Since when the data is known to be right, and by whom."""
    if age is None:
        return ()
    title = N_("Data checked") if age.was_checked else N_("Data changed") if age.by else N_("Data taken on")
    return (Fact(title, " · ".join(part for part in (_day(age, context), age.by or "") if part)),)


def _day(age: DataAge, context: PageContext) -> str:
    return formats.day_far(day_of(age.at, context.zone), language())
