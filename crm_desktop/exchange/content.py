"""What a file is by its content, whatever its name says, and what to do when it is no table."""

import os
import re
import stat
from pathlib import Path

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import N_, Message

TEXT = "text"
ZIPPED = "zipped"
OLE = "ole"

_SAVE_AS = N_("This is {what}, not a table. Open it in the program it comes from and save the table as CSV or XLSX.")
_UNPACK = N_("This is a compressed file. Unpack it and choose the file inside.")
_SIGNATURES: tuple[tuple[bytes, Message], ...] = (
    (b"%PDF", Message(_SAVE_AS, what=Message("a PDF document"))),
    (b"\x89PNG", Message(_SAVE_AS, what=Message("a picture"))),
    (b"\xff\xd8\xff", Message(_SAVE_AS, what=Message("a picture"))),
    (b"GIF8", Message(_SAVE_AS, what=Message("a picture"))),
    (b"\x1f\x8b", Message(_UNPACK)),
    (b"BZh", Message(_UNPACK)),
    (b"7z\xbc\xaf", Message(_UNPACK)),
    (b"Rar!", Message(_UNPACK)),
    (b"\xfd7zXZ", Message(_UNPACK)),
    (b"\x28\xb5\x2f\xfd", Message(_UNPACK)),
    (b"SQLite format 3", Message(_SAVE_AS, what=Message("a database"))),
    (b"PAR1", Message(_SAVE_AS, what=Message("a data file of another program"))),
    (b"MZ", Message(_SAVE_AS, what=Message("a program"))),
    (b"\x7fELF", Message(_SAVE_AS, what=Message("a program"))),
    (b"{\\rtf", Message(_SAVE_AS, what=Message("a text document"))),
)
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<table|<meta|mime-version:)", re.IGNORECASE)
_XML = re.compile(rb"\s*<(?:\?xml|[A-Za-z!])")
_CARD = re.compile(rb"\s*BEGIN:(?:VCARD|VCALENDAR)", re.IGNORECASE)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\{\[\"])")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(path: Path) -> str:
    """TEXT, ZIPPED or OLE; a UserError that says what the file is when it can be no table."""
    size = _size(path)
    if size == 0:
        raise UserError(Message("The file is empty."))
    head = read_head(path, 65_536)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return ZIPPED
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    _refuse_known(head)
    _refuse_binary(head)
    return TEXT


def read_head(path: Path, count: int) -> bytes:
    """The first bytes of a file; trouble with the disk becomes a sentence."""
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> UserError | MachineError:
    """Why the operating system did not let us read."""
    if isinstance(error, FileNotFoundError):
        return UserError(Message("The file {name} does not exist.", name=path.name))
    if isinstance(error, PermissionError):
        return UserError(
            Message("The file {name} may not be read. Close it in other programs or ask for access.", name=path.name)
        )
    return MachineError(
        Message("The file {name} could not be read: {reason}.", name=path.name, reason=error.strerror or str(error))
    )


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise unreadable(path, error if isinstance(error, OSError) else OSError(str(error))) from error
    if stat.S_ISDIR(found.st_mode):
        raise UserError(Message("{name} is a folder. Choose one file.", name=path.name or str(path)))
    # A pipe or a device would make the program wait for ever.
    if not stat.S_ISREG(found.st_mode):
        raise UserError(Message("{name} is not a file that can be read.", name=path.name))
    if os.name == "posix" and not os.access(path, os.R_OK):
        raise unreadable(path, PermissionError())
    return found.st_size


def _refuse_known(head: bytes) -> None:
    for signature, message in _SIGNATURES:
        if head.startswith(signature):
            raise UserError(message)
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        raise UserError(Message(_SAVE_AS, what=Message("a picture, sound or film")))
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain[2:].replace(b"\x00", b"")
    if _HTML.match(plain):
        raise UserError(
            Message("This is a web page, whatever its ending says. Open it in Excel and save it as XLSX or CSV.")
        )
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain[:4096]:
        raise UserError(Message("This is an old Excel XML table. Open it in Excel and save it as XLSX."))
    if _XML.match(plain) or _JSON.match(plain):
        raise UserError(Message(_SAVE_AS, what=Message("structured data (XML or JSON)")))
    if _CARD.match(plain):
        raise UserError(Message("This is a file of address cards or calendar entries, not a table."))


def _refuse_binary(head: bytes) -> None:
    if head.startswith(_WIDE_MARKS) or looks_wide(head):
        return
    if not head.strip(b"\x00"):
        raise UserError(Message("The file contains nothing but zero bytes. It was probably never written completely."))
    nulls = head.count(0)
    controls = len(_CONTROL.findall(head))
    if nulls * 5 > len(head) or controls * 20 > len(head) or (nulls > 20 and controls * 100 > len(head)):
        raise UserError(Message(_SAVE_AS, what=Message("a binary file")))


def looks_wide(head: bytes) -> str | None:
    """The 16- or 32-bit encoding of a text without byte order mark, seen by where its zero bytes stand."""
    sample = head[: len(head) // 4 * 4]
    nulls = sample.count(0)
    if len(sample) < 8 or nulls * 20 < len(sample):
        return None
    zeros = [sample[n::4].count(0) for n in range(4)]
    if min(zeros[2], zeros[3]) * 5 > len(sample):
        return _readable(sample, "utf-32-le")
    if min(zeros[0], zeros[1]) * 5 > len(sample):
        return _readable(sample, "utf-32-be")
    # Punctuation and line ends leave zero bytes on one side even in Chinese texts.
    if (zeros[1] + zeros[3]) * 20 >= nulls * 19:
        return _readable(sample, "utf-16-le")
    if (zeros[0] + zeros[2]) * 20 >= nulls * 19:
        return _readable(sample, "utf-16-be")
    return None


def _readable(sample: bytes, codec: str) -> str | None:
    text = sample.decode(codec, "replace")
    odd = sum(not (c.isprintable() or c in "\r\n\t\u3000") for c in text) + text.count("\ufffd")
    return codec if odd * 50 <= len(text) + 49 else None
