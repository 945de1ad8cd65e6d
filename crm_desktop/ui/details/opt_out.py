"""What somebody does not want: why not to call and write, and who noted it when."""

from collections.abc import Callable, Sequence

from crm_desktop.core.i18n import N_, tr
from crm_desktop.queries.opt_out import OptOut
from crm_desktop.ui.detail_content import Chip, Fact, Section
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone

_NAMES: dict[str, Callable[[], str]] = {
    "": lambda: tr("No advertising"),
    "phone": lambda: tr("No calls"),
    "mail": lambda: tr("No e-mails"),
    "post": lambda: tr("No letters"),
    "message": lambda: tr("No messages"),
}


def refusals(listed: Sequence[OptOut]) -> tuple[str, str]:
    """Why one should not call and not write to somebody, empty where one may."""
    ways = {each.channel for each in listed}
    no_calls = tr("They do not want to be called.") if ways & {"", "phone"} else ""
    no_mail = tr("They do not want e-mails.") if ways & {"", "mail"} else ""
    return no_calls, no_mail


def opt_out_chips(listed: Sequence[OptOut]) -> tuple[Chip, ...]:
    """A mark for each way they refuse; refusing all of them is one."""
    if any(not each.channel for each in listed):
        return (Chip(_NAMES[""](), Tone.WARNING, "circle-x"),)
    return tuple(Chip(_NAMES[each.channel](), Tone.WARNING, "circle-x") for each in listed)


def opt_out_section(listed: Sequence[OptOut], context: PageContext) -> Section:
    """What somebody does not want, with who noted it and when."""
    facts = []
    for each in listed:
        noted = tr("noted by {name}, {when}", name=each.by, when=when(each.at, context)) if each.at else tr("yes")
        facts.append(Fact(_NAMES[each.channel](), noted))
    return Section(N_("Do not contact"), tuple(facts))
