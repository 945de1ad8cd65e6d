"""How service speaks of working time, and of the cases that a limit or a rule is for."""

from collections.abc import Iterable

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, tr, trn
from crm_desktop.queries.choices import Choices

_DAY = 24 * 60


def worked(minutes: int) -> str:
    """Working time in hours, never in days: nobody knows how long a working day is."""
    if minutes < _DAY:
        return formats.duration(minutes, language())
    hours, rest = divmod(minutes, 60)
    if not rest:
        return tr("{hours} h", hours=formats.integer(hours))
    return tr("{hours} h {minutes} min", hours=formats.integer(hours), minutes=rest)


def reasons_told(complaints: int, low_scores: int) -> str:
    """How many reasons service gives to worry about a customer."""
    said = [trn("1 complaint", "{count} complaints", complaints)] if complaints else []
    said += [trn("1 low score", "{count} low scores", low_scores)] if low_scores else []
    return " · ".join(said)


def whom_told(choices: Choices, priority: str | None, ids: Iterable[str | None]) -> str:
    """The cases that something is for, by what it says of them; all of them when it says nothing."""
    said = [choices.state("priority", priority, language())] if priority else []
    said += [choices.name(each, language()) for each in ids if each]
    return " · ".join(each for each in said if each) or tr("All cases")
