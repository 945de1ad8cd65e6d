"""What a list can be filtered by: a field with its type, and the operators each type knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.i18n import N_

OPERATORS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "in": N_("in"),
    "contains": N_("contains"),
    "between": N_("between"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "within": N_("within"),
    "is_empty": N_("is empty"),
    "not_empty": N_("is not empty"),
}
OPERATORS_OF = {
    "text": ("contains", "is", "is_empty", "not_empty"),
    "choice": ("in", "is_not", "is_empty", "not_empty"),
    "person": ("in", "is_not", "is_empty", "not_empty"),
    "flag": ("is",),
    "choice_on": ("is",),
    "date": ("within", "between", "at_least", "at_most", "is_empty", "not_empty"),
    "number": ("at_least", "at_most", "between"),
    "money": ("at_least", "at_most", "between"),
}
WITHOUT_VALUE = ("is_empty", "not_empty")

Choice = tuple[Any, str]


@dataclass(frozen=True)
class FilterField:
    """A field one can filter by. `choices` gives (value, name) in the current language when asked."""

    key: str
    title: str
    type: str
    choices: Callable[[], Sequence[Choice]] | None = None
    currency: str = ""
    is_offered: bool = True
