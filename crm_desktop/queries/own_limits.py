"""How much formulas may ask for: one that asks for others becomes SQL that holds theirs, as often as it names them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from crm_desktop.core.formula import FormulaError, parse
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.queries.custom_field import CustomFieldView
from crm_desktop.queries.own_values import MOST_LEVELS, Surroundings, names_of, too_deep

MOST_ASKED = 300


def refuse_too_much(around: Surroundings) -> None:
    """Refuse, with a sentence, when any formula of a kind asks for too much, by itself or by those it asks for."""
    names, known = names_of(around), dict[str, tuple[int, int]]()
    for each in around.own:
        levels, asked = _measured(each, names, known)
        if levels > MOST_LEVELS:
            raise too_deep(each)
        if asked > MOST_ASKED:
            text = Message(
                "With the formulas it asks for, “{name}” asks for more than {count} values. Ask for fewer.",
                name=each.title,
                count=MOST_ASKED,
            )
            raise FormulaError(text)


def _measured(of: CustomFieldView, names: Mapping[str, Any], known: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Over how many levels a field asks for formulas, and for how many values in all."""
    if not of.formula:
        return 0, 1
    if of.id not in known:
        # What leads back to itself is refused elsewhere.
        known[of.id] = 1, 1
        levels, asked = 0, 0
        for name, count in Counter(fold(each) for each in _asked(of.formula)).items():
            found = names.get(name)
            below = _measured(found, names, known) if isinstance(found, CustomFieldView) else (0, 1)
            levels, asked = max(levels, below[0]), asked + count * below[1]
        known[of.id] = levels + 1, asked
    return known[of.id]


def _asked(formula: str) -> tuple[str, ...]:
    try:
        return parse(formula).asked
    except FormulaError:
        return ()
