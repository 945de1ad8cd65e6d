"""What the groups of a list are called: the names of choices and people, months, quarters and other spans of days."""

from datetime import date
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, tr
from crm_desktop.core.listing import DAY, MONTH, QUARTER, WEEK, Grouping
from crm_desktop.ui.widgets.filter_field import FilterField


def group_name(field: FilterField | None, grouping: Grouping | None, group: Any) -> str:
    """The name of a group in the current language; `group` has a `value` and the `order` of its field."""
    value = group.value
    if value is None or field is None or grouping is None:
        return tr("empty")
    if field.type == "date":
        return span_name(grouping.step, str(value))
    if field.type == "flag":
        return tr("yes") if value else tr("no")
    known = dict(field.choices()) if field.choices is not None else {}
    return known.get(value) or (group.order if isinstance(group.order, str) else str(value))


def span_name(step: str, key: str) -> str:
    """The name of a day, week, month, quarter or year by its key."""
    if step == DAY:
        return formats.day_far(date.fromisoformat(key), language())
    if step == WEEK:
        return tr("Week of {day}", day=formats.day_far(date.fromisoformat(key), language()))
    if step == MONTH:
        return formats.month_of_year(int(key[:4]), int(key[5:]), language())
    return formats.quarter_of_year(int(key[:4]), int(key[6:]), language()) if step == QUARTER else key
