"""What the detail side says of whose a customer is: how long, protected by whom, shared with whom, and before."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, listed, tr, trn
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.queries.protection import words
from crm_desktop.queries.sharing import Share
from crm_desktop.ui.detail_content import Chip, Fact, Section
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone

_OWNERS = 6


def protection_chip(details: CustomerDetails, context: PageContext) -> tuple[Chip, ...]:
    """The days that are left, once the owner should know; that it is protected by hand."""
    standing, today = details.standing, context.today()
    if standing is None:
        return ()
    if standing.locked_until is not None:
        day = formats.day(standing.locked_until, language(), today)
        return (Chip(tr("Protected until {day}", day=day), Tone.GOOD, "shield-check"),)
    left = standing.days_left(today)
    if left is None or not standing.is_warned(today):
        return ()
    if left < 0:
        return (Chip(tr("Goes back to the public pool"), Tone.BAD, "hourglass"),)
    text = trn("1 day left until the public pool", "{count} days left until the public pool", left)
    return (Chip(text, Tone.WARNING, "hourglass"),)


def ownership_section(details: CustomerDetails, context: PageContext) -> Section:
    """Protection, shares and former owners with their reasons."""
    today, code = context.today(), language()
    standing = details.standing
    said = tr("In the public pool") if standing is None else words(standing, today)
    shared = listed(shared_words(each, context) for each in details.shares)
    past = tuple(
        Fact(
            formats.day(each.from_on, code, today),
            " · ".join(
                part for part in (each.owner or tr("In the public pool"), tr(each.note) if each.note else "") if part
            ),
        )
        for each in details.owners[:_OWNERS]
    )
    return Section(N_("Ownership"), (Fact(N_("Protection"), said), Fact(N_("Shared with"), shared), *past))


def shared_words(share: Share, context: PageContext) -> str:
    """With whom something is shared, what that allows, and until when."""
    may = tr("may change it") if share.may_write else tr("may see it")
    if share.until_on is None:
        return f"{share.name} ({may})"
    day = formats.day(share.until_on, language(), context.today())
    return tr("{name} ({may}, until {day})", name=share.name, may=may, day=day)
