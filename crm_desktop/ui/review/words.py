"""How the review speaks of people, laptops and moments."""

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import language, tr, trn
from crm_desktop.queries.conflicts import EDIT_DELETE, EDIT_EDIT, Author, Conflict
from crm_desktop.queries.finds import DUPLICATE, NUMBER, ORPHAN, RULE
from crm_desktop.queries.review import ReviewRecord
from crm_desktop.ui.page_context import PageContext

# The icon of each kind of thing to review, and which speaks for a record that has several.
SIGNS = {
    EDIT_DELETE: "trash-2",
    ORPHAN: "link",
    DUPLICATE: "copy",
    NUMBER: "hash",
    RULE: "triangle-alert",
    EDIT_EDIT: "git-branch",
}


def who(author: Author, context: PageContext) -> str:
    """Whose it is: Mine; Grace Lin on this laptop; Anna, laptop 2."""
    if not author.is_here:
        return f"{author.by}, {author.laptop}"
    if author.by == context.background.viewer.name:
        return tr("Mine")
    return tr("{name}, this laptop", name=author.by)


def when(at: int, context: PageContext) -> str:
    """A moment: 09:14 today, Tue 17 Nov 09:14, 17 Mar 2025 09:14."""
    moment = moment_of(at, context.zone)
    days = (context.today() - moment.date()).days
    if days == 0:
        return f"{moment:%H:%M}"
    if 0 < days <= 60:
        return f"{formats.day_near(moment.date(), language())} {moment:%H:%M}"
    return formats.moment(moment, language())


def signed(author: Author, context: PageContext) -> str:
    """Who and when in one line."""
    return f"{who(author, context)} · {when(author.at, context)}"


def title_of(conflict: Conflict) -> str:
    """What a conflict is about: the field, before it the row it belongs to."""
    field = tr("Edited and deleted") if conflict.is_deletion else " · ".join(tr(each) for each in conflict.titles[:3])
    row = " ".join(part for part in (tr(conflict.part) if conflict.part else "", conflict.part_name or "") if part)
    return f"{row}: {field}" if row else field


def note_of(record: ReviewRecord) -> str:
    """What stands below the name of a record."""
    parts = [tr(record.called), record.note, tr("deleted") if record.is_deleted else ""]
    return " · ".join(part for part in parts if part)


def sign_of(record: ReviewRecord) -> str:
    """The icon of what weighs most."""
    return next((sign for kind, sign in SIGNS.items() if kind in record.kinds), "git-branch")


def count_of(count: int) -> str:
    """How much there is to review."""
    return trn("{count} thing to review", "{count} things to review", count)
