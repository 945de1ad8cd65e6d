"""Translation: English in the code, other languages in catalogues beside the program.

Lower layers mark their texts with `N_` or carry them in a `Message`; the view or a report translates them when shown,
so that the language can change while the program runs and a report can speak another language than the window.
"""

import gettext
import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from crm_desktop.core import paths

_log = logging.getLogger(__name__)

ENGLISH = "en"
CHINESE = "zh_CN"
LANGUAGES = (ENGLISH, CHINESE)


@dataclass(frozen=True, init=False)
class Message:
    """A sentence with its values, not yet in any language."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __init__(self, text: str, /, **values: object) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        return Translator(ENGLISH).message(self)

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((key, str(value)) for key, value in self.values.items()))))


def N_(text: str) -> str:
    """Mark a text for translation and return it unchanged."""
    return text


class OwnName(str):
    """A name that a company gave in English and Chinese: whoever translates it gets that of the language."""

    chinese: str

    def __new__(cls, english: str, chinese: str = "") -> "OwnName":
        made = super().__new__(cls, english or chinese)
        made.chinese = chinese or english
        return made


class Translator:
    """Turns texts into one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else ENGLISH
        self._catalogue = gettext.NullTranslations() if self.language == ENGLISH else _catalogue(self.language)

    def t(self, text: str, /, **values: object) -> str:
        """The text in this language, its placeholders filled."""
        if isinstance(text, OwnName):
            return text.chinese if self.language == CHINESE else str(text)
        translated = self._catalogue.gettext(text) if text else ""
        return translated.format(**self._spoken(values)) if values else translated

    def tn(self, one: str, many: str, /, count: int, **values: object) -> str:
        """The right plural form for `count`, which is also a placeholder."""
        translated = self._catalogue.ngettext(one, many, count)
        return translated.format(**self._spoken({"count": count, **values}))

    def message(self, message: Message) -> str:
        """A message of a lower layer in this language; messages among its values are translated, tuples listed."""
        return self.t(message.text, **message.values)

    def _spoken(self, values: Mapping[str, object]) -> dict[str, object]:
        """Messages translated, and counts as people write them: 2,089 records."""
        spoken: dict[str, object] = {}
        for key, value in values.items():
            if key == "count" and isinstance(value, int):
                spoken[key] = f"{value:,}"
            else:
                spoken[key] = self.message(value) if isinstance(value, Message) else value
            if isinstance(value, tuple):
                spoken[key] = self.listed(value)
        return spoken

    def listed(self, names: Iterable[object]) -> str:
        """Names one after the other, parted as the language does."""
        return ("、" if self.language == CHINESE else ", ").join(map(str, names))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language, read once: a report asks for them at every figure."""
    sources = sorted((paths.resources() / "translations" / language).glob("*.po"))
    if not sources:
        return gettext.NullTranslations()
    stamp = hashlib.blake2b(digest_size=12)
    for source in sources:
        stat = source.stat()
        stamp.update(f"{source.name}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    compiled = paths.cache_dir() / f"{language}-{stamp.hexdigest()}.mo"
    try:
        content = compiled.read_bytes()
    except OSError:
        content = _compiled(sources, language)
        _keep(content, compiled, language)
    return gettext.GNUTranslations(BytesIO(content))


def _compiled(sources: list[Path], language: str) -> bytes:
    """One binary catalogue of all the sources."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language, charset="utf-8")
    for source in sources:
        with source.open("rb") as stream:
            for entry in read_po(stream, locale=language):
                if entry.id and not entry.fuzzy:
                    merged.add(entry.id, entry.string)
    binary = BytesIO()
    write_mo(binary, merged)
    return binary.getvalue()


def _keep(content: bytes, target: Path, language: str) -> None:
    """Spare later starts the parsing, which is slow; a device that keeps nothing is only slower.

    The window and its worker may do so at the same time: neither takes away what the other one wrote.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in target.parent.glob(f"{language}-*.mo"):
            if old != target:
                old.unlink(missing_ok=True)
        with paths.replacing(target) as unfinished:
            unfinished.write_bytes(content)
    except OSError as error:
        _log.info("catalogue not kept: %s", error)


_current = Translator(ENGLISH)


def set_language(language: str) -> None:
    """Make this the language of the window and the command line; unknown ones mean English."""
    global _current
    _current = Translator(language)


def language() -> str:
    """The language of the window and the command line."""
    return _current.language


def tr(text: str, /, **values: object) -> str:
    """A text in the current language."""
    return _current.t(text, **values)


def trn(one: str, many: str, /, count: int, **values: object) -> str:
    """The plural form for `count` in the current language."""
    return _current.tn(one, many, count, **values)


def listed(names: Iterable[object]) -> str:
    """Names one after the other, parted as the current language does."""
    return _current.listed(names)


def tr_message(message: Message) -> str:
    """A message in the current language."""
    return _current.message(message)
