"""What the translation catalogues must hold: every marked text of an area, translated, and nothing else.

One catalogue per area, which is the top package or module of crm_desktop that uses the text:
`resources/translations/zh_CN/<area>.po`. Run as a module to check them or to bring them up to date with the code.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "crm_desktop"
CATALOGUES = ROOT / "resources" / "translations" / "zh_CN"
# What `core/i18n.py` offers to mark a text; the numbers are the arguments that hold one.
KEYWORDS = {"tr": None, "t": None, "N_": None, "Message": None, "trn": (1, 2), "tn": (1, 2)}
_MARK = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(".encode())
# Written by hand because Babel's own carries the time of writing, which would change the file at every run.
HEADER = (
    b'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    b'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)

# Marks of half width beside Chinese letters; “!=” is an operator.
_CHINESE = "[\u4e00-\u9fff“”《》（）]"
_NARROW_MARK = re.compile(rf"{_CHINESE} ?[,;:!?()](?!=)|[,;:!?()] ?{_CHINESE}")
# Money stands apart from Chinese letters, in every sentence alike.
_MONEY = r"\{(?:amount|limit|owed|total)\}"
_TIGHT_MONEY = re.compile(rf"[\u4e00-\u9fff]{_MONEY}|{_MONEY}[\u4e00-\u9fff]")


def texts_in_code(package: Path = PACKAGE) -> dict[str, Catalog]:
    """Area → its marked texts, in the order of the code."""
    areas: dict[str, Catalog] = {}
    for source in sorted(package.rglob("*.py")):
        area = source.relative_to(package).parts[0].removesuffix(".py")
        for text in _marked(source.read_bytes()):
            if area not in areas:
                areas[area] = Catalog(locale="zh_CN", charset="utf-8")
            areas[area].add(text)
    return areas


@cache
def _marked(content: bytes) -> tuple[str | tuple[str, ...], ...]:
    """The marked texts of a source file; taking it apart is slow, so one that marks nothing is left alone."""
    if not _MARK.search(content):
        return ()
    return tuple(text for _line, text, _comments, _context in extract("python", BytesIO(content), KEYWORDS))


def problems(package: Path = PACKAGE, folder: Path = CATALOGUES) -> list[str]:
    """Everything that keeps the catalogues from being complete, each as a sentence."""
    areas = texts_in_code(package)
    found: list[str] = []
    spoken: dict[str, tuple[str, object]] = {}
    for area in sorted(areas.keys() | {file.stem for file in folder.glob("*.po")}):
        catalogue = _read(folder / f"{area}.po")
        wanted = areas.get(area, Catalog(locale="zh_CN"))
        found += [f"{area}: {problem}" for problem in _area_problems(wanted, catalogue)]
        for message in _messages(catalogue):
            first_area, first = spoken.setdefault(_name(message), (area, message.string))
            if first != message.string:
                found.append(f"{area}: {_name(message)!r} is translated otherwise in {first_area}")
    return found


def update(package: Path = PACKAGE, folder: Path = CATALOGUES) -> list[str]:
    """Rewrite each catalogue in the order of the code, keeping translations; say which files changed."""
    folder.mkdir(parents=True, exist_ok=True)
    areas = texts_in_code(package)
    changed = []
    for area in sorted(areas.keys() | {file.stem for file in folder.glob("*.po")}):
        file = folder / f"{area}.po"
        known = _read(file)
        wanted = areas.get(area)
        content = _written(wanted, known) if wanted else b""
        if content != (file.read_bytes() if file.exists() else b""):
            changed.append(file.name)
            if content:
                file.write_bytes(content)
            else:
                file.unlink()
    return changed


def _area_problems(wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    for message in _messages(wanted):
        translated = catalogue.get(_name(message))
        if translated is None:
            yield f"{_name(message)!r} is missing"
        elif message.pluralizable and not translated.pluralizable:
            yield f"{_name(message)!r} lacks its plural form"
        else:
            yield from _message_problems(translated)
    for message in _messages(catalogue):
        if _name(message) not in wanted:
            yield f"{_name(message)!r} is no longer in the code"
    for name in catalogue.obsolete:
        yield f"{name!r} is kept as obsolete"


def _message_problems(message: Message) -> Iterator[str]:
    strings = [
        text or "" for text in (message.string if isinstance(message.string, list | tuple) else [message.string])
    ]
    if message.fuzzy:
        yield f"{_name(message)!r} is marked fuzzy"
    if not all(strings) or (message.pluralizable and len(strings) != 1):
        yield f"{_name(message)!r} is not translated"
        return
    # The plural form carries every value; "One customer" may leave the count out.
    wanted = _placeholders(message.id[-1] if isinstance(message.id, list | tuple) else message.id)
    for string in strings:
        if _placeholders(string) != wanted:
            yield f"{_name(message)!r} has other placeholders in {string!r}"
        if found := _NARROW_MARK.search(string):
            yield f"{_name(message)!r} has a mark of half width in {found.group()!r}"
        if found := _TIGHT_MONEY.search(string):
            yield f"{_name(message)!r} lacks the space beside money in {found.group()!r}"


def _placeholders(text: str) -> set[str]:
    """The names in braces; a lone brace counts as a name no other text has."""
    try:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError as error:
        return {str(error)}


def _read(file: Path) -> Catalog:
    if not file.exists():
        return Catalog(locale="zh_CN")
    with file.open("rb") as stream:
        return read_po(stream, locale="zh_CN", abort_invalid=True)


def _written(wanted: Catalog, known: Catalog) -> bytes:
    """The file of one area: its texts with the translations that are known."""
    result = Catalog(locale="zh_CN", charset="utf-8")
    for message in _messages(wanted):
        old = known.get(_name(message))
        string = old.string if old is not None and old.pluralizable == message.pluralizable else None
        result.add(message.id, string, auto_comments=old.user_comments if old else ())
    stream = BytesIO()
    write_po(stream, result, width=120, omit_header=True)
    return HEADER + stream.getvalue().rstrip() + b"\n"


def _messages(catalogue: Catalog) -> list[Message]:
    """The entries of a catalogue without its header."""
    return [message for message in catalogue if message.id]


def _name(message: Message) -> str:
    """What gettext looks a text up by: the singular."""
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def main(verb: str) -> int:
    """`check` lists what is wrong, `update` rewrites the files and then lists what wants a translation."""
    if verb == "update":
        print(f"changed: {', '.join(update()) or 'nothing'}")
    found = problems()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
