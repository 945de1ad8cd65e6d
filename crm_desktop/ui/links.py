"""Addresses for the programs that call, write, browse and show maps, made of what a record says; "" if none may open.

A record may come from anywhere: nothing of it may start a program or carry more than one address.
"""

import re
import sys
from urllib.parse import quote, urlsplit

from crm_desktop.core.i18n import CHINESE

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


def place(address: str, language: str) -> str:
    """A search for an address: in the program for maps where the system has one, else in the web."""
    words = " ".join(address.split())
    if not words:
        return ""
    if language == CHINESE:
        return f"https://uri.amap.com/search?keyword={quote(words, safe='')}"
    if sys.platform == "darwin":
        return f"maps://?q={quote(words, safe='')}"
    return f"https://www.openstreetmap.org/search?query={quote(words, safe='')}"
