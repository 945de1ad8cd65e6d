"""What a list can be filtered by: a field with its type, and the operators each type knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, tr

OPERATORS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "in": N_("in"),
    "contains": N_("contains"),
    "between": N_("between"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "within": N_("within"),
    "during": N_("is"),
    "is_empty": N_("is empty"),
    "not_empty": N_("is not empty"),
}
OPERATORS_OF = {
    "text": ("contains", "is", "is_empty", "not_empty"),
    "choice": ("in", "is_not", "is_empty", "not_empty"),
    "person": ("in", "is_not", "is_empty", "not_empty"),
    "flag": ("is",),
    "choice_on": ("is",),
    "these": ("is",),
    "date": ("during", "between", "at_least", "at_most", "within", "is_empty", "not_empty"),
    "number": ("at_least", "at_most", "between"),
    "decimal": ("at_least", "at_most", "between", "is_empty", "not_empty"),
    "share": ("at_least", "at_most", "between", "is_empty", "not_empty"),
    "money": ("at_least", "at_most", "between"),
}
# Days told from today, in the order they are offered.
SPANS = {
    "past": N_("before today"),
    "today": N_("today"),
    "yesterday": N_("yesterday"),
    "tomorrow": N_("tomorrow"),
    "this_week": N_("this week"),
    "last_week": N_("last week"),
    "next_week": N_("next week"),
    "this_month": N_("this month"),
    "last_month": N_("last month"),
    "next_month": N_("next month"),
    "this_quarter": N_("this quarter"),
    "last_quarter": N_("last quarter"),
    "next_quarter": N_("next quarter"),
    "this_year": N_("this year"),
    "last_year": N_("last year"),
    "last_30_days": N_("the last 30 days"),
    "next_7_days": N_("the next 7 days"),
    "next_30_days": N_("the next 30 days"),
    "next_90_days": N_("the next 90 days"),
    "ahead": N_("today or later"),
}
WITHOUT_VALUE = ("is_empty", "not_empty")

Choice = tuple[Any, str]


@dataclass(frozen=True)
class FilterField:
    """A field one can filter by. `choices` gives (value, name) in the current language when asked.

    `is_due` days can be overdue; the values of one that `has_values` can be listed; by one that `is_groupable` records
    can be grouped. Of records that no list offers, `named` reads for a widget what one is called, and tells it.
    """

    key: str
    title: str
    type: str
    choices: Callable[[], Sequence[Choice]] | None = None
    currency: str = ""
    is_due: bool = False
    is_groupable: bool = False
    has_values: bool = False
    is_offered: bool = True
    named: Callable[[QWidget, Any, Callable[[str], None]], None] | None = None

    def span_title(self, name: str) -> str:
        """What days told from today are called here, in the current language."""
        return tr(N_("overdue")) if self.is_due and name == "past" else tr(SPANS[name])
