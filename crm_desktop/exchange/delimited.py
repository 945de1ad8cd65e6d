"""Text tables: delimiter, quotes and line ends are found, lines are read one by one within limits."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.cell import Cell, Record
from crm_desktop.exchange.content import unreadable
from crm_desktop.exchange.encoding import Encoding
from crm_desktop.exchange.guarding import unguarded
from crm_desktop.exchange.limits import MAX_COLUMNS, MAX_LINE_CHARACTERS, SAMPLE_BYTES, SAMPLE_RECORDS

_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"(?:\ufeff)?\"?sep=(.)\"?\s*", re.IGNORECASE)
_SPACED_QUOTE = re.compile(r"[,;\t|] +\"")
_ESCAPED_QUOTE = re.compile(r"\\\"[^,;\t|\r\n]")
_SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|])'[^'\r\n]*[,;\t|][^'\r\n]*'(?=[,;\t|\r\n]|$)", re.MULTILINE)


@dataclass(frozen=True)
class Dialect:
    """How a text table is written."""

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    skip_space: bool = False
    separator_line: bool = False


class DelimitedFile:
    """A text table on disk; every walk opens it afresh and holds one record at a time."""

    def __init__(self, path: Path, encoding: Encoding, delimiter: str | None = None) -> None:
        self.path = path
        self.encoding = encoding
        self.dialect = self._detect_dialect(delimiter)
        self.unclosed_quote_line: int | None = None
        self.replaced_characters = False

    def records(self) -> Iterator[Record]:
        """All records; the line number is that of the record's first line."""
        # The limit belongs to the whole process; ours is the larger one.
        csv.field_size_limit(MAX_LINE_CHARACTERS)
        with self._open() as stream:
            lines = _BoundedLines(stream)
            try:
                if self.dialect.separator_line:
                    next(lines, None)
                yield from self._parsed(lines)
            except OSError as error:
                raise unreadable(self.path, error) from error
            except UnicodeError as error:
                raise UserError(
                    Message("The file cannot be read as {encoding}.", encoding=self.encoding.name)
                ) from error

    def close(self) -> None:
        """Nothing is held between walks."""

    def _parsed(self, lines: "_BoundedLines") -> Iterator[Record]:
        reader = _csv_reader(lines, self.dialect)
        while True:
            line = lines.number + 1
            lines.begin_record()
            try:
                values = next(reader, None)
            except csv.Error as error:
                raise _endless(line) from error
            if values is None:
                return
            if len(values) > MAX_COLUMNS:
                raise too_many_columns(len(values))
            if lines.open_quote(self.dialect.quote):
                self.unclosed_quote_line = line
            yield line, [self._clean(value) for value in values] if lines.is_odd else [*values]

    def _clean(self, value: str) -> Cell:
        if "\ufffd" in value:
            self.replaced_characters = True
        return unguarded(value.replace("\0", ""))

    def _open(self) -> TextIO:
        try:
            return self.path.open(encoding=self.encoding.codec, errors="replace", newline="")
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _detect_dialect(self, delimiter: str | None) -> Dialect:
        try:
            with self._open() as stream:
                sample = _whole_lines(stream.read(SAMPLE_BYTES))
        except UnicodeError as error:
            raise UserError(Message("The file cannot be read as {encoding}.", encoding=self.encoding.name)) from error
        found = detect_dialect(sample)
        return replace(found, delimiter=_named_delimiter(delimiter)) if delimiter else found


def detect_dialect(sample: str) -> Dialect:
    """The dialect under which the sample's records agree best on their number of columns."""
    first, _, _ = sample.partition("\n")
    if separator := _SEPARATOR_LINE.fullmatch(first.rstrip("\r")):
        return replace(_quoting(sample), delimiter=separator[1], separator_line=True)
    style = _quoting(sample)
    scored = [(_agreement(sample, replace(style, delimiter=d)), d) for d in _DELIMITERS]
    best, delimiter = max(scored, key=lambda pair: pair[0])
    if best > 0:
        return replace(style, delimiter=delimiter)
    if _aligned_by_spaces(sample):
        return Dialect(delimiter=" ", skip_space=True)
    return style


def _named_delimiter(written: str) -> str:
    """The delimiter the user chose, by its character or by its name."""
    mark = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}.get(
        written.lower(), written
    )
    if len(mark) != 1 or mark in "\"'\r\n\0":
        raise UserError(Message("The delimiter must be one character, such as a comma, a semicolon or “tab”."))
    return mark


def too_many_columns(count: int) -> UserError:
    """The table is wider than any table of people is."""
    return UserError(
        Message(
            "The table has {count} columns; at most {limit} can be read. Remove the ones you do not need.",
            count=count,
            limit=MAX_COLUMNS,
        )
    )


class _BoundedLines:
    """The lines of a stream, none of them, and no record of several lines, longer than the limit."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._record: list[str] = []
        self._length = 0
        self._record_line = 1
        self.number = 0
        self.is_odd = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_LINE_CHARACTERS + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._length += len(line)
        if len(line) > MAX_LINE_CHARACTERS:
            raise UserError(
                Message(
                    "Line {line} has more than {limit} characters; this is not a table or it is damaged.",
                    line=self.number,
                    limit=MAX_LINE_CHARACTERS,
                )
            )
        if self._length > MAX_LINE_CHARACTERS:
            raise _endless(self._record_line)
        self._record.append(line)
        # Few lines hold characters that must be looked at cell by cell.
        if "'" in line or "\ufffd" in line or "\0" in line:
            self.is_odd = True
        return line

    def begin_record(self) -> None:
        self._record.clear()
        self._record_line = self.number + 1
        self._length = 0
        self.is_odd = False

    def open_quote(self, quote: str) -> bool:
        """Whether the record just read ran over several lines to the end of the file for want of a closing quote."""
        return len(self._record) > 1 and sum(line.count(quote) for line in self._record) % 2 == 1


def _endless(line: int) -> UserError:
    return UserError(
        Message(
            "A quotation mark opened in line {line} is never closed. Close it in the file and try again.", line=line
        )
    )


def _csv_reader(lines: Iterator[str], dialect: Dialect) -> "Iterator[list[str]]":
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        doublequote=dialect.escape is None,
        skipinitialspace=dialect.skip_space,
    )


def _quoting(sample: str) -> Dialect:
    quote = "'" if '"' not in sample and len(_SINGLE_QUOTED.findall(sample)) > 0 else '"'
    escaped = '""' not in sample and _ESCAPED_QUOTE.search(sample) is not None
    return Dialect(quote=quote, escape="\\" if escaped else None, skip_space=_SPACED_QUOTE.search(sample) is not None)


def _agreement(sample: str, dialect: Dialect) -> float:
    """0 without the delimiter; otherwise the share of records of the usual width, wider ones a little better."""
    counts: Counter[int] = Counter()
    try:
        for values in _csv_reader(iter(io.StringIO(sample, newline="")), dialect):
            if any(value.strip() for value in values):
                counts[len(values)] += 1
            if counts.total() >= SAMPLE_RECORDS:
                break
    except csv.Error:
        return 0.0
    wide = {width: times for width, times in counts.items() if width > 1}
    if not wide:
        return 0.0
    width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
    return times / counts.total() + min(width, 50) / 500


def _aligned_by_spaces(sample: str) -> bool:
    """Numbers in columns set with spaces, as statistics programs write them."""
    rows = [line.split() for line in sample.splitlines()[:SAMPLE_RECORDS] if line.strip()]
    if not rows or len({len(row) for row in rows}) != 1 or len(rows[0]) < 3:
        return False
    return sum(all(re.fullmatch(r"[\d.,-]+", row[n]) for row in rows[1:] or rows) for n in range(len(rows[0]))) >= 2


def _whole_lines(sample: str) -> str:
    if len(sample) < SAMPLE_BYTES:
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: end + 1] if end > 0 else sample
