"""Logins: what they look like, whose they are, and one for a new person made from the name."""

import unicodedata

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.models import User
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.storage.search_pinyin import readings

LONGEST = 40
_PUNCTUATION = frozenset("._-@+")


def check_login(work: UnitOfWork, problems: Problems, typed: str | None, current: User | None = None) -> None:
    """A login, if given, is short, without spaces, and nobody else's."""
    login = (typed or "").strip().casefold()
    if not login:
        return
    if check_spelling(problems, login) and _taken(work, login, current.id if current else ""):
        problems.add("login", Message("Someone else has this login. Choose another."))


def check_spelling(problems: Problems, login: str) -> bool:
    """Whether a login can be one at all; says so when it cannot."""
    is_wrong = len(login) > LONGEST or not all(each.isalnum() or each in _PUNCTUATION for each in login)
    if is_wrong:
        problems.add("login", Message("Use letters and digits for the login, without spaces."))
    return not is_wrong


def free_login(work: UnitOfWork, name: str) -> str:
    """A login nobody has: grace.lin, then grace.lin2; 林雅 becomes linya."""
    wanted = ".".join(_spelled(name).split())[:LONGEST] or "user"
    login, number = wanted, 1
    while _taken(work, login):
        number += 1
        login = f"{wanted}{number}"
    return login


def _taken(work: UnitOfWork, login: str, but: str = "") -> bool:
    statement = select(User.id).where(User.login == login, User.deleted.is_(False), User.id != but)
    return work.session.scalar(statement.limit(1)) is not None


def _spelled(name: str) -> str:
    """A name in plain Latin letters, accents and punctuation left out, Chinese by its pinyin."""
    folded = fold(name)
    spoken = readings(folded, person=True)
    latin = "".join(ways[0] if ways else each for each, ways in zip(folded, spoken, strict=True))
    plain = (each for each in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(each))
    return "".join(each if each.isascii() and each.isalnum() else " " for each in plain)
