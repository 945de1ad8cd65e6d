"""Moments of a file as instants: without a zone of their own they are times of the company."""

from datetime import datetime
from zoneinfo import ZoneInfo


def instant(moment: datetime, zone: ZoneInfo) -> int:
    """Milliseconds since 1970."""
    return round((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp() * 1000)
