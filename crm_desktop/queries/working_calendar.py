"""When service works: the company's hours on its days of the week, without public holidays and its own closing days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.working_time import WorkingTime, spans_of
from crm_desktop.models import ClosingDay, Parameter
from crm_desktop.storage.database import Reading

HOURS, WEEK, HOLIDAYS = "service.hours", "service.week", "service.holidays"
DEFAULT_HOURS, DEFAULT_WEEK = "09:00-12:00, 13:00-18:00", "5"
WEEKS = ("5", "6", "7")
"""From Monday on, so many days of a week are worked."""

_STORED = select(Parameter.name, Parameter.value).where(Parameter.name.in_((HOURS, WEEK, HOLIDAYS)))
_CLOSING = select(ClosingDay.day, ClosingDay.is_worked).where(ClosingDay.deleted.is_(False))


def working_time(reading: Reading) -> WorkingTime:
    """The working time of the company as its settings are now, in its time zone."""
    stored = {name: value for name, value in reading.session.execute(_STORED) if value is not None}
    own = {each.day: each.is_worked for each in reading.session.execute(_CLOSING)}
    week = stored.get(WEEK)
    return WorkingTime(
        reading.zone,
        _spans(stored.get(HOURS, DEFAULT_HOURS)),
        _opening(int(week if week in WEEKS else DEFAULT_WEEK), stored.get(HOLIDAYS, ""), own),
    )


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    try:
        return spans_of(text)
    except UserError:
        # Written by a newer program; a day without hours would never let a case fall due.
        return spans_of(DEFAULT_HOURS)


def _opening(week: int, country: str, own: dict[date, bool]) -> Callable[[date], bool]:
    calendar = public_holidays(country)

    def is_open(day: date) -> bool:
        if day in own:
            return own[day]
        if calendar is None:
            return day.weekday() < week
        # What is worked on weekends for a longer holiday is known once the days of the year were asked for.
        is_holiday = day in calendar
        return day in calendar.weekend_workdays or (day.weekday() < week and not is_holiday)

    return is_open


def public_holidays(country: str, language: str = "") -> Any:
    """The public holidays of a country by its code of two letters; nothing where the library does not know it.

    Each caller has its own: it takes up a year when it is first asked about it. They are called as in a language of
    the program, else as in English, as far as the library knows their names there.
    """
    if not country:
        return None
    import holidays  # has a module for each country; loads only where a firm keeps holidays

    try:
        return holidays.country_holidays(country, language=_language_of(holidays, country, language))
    except NotImplementedError:
        return None


def _language_of(library: Any, country: str, language: str) -> str | None:
    """The language in which the library names the holidays of a country."""
    spoken = library.list_localized_countries().get(country, ())
    wanted = (language, language.partition("_")[0], "en_US", "en")
    return next((each for each in wanted if each and each in spoken), None)


def holiday_countries() -> list[str]:
    """The codes of the countries whose public holidays are known."""
    import holidays

    return sorted(each for each in holidays.list_supported_countries() if len(each) == 2)
