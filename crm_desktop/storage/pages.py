"""Reads the records of an SQLite file from its pages themselves, for files that SQLite refuses to read.

Every leaf page of a table is recognised by itself, so that neither the schema nor the tree above it is needed. Which
table a record belongs to is not said there; whoever asks tells it by its shape. Format: sqlite.org/fileformat2.html.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

Value = int | float | str | bytes | None
Record = tuple[int, list[Value]]

_LEAF = 0x0D
_FIRST_HEADER = 100
_USUAL_PAGE = 4096
_LARGEST = 256 * 1024 * 1024
_FIXED = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}
_WAL_HEADER, _FRAME_HEADER = 32, 24


class PageFile:
    """The pages of a file, with those beside it that SQLite had not moved into it yet."""

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("rb")
        self.size = _page_size(self._stream.read(_FIRST_HEADER))
        self.count = path.stat().st_size // self.size
        self._newer = dict(_wal_pages(path.with_name(path.name + "-wal"), self.size))
        self.count = max(self.count, *self._newer, 0) if self._newer else self.count

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def page(self, number: int) -> bytes:
        """A page by its number; nothing when there is none."""
        if number in self._newer:
            return self._newer[number]
        if number < 1:
            return b""
        self._stream.seek((number - 1) * self.size)
        return self._stream.read(self.size)

    def records(self) -> Iterator[Record]:
        """(row id, values) of whatever can be read on any page; what cannot be is passed over."""
        for number in range(1, self.count + 1):
            page = self.page(number)
            start = _FIRST_HEADER if number == 1 else 0
            if len(page) == self.size and page[start] == _LEAF:
                yield from self._leaf(page, start)

    def _leaf(self, page: bytes, start: int) -> Iterator[Record]:
        (count,) = struct.unpack_from(">H", page, start + 3)
        for cell in range(min(count, (self.size - start - 8) // 2)):
            (at,) = struct.unpack_from(">H", page, start + 8 + 2 * cell)
            try:
                yield self._cell(page, at)
            except (ValueError, IndexError, struct.error):
                continue

    def _cell(self, page: bytes, at: int) -> Record:
        length, at = _varint(page, at)
        row_id, at = _varint(page, at)
        if not 0 < length <= _LARGEST:
            raise ValueError("no record is that long")
        most = self.size - 35
        if length <= most:
            payload = page[at : at + length]
        else:
            least = (self.size - 12) * 32 // 255 - 23
            local = least + (length - least) % (self.size - 4)
            local = local if local <= most else least
            (following,) = struct.unpack_from(">I", page, at + local)
            payload = page[at : at + local] + self._overflow(following, length - local)
        if len(payload) != length:
            raise ValueError("a record that ends too early")
        return row_id, _values(payload)

    def _overflow(self, number: int, length: int) -> bytes:
        parts, left, seen = [], length, set[int]()
        while left > 0:
            page = self.page(number)
            if number in seen or len(page) < self.size:
                raise ValueError("a chain of pages that leads nowhere")
            seen.add(number)
            part = page[4 : 4 + min(left, self.size - 4)]
            parts.append(part)
            left -= len(part)
            (number,) = struct.unpack_from(">I", page)
        return b"".join(parts)


def _page_size(head: bytes) -> int:
    if len(head) >= 18:
        (size,) = struct.unpack_from(">H", head, 16)
        size = 65_536 if size == 1 else size
        if size >= 512 and size & (size - 1) == 0:
            return int(size)
    return _USUAL_PAGE


def _wal_pages(path: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """(number, page) of the log beside the file, up to the last commit; later ones replace earlier ones."""
    try:
        log = path.read_bytes()
    except OSError:
        return
    salt = log[16:24]
    waiting: list[tuple[int, bytes]] = []
    for at in range(_WAL_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        number, committed = struct.unpack_from(">II", log, at)
        if log[at + 8 : at + 16] != salt:
            return
        waiting.append((number, log[at + _FRAME_HEADER : at + _FRAME_HEADER + size]))
        if committed:
            yield from waiting
            waiting.clear()


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at + count]
        if count == 8:
            value = (value << 8) | byte
            break
        value = (value << 7) | (byte & 0x7F)
        if not byte & 0x80:
            break
    return (value - (1 << 64) if value >= 1 << 63 else value), at + count + 1


def _values(payload: bytes) -> list[Value]:
    end, at = _varint(payload, 0)
    if not 0 < end <= len(payload):
        raise ValueError("a header longer than its record")
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        length = _length(kind)
        content = payload[at : at + length]
        if len(content) != length:
            raise ValueError("a value that ends too early")
        values.append(_value(kind, content))
        at += length
    if at != len(payload):
        raise ValueError("a record longer than its values")
    return values


def _length(kind: int) -> int:
    if kind in _FIXED:
        return _FIXED[kind]
    if kind < 12:
        raise ValueError("a kind of value that is not used")
    return (kind - 12) // 2


def _value(kind: int, content: bytes) -> Value:
    if kind == 0:
        return None
    if kind <= 6:
        return int.from_bytes(content, "big", signed=True)
    if kind == 7:
        (number,) = struct.unpack(">d", content)
        return float(number)
    if kind <= 9:
        return kind - 8
    return content.decode("utf-8") if kind % 2 else content
