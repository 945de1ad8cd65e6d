"""Addresses for the programs that call, write, browse and show maps, made of what a record says; "" if none may open.

A record may come from anywhere: nothing of it may start a program or carry more than one address.
"""

import re
import sys
from urllib.parse import quote, urlsplit

from crm_desktop.core.i18n import CHINESE

_AFTER_A_NUMBER = re.compile(r"[^\d\s+()./–-]")
# What RFC 6068 asks for between lines.
_LINE_END, _CRLF = re.compile(r"\r\n|\r|\n"), "\r\n"
# Mail programs on Windows cut what is longer; each Chinese character takes nine.
_LONGEST_ON_WINDOWS, _LONGEST = 2_000, 30_000
_AFTER_AN_ADDRESS = re.compile(r"[;,\s]")


def tel(number: str) -> str:
    """The first number, without an extension written in words."""
    first = _AFTER_A_NUMBER.split(number.strip(), maxsplit=1)[0]
    digits = re.sub(r"\D", "", first)
    return f"tel:{'+' if first.startswith('+') else ''}{digits}" if digits else ""


def mailto(address: str) -> str:
    """The first address; nothing behind it becomes a subject or an attachment."""
    return f"mailto:{quote(_AFTER_AN_ADDRESS.split(address.strip(), maxsplit=1)[0], safe='@')}"


def mail(address: str, subject: str, body: str = "") -> str:
    """A message for the mail program; "" when it is longer than what such programs of this system take."""
    text = f"&body={quote(_LINE_END.sub(_CRLF, body), safe='')}" if body else ""
    url = f"{mailto(address)}?subject={quote(subject, safe='')}{text}"
    return url if len(url) <= (_LONGEST_ON_WINDOWS if sys.platform == "win32" else _LONGEST) else ""


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
