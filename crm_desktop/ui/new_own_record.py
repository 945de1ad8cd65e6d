"""The line of a customer that adds a record of an own kind: what it leads to, instead of a record."""

from crm_desktop.ui.page_context import PageContext

# What such a line is of, instead of a kind.
NEW = "new_own_record"


def new_at(kind: str, customer_id: str) -> str:
    """What a line is about that adds a record of a kind to a customer."""
    return f"{kind} {customer_id}"


def add_new(context: PageContext, wanted: str) -> None:
    """Open the form that such a line leads to."""
    kind, _, customer_id = wanted.partition(" ")
    context.navigator.new(kind, {"customer_id": customer_id})
