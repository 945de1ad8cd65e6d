"""What a binder says first: the largest changes with what made them, each with the section that shows it.

Every sentence is made of figures of the binder; nothing is guessed. What goes together is told as such: a customer who
bought less is why less was sold, since the one is a part of the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.reports import figures as names
from crm_desktop.reports.binder import CAUSES, Binder, Cause
from crm_desktop.reports.figures import exact
from crm_desktop.reports.findings import Finding, findings
from crm_desktop.reports.service_charts import LIMITS, MONTHS, sentence
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.wording import Wording

_MORE = {
    names.BY_CUSTOMER: N_("More than before from {name}."),
    names.BY_PRODUCT: N_("More than before with {name}."),
    names.BY_OWNER: N_("More than before through {name}."),
    names.BY_REGION: N_("More than before in {name}."),
}
_LESS = {
    names.BY_CUSTOMER: N_("Less than before from {name}."),
    names.BY_PRODUCT: N_("Less than before with {name}."),
    names.BY_OWNER: N_("Less than before through {name}."),
    names.BY_REGION: N_("Less than before in {name}."),
}


@dataclass(frozen=True)
class Pointed:
    """A finding and the title of the section it is taken from."""

    finding: Finding
    section: str


def binder_findings(binder: Binder) -> list[Pointed]:
    """All of them, in the order of the binder."""
    speak = Speech(binder.report.language)
    overview, revenue = speak.t(N_("Overview")), speak.t(N_("Revenue"))
    found = [Pointed(each, overview) for each in findings(binder.report)]
    found += [Pointed(each, revenue) for each in _causes(binder)]
    if binder.report.service is not None:
        said, title = [sentence(binder.report.service, each) for each in (MONTHS, LIMITS)], speak.t(N_("Service"))
        found.append(Pointed(Finding(_ended([title], speak), _ended(said, speak)), title))
    for each in binder.statistics:
        if each.finding:
            finding = Finding(_ended([each.title], speak), _ended([each.finding], speak))
            found.append(Pointed(finding, each.title))
    return found


def _causes(binder: Binder) -> Iterator[Finding]:
    """Of each breakdown what changed most in the direction of the whole, then what changed most against it."""
    figure = binder.report.figure(names.WON_REVENUE)
    if figure is None or exact(figure.previous) is None:
        return
    whole = int((exact(figure.value) or 0) - (exact(figure.previous) or 0))
    wording = Wording(binder.report)
    for same in (True, False):
        for name in CAUSES[: 3 if same else 1]:
            one = next((each for each in binder.causes if each.of == name and (each.change * whole > 0) == same), None)
            if one is not None and whole:
                yield _cause(one, whole if same else None, wording)


def _cause(cause: Cause, whole: int | None, wording: Wording) -> Finding:
    """How much it was, and what part of the whole change that is, where it is a part of it."""
    speak, unit = wording.speak, wording.report.currency
    name = " ".join(wording.text(cause.label).split())
    head = speak.t((_MORE if cause.change > 0 else _LESS)[cause.of], name=name)
    amount = formats.compact_money(abs(cause.change), unit, wording.language)
    more = cause.change > 0
    if whole is None or abs(cause.change) > abs(whole):
        words = (
            N_("{amount} more than in the period before.") if more else N_("{amount} less than in the period before.")
        )
        return Finding(head, speak.t(words, amount=amount))
    share = formats.percent(Fraction(abs(cause.change), abs(whole)))
    words = (
        N_("{amount} more than in the period before: {share} of what revenue rose.")
        if more
        else N_("{amount} less than in the period before: {share} of what revenue fell.")
    )
    return Finding(head, speak.t(words, amount=amount, share=share))


def _ended(sentences: Sequence[str], speak: Speech) -> str:
    """Titles as sentences of one paragraph."""
    stop, between = ("。", "") if speak.language == CHINESE else (".", " ")
    return between.join(f"{each}{stop}" for each in sentences)
