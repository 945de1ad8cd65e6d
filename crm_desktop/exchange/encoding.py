"""Which character encoding a text file has: marks first, then UTF-8 by proof, then the likeliest national one."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.content import looks_wide, read_head, unreadable

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_CHUNK = 1 << 20
_PROVEN_BYTES = 64 * _CHUNK
_SAMPLE = 200_000
_ENOUGH_TO_GUESS = 30

_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp932": "Shift_JIS",
    "euc_kr": "EUC-KR",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Encoding:
    """A codec name, the name a person knows it by, and whether it was proven rather than guessed."""

    codec: str
    name: str
    proven: bool


def named_encoding(name: str) -> Encoding:
    """The encoding the user chose."""
    try:
        codec = codecs.lookup(name.strip()).name
        "".encode(codec)
    except (LookupError, ValueError) as error:
        raise UserError(Message("The encoding {name} is not known.", name=name)) from error
    codec = {"utf-8": "utf-8-sig", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}.get(codec, codec)
    return Encoding(codec, _NAMES.get(codec, name), True)


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a text file."""
    head = read_head(path, 65_536)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, _NAMES[codec], True)
    wide = looks_wide(head)
    if wide is not None:
        return Encoding(wide, _NAMES[wide], True)
    foreign = _first_foreign_bytes(path)
    if foreign is None:
        return Encoding("utf-8", "UTF-8", True)
    codec = _likeliest(foreign)
    return Encoding(codec, _NAMES.get(codec, codec), False)


def _first_foreign_bytes(path: Path) -> bytes | None:
    """None when the text is UTF-8; else a sample of its lines with bytes beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    sample = bytearray()
    failed = False
    seen = 0
    try:
        with path.open("rb") as stream:
            while seen < _PROVEN_BYTES and len(sample) < _SAMPLE and (chunk := stream.read(_CHUNK)):
                seen += len(chunk)
                if not failed:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        failed = True
                if not chunk.isascii():
                    for line in chunk.splitlines():
                        if line.isascii():
                            continue
                        sample += line[:2_000] + b"\n"
                        if len(sample) >= _SAMPLE:
                            break
        # A file cut off inside a character is still UTF-8.
    except OSError as error:
        raise unreadable(path, error) from error
    return bytes(sample) if failed else None


def _likeliest(sample: bytes) -> str:
    if _mostly_utf8(sample):
        return "utf-8"
    scores = {codec: _chinese_score(sample, codec) for codec in ("gb18030", "big5", "cp932", "euc_kr")}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] >= 0.7:
        return best
    high = sum(byte > 0x7F for byte in sample)
    return _one_byte_encoding(sample) if high >= _ENOUGH_TO_GUESS else "cp1252"


def _mostly_utf8(sample: bytes) -> bool:
    """Some broken bytes in an otherwise sound UTF-8 text do not make it something else."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(ord(c) > 0x7F for c in text) - broken > 20 * broken


def _chinese_score(sample: bytes, codec: str) -> float:
    """The share of characters beyond ASCII that are everyday ones of that encoding; rare ones mean a wrong guess."""
    text = sample.decode(codec, "replace")
    foreign = [c for c in text if ord(c) > 0x7F]
    if not foreign or foreign.count("\ufffd") * 50 > len(foreign):
        return 0.0
    return sum(_everyday(c, codec) for c in foreign) / len(foreign)


def _everyday(character: str, codec: str) -> bool:
    if character == "\ufffd" or "\uff61" <= character <= "\uff9f":
        return False
    try:
        code = character.encode(codec)
    except UnicodeEncodeError:
        return False
    if len(code) != 2:
        return False
    lead, trail = code
    if codec == "gb18030":
        return trail >= 0xA1 and (lead in (0xA1, 0xA3) or 0xB0 <= lead <= 0xD7)
    if codec == "big5":
        return 0xA1 <= lead <= 0xC6
    if codec == "cp932":
        return 0x81 <= lead <= 0x83 or 0x88 <= lead <= 0x97
    return trail >= 0xA1 and (lead in (0xA1, 0xA3) or 0xB0 <= lead <= 0xC8)


def _one_byte_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # a tenth of a second, needed by few files

    families = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "koi8_r", "mac_roman"]
    best = from_bytes(sample, cp_isolation=families).best()
    return best.encoding if best is not None else "cp1252"
