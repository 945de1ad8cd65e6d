"""What stands in place of the rows of a list that has none: how to begin, which filters hide them, or what failed."""

from collections.abc import Callable

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.actions import ActionSet
from crm_desktop.ui.list_bars import CommandButton
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.empty_state import EmptyState


def nothing_yet(theme: Theme, declaration: ListDeclaration, actions: ActionSet) -> EmptyState:
    """There are no records at all: what belongs here and how to begin."""
    primary, secondary = declaration.primary, declaration.secondary
    return EmptyState(
        theme,
        declaration.empty_title,
        declaration.empty_body,
        primary=CommandButton(theme, actions, primary, is_primary=True) if primary else None,
        secondary=CommandButton(theme, actions, secondary, is_primary=False) if secondary else None,
        drop_hint=declaration.drop_hint,
    )


def nothing_matches(theme: Theme, filters: str, search: str, clear: Callable[[], None]) -> EmptyState:
    """There are records, but these filters or this search hide them."""
    words = "; ".join(part for part in (filters, tr("search “{text}”", text=search) if search else "") if part)
    body = Message(N_("Nothing matches {filters}."), filters=words)
    button = _button(theme, N_("Clear filters"), clear)
    return EmptyState(theme, N_("No matches"), body, secondary=button, filtered=True)


def not_readable(theme: Theme, again: Callable[[], None]) -> EmptyState:
    """The list could not be read."""
    body = N_("The list could not be read, and nothing was changed. See that the file is where it was, then try again.")
    button = _button(theme, N_("Try again"), again)
    return EmptyState(theme, N_("Could not read the list"), body, secondary=button, filtered=True)


def _button(theme: Theme, text: str, act: Callable[[], None]) -> Button:
    button = Button(theme, text, kind="secondary")
    button.clicked.connect(lambda: act())
    return button
