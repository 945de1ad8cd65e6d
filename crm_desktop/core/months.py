"""Calendar months as they are kept, `YYYY-MM`: their days, their order, what people may type."""

import re
from datetime import date, timedelta

_WRITTEN = re.compile(r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])")


def is_month(text: str | None) -> bool:
    """Whether a text names a month of this or a neighbouring century."""
    return bool(text and _WRITTEN.fullmatch(text))


def month_of(day: date) -> str:
    """The month of a day."""
    return f"{day.year:04d}-{day.month:02d}"


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date.fromisoformat(f"{month}-01"), last_day(month)


def last_day(month: str) -> date:
    """The last day of a month."""
    return date.fromisoformat(f"{month_after(month)}-01") - timedelta(days=1)


def month_after(month: str, count: int = 1) -> str:
    """The month so many months later, or earlier when negative."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year:04d}-{number + 1:02d}"
