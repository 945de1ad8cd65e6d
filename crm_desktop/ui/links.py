"""Addresses for the system's telephone, mail and web programs, made of what a record says; "" when it must not open.

A record may come from anywhere: nothing of it may start a program or carry more than one address.
"""

import re
from urllib.parse import quote, urlsplit

_AFTER_A_NUMBER = re.compile(r"[^\d\s+()./–-]")
_AFTER_AN_ADDRESS = re.compile(r"[;,\s]")


def tel(number: str) -> str:
    """The first number, without an extension written in words."""
    first = _AFTER_A_NUMBER.split(number.strip(), maxsplit=1)[0]
    digits = re.sub(r"\D", "", first)
    return f"tel:{'+' if first.startswith('+') else ''}{digits}" if digits else ""


def mailto(address: str) -> str:
    """The first address; nothing behind it becomes a subject or an attachment."""
    return f"mailto:{quote(_AFTER_AN_ADDRESS.split(address.strip(), maxsplit=1)[0], safe='@')}"


def web(page: str) -> str:
    """A web page; files and programs of this computer or a network are none."""
    page = page.strip() if "://" in page else f"https://{page.strip()}"
    try:
        parts = urlsplit(page)
    except ValueError:
        return ""
    return page if parts.scheme.lower() in ("http", "https") and parts.netloc else ""
