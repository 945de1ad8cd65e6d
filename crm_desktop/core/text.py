"""Texts compared as people compare them: width, case, spaces, legal forms and telephone punctuation do not matter."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_NOT_WORD = re.compile(r"[\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

# Longest first: 股份有限公司 must go before 有限公司 and 公司.
_CHINESE_FORMS = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "集团公司",
    "总公司",
    "分公司",
    "公司",
    "集团",
    "工作室",
)
_LATIN_FORM = re.compile(
    "ab|ag|as|asa|bv|bvba|co|company|corp|corporation|cv|doo|eg|ev|gbr|gesmbh|gmbh|group|holdings?|inc|incorporated|kft|kg|"
    "kgaa|kk|limited|llc|llp|lp|ltd|ltda|mbh|nv|ohg|oy|oyj|plc|pte|pty|pvt|sa|sab|sarl|sas|se|sl|spa|srl|sro|ug"
)


def normalise(text: str) -> str:
    """The same text with full-width forms made narrow, spaces collapsed and invisible characters dropped."""
    if text.isascii():
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKC", text)
    # Invisible characters are not printable, and few texts hold any: asking that first is five times as fast.
    visible = plain if plain.isprintable() else "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


def fold(text: str) -> str:
    """The key under which two spellings of one text meet: normalised, without case."""
    # Imports fold every cell; three in four of them are plain ASCII, for which this is six times as fast.
    if text.isascii():
        return " ".join(text.lower().split())
    return normalise(normalise(text).casefold())


def without_accents(text: str) -> str:
    """The text with Latin accents removed: México → Mexico."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name or column title: `engageDate`, `Engage date` and `ENGAGE_DATE` agree."""
    parted = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return tuple(_NOT_WORD.sub(" ", fold(parted)).split())


def compact(text: str) -> str:
    """Letters and digits alone, folded and without accents: `GTX Pro` and `gtx-pro` agree."""
    return _NOT_WORD.sub("", without_accents(fold(text)))


def company_key(name: str) -> str:
    """A company's name without legal form, brackets and punctuation: 华为技术（深圳）有限公司 → 华为技术深圳."""
    tokens = _NOT_WORD.sub(" ", without_accents(fold(_dotted(name)))).split()
    kept = _strip_latin_forms(tokens)
    key = "".join(kept) if has_chinese(name) else " ".join(kept)
    for form in _CHINESE_FORMS:
        if key.endswith(form) and len(key) > len(form) + 1:
            return key[: -len(form)]
    return key


def digits(text: str) -> str:
    """The decimal digits of a text, full-width ones included."""
    return _NOT_DIGIT.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def phone_key(text: str) -> str:
    """The digits of a telephone number without the Chinese country code or the international prefix."""
    plain = unicodedata.normalize("NFKC", text).strip()
    number = digits(plain)
    if number.startswith("00"):
        number = number[2:]
        plain = "+"
    if number.startswith("86") and (plain.startswith("+") or len(number) == 13):
        return number[2:]
    return number


def has_chinese(text: str) -> bool:
    """Whether Chinese or Japanese characters stand in the text."""
    return _CJK.search(text) is not None


def _dotted(name: str) -> str:
    """Abbreviations lose their dots, so that S.A. and SA, G.m.b.H. and GmbH agree."""
    return re.sub(r"\b(?:\w\.){2,}", lambda found: found.group().replace(".", "") + " ", name)


def _strip_latin_forms(tokens: list[str]) -> list[str]:
    kept = list(tokens)
    while len(kept) > 1 and (_LATIN_FORM.fullmatch(kept[-1]) or (kept[-1] == "and" and len(kept) > 2)):
        kept.pop()
    return kept


def masked(phone: str | None) -> str | None:
    """A telephone number with stars in its middle: 138****1234. Short ones keep their last two digits."""
    if not phone:
        return phone
    places = [at for at, character in enumerate(phone) if character.isdigit()]
    kept = 4 if len(places) >= 9 else 2
    hidden = frozenset(places[: len(places) - kept][-4:]) if kept == 4 else frozenset(places[:-kept])
    return "".join("*" if at in hidden else character for at, character in enumerate(phone))
