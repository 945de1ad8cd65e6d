"""What the groups of a list are called: the names of choices and people, months, quarters and other spans of days."""

from typing import Any

from crm_desktop.core.day_spans import step_name
from crm_desktop.core.i18n import language, tr
from crm_desktop.core.listing import Grouping
from crm_desktop.core.money import from_e6
from crm_desktop.ui.widgets.filter_field import FilterField


def group_name(field: FilterField | None, grouping: Grouping | None, group: Any) -> str:
    """The name of a group in the current language; `group` has a `value` and the `order` of its field."""
    value = group.value
    if value is None or field is None or grouping is None:
        return tr("empty")
    if field.type == "date":
        return step_name(grouping.step, str(value), language())
    if field.type == "flag":
        return tr("yes") if value else tr("no")
    if field.type in ("decimal", "share"):
        share = field.type == "share"
        return f"{from_e6(int(value) * (100 if share else 1)):f}{'%' if share else ''}"
    known = dict(field.choices()) if field.choices is not None else {}
    return known.get(value) or (group.order if isinstance(group.order, str) else str(value))
