"""Names of people that come in parts."""

from crm_desktop.core import text
from crm_desktop.exchange.import_rows import Row


def complete_name(row: Row) -> None:
    """The full name from first and last name; in Chinese the family name comes first, without a space."""
    if row.get("name"):
        return
    first, last = row.text("first_name") or "", row.text("last_name") or ""
    name = last + first if text.has_chinese(last + first) else f"{first} {last}".strip()
    if name:
        row.values["name"] = name
