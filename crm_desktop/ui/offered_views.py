"""The views of a kind of record that are there without anybody saving them, in the company's own words."""

from crm_desktop.core.i18n import language
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.queries.ready_views import views
from crm_desktop.ui.list_declaration import View
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain

_TAGGED = "customer"
# More tags than these are chosen by a filter.
_TAGS_LISTED = 8


def offered_views(context: PageContext, kind: str) -> list[View]:
    """The ready-made views of a kind, and one for each of the first tags where there are any."""
    tags = context.choices.options("tags", language())[:_TAGS_LISTED] if kind == _TAGGED else ()
    return [
        *(View(each.key, each.title, each.spec, is_costly=each.is_costly) for each in views(kind)),
        *(View(f"tag:{key}", Plain(name), ListSpec((Filter("tags", "in", (key,)),))) for key, name in tags),
    ]
