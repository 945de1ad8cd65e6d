"""Files kept with records: added, renewed, described, deleted. The same content is stored once, whoever adds it.

A newer version is a file of its own that replaces the one before; the newest nobody replaced is the one that counts.
"""

import hashlib
import io
import mimetypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlalchemy import select

from crm_desktop.core import file_names
from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.formats import file_size
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import PRODUCTS
from crm_desktop.models import ENTITY_OF, Attachment
from crm_desktop.models.attachment import KINDS
from crm_desktop.operations import parameter, records
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage import blobs
from crm_desktop.storage.connection import is_open_company
from crm_desktop.storage.database import Reading, UnitOfWork

_MEGABYTE = 1024 * 1024
# The right that changing records of a kind takes, whoever they belong to.
_NEEDS = {"product": PRODUCTS}
Result = TypeVar("Result")
Told = Callable[[float, Message | None], None]


@dataclass(frozen=True)
class StagedFile:
    """A file to keep that was read already: `path` is a copy of it nobody else writes to."""

    name: str
    path: Path
    sha256: str
    size: int

    def open(self) -> BinaryIO:
        """A stream at its beginning."""
        return self.path.open("rb")


@dataclass(frozen=True)
class BytesSource:
    """A content that is no file yet, such as a picture of the clipboard."""

    content: bytes

    def open(self) -> BinaryIO:
        """A stream at its beginning."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class FileDraft:
    """What is said of a file: its name, until when it holds (a certificate, a contract), and a note."""

    name: str = ""
    valid_until: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class FilesToKeep:
    """Files that can be kept with a record, how large one may be, and what stands against the others."""

    paths: tuple[Path, ...]
    sizes: tuple[int, ...]
    most: int
    left_out: tuple[Message, ...]


def check_files(reading: Reading, kind: str, record_id: str, paths: Sequence[Path]) -> FilesToKeep:
    """Tell what can be kept with a record, before any of it is read; refused when that is nothing."""
    _check_record(reading, kind, record_id)
    most = parameter.integer(reading, parameter.FILE_MEGABYTES) * _MEGABYTE

    def check(path: Path) -> int:
        _check_path(reading, path)
        size = _size_of(path)
        _check_size(path.name, size, most)
        return size

    good, left_out = _possible(list(dict.fromkeys(paths)), check)
    return FilesToKeep(tuple(path for path, _ in good), tuple(size for _, size in good), most, left_out)


def stage_files(
    files: FilesToKeep, folder: Path, told: Told = lambda _part, _text: None
) -> tuple[list[StagedFile], tuple[Message, ...]]:
    """Read files that were checked into a private folder, from however slow a drive: no step waits for that.

    Returns what was read, and what stands against all that is left out.
    """
    sizes = files.sizes
    places = {path: number for number, path in enumerate(files.paths)}

    def read(path: Path) -> StagedFile:
        number, text = places[path], Message("Adding “{file}”", file=path.name)
        before, whole = sum(sizes[:number]), max(1, sum(sizes))
        return _stage(
            path, folder / str(number), files.most, lambda size: told(min(1.0, (before + size) / whole), text)
        )

    staged, left_out = _possible(files.paths, read)
    return [file for _, file in staged], (*files.left_out, *left_out)


def _possible(
    paths: Sequence[Path], do: Callable[[Path], Result]
) -> tuple[list[tuple[Path, Result]], tuple[Message, ...]]:
    """What could be done with each file, and why not with the others; refused when it could be with none."""
    done, problems = [], []
    for path in paths:
        try:
            done.append((path, do(path)))
        except Problem as problem:
            problems.append(problem)
    if problems and not done:
        raise problems[0]
    return done, tuple(problem.message for problem in problems)


def add_files(
    work: UnitOfWork,
    kind: str,
    record_id: str,
    files: Sequence[StagedFile],
    told: Told = lambda _part, _text: None,
) -> list[str]:
    """Keep staged files with a record, all of them or none; returns their ids."""
    whole, done = max(1, sum(file.size for file in files)), 0
    ids = []
    for file in files:
        text = Message("Adding “{file}”", file=file.name)

        def tell(written: int, done: int = done, text: Message = text) -> None:
            told(min(1.0, (done + written) / whole), text)

        ids.append(_add(work, kind, record_id, file.name, file, (file.sha256, file.size), tell))
        done += file.size
    return ids


def add_content(work: UnitOfWork, kind: str, record_id: str, name: str, content: bytes) -> str:
    """Keep a content with a record under a name; returns the id of the file."""
    _check_size(name, len(content), parameter.integer(work, parameter.FILE_MEGABYTES) * _MEGABYTE)
    source = BytesSource(content)
    return _add(work, kind, record_id, name, source, blobs.digest(source.open()), lambda _written: None)


def add_version(
    work: UnitOfWork,
    file_id: str,
    staged: StagedFile,
    valid_until: date | None = None,
    told: Callable[[int], None] = lambda _written: None,
) -> str:
    """Keep a newer version of a file, valid until another day; the one before stays to be looked at. Returns its id."""
    before = _find_to_change(work, file_id)
    newer = select(Attachment.id).where(
        Attachment.record_id == before.record_id,
        Attachment.replaces_id == before.id,
        Attachment.deleted.is_(False),
    )
    if work.session.scalar(newer) is not None:
        raise UserError(Message("There is a newer version of “{file}” already. Replace that one.", file=before.name))
    if staged.sha256 == before.sha256:
        raise UserError(Message("“{file}” has the same content as the version kept here.", file=staged.name))
    digest = (staged.sha256, staged.size)
    new_id = _add(work, before.record_kind, before.record_id, staged.name, staged, digest, told)
    work.session.flush()
    made = work.session.get_one(Attachment, new_id)
    made.replaces_id, made.version = before.id, (before.version or 1) + 1
    made.valid_until, made.note = valid_until, before.note
    return new_id


def file_draft(reading: Reading, file_id: str) -> FileDraft:
    """What a form edits of a file."""
    file = records.find(reading, Attachment, file_id)
    return FileDraft(file.name, file.valid_until, file.note)


def update_file(
    work: UnitOfWork, file_id: str, draft: FileDraft, loaded: FileDraft | None = None, position: int | None = None
) -> None:
    """Change what is said of a file; its ending stays when the new name has none."""
    file = _find_to_change(work, file_id)
    problems = Problems()
    problems.require("name", draft.name, Message("Write a name for the file."))
    problems.refuse()
    ending, new = Path(file.name).suffix, file_names.tidy(draft.name)
    name = new if Path(new).suffix or not ending else f"{new}{ending}"
    before = records.values_of(loaded) if loaded else None
    values = {**records.values_of(draft), "name": name, "note": draft.note or None}
    if "name" in records.apply(work, file, values, before, position):
        file.media_type = mimetypes.guess_type(file.name)[0]


def delete_files(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete files; their contents stay, so that it can be undone. Returns how many."""
    wanted = list(ids)
    for each in wanted:
        _find_to_change(work, each)
    return records.delete(work, Attachment, wanted)


def _stage(path: Path, copy: Path, most: int, tell: Callable[[int], None]) -> StagedFile:
    found, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream, copy.open("xb") as target:
            while piece := stream.read(blobs.PIECE):
                found.update(piece)
                target.write(piece)
                size += len(piece)
                _check_size(path.name, size, most)
                tell(size)
    except OSError as error:
        raise _unreadable(path.name, error) from error
    return StagedFile(path.name, copy, found.hexdigest(), size)


def _add(
    work: UnitOfWork,
    kind: str,
    record_id: str,
    name: str,
    source: blobs.Source,
    digest: tuple[str, int],
    tell: Callable[[int], None],
) -> str:
    _check_record(work, kind, record_id)
    sha256, size = digest
    try:
        blobs.store(work.connection, sha256, size, source, tell)
    except OSError as error:
        raise _unreadable(name, error) from error
    file = Attachment(
        id=work.new_id(),
        record_kind=kind,
        record_id=record_id,
        name=file_names.tidy(name),
        media_type=mimetypes.guess_type(name)[0],
        size=size,
        sha256=sha256,
        added_by_id=work.viewer.user_id or None,
        added_at=work.now_ms,
    )
    work.session.add(file)
    return file.id


def _check_record(reading: Reading, kind: str, record_id: str) -> None:
    """Refuse files of a record that the actor may not change."""
    if kind not in KINDS:
        raise ValueError(kind)
    if kind in _NEEDS:
        rights.require(reading.viewer, _NEEDS[kind])
    records.find_to_change(reading, ENTITY_OF[kind], record_id)


def _check_path(reading: Reading, path: Path) -> None:
    # Told by their numbers on the disk, never opened: closing such a file again would take SQLite's locks away.
    if is_open_company(reading.connection, path):
        raise UserError(
            Message("“{file}” is the company file that is open now, and cannot be kept in itself.", file=path.name)
        )
    if path.is_dir():
        raise UserError(
            Message("“{file}” is a folder. Choose the files in it, or pack it into one file.", file=path.name)
        )


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path.name, error) from error


def _check_size(name: str, size: int, most: int) -> None:
    if size > most:
        raise UserError(
            Message(
                "“{file}” is larger than {most}, the most a file kept here may have. Keep it elsewhere and note where.",
                file=name,
                most=file_size(most),
            )
        )


def _unreadable(name: str, error: OSError) -> MachineError:
    return MachineError(
        Message("“{file}” could not be used: {reason}.", file=name, reason=error.strerror or str(error))
    )


def _find_to_change(work: UnitOfWork, file_id: str) -> Attachment:
    """A file of a record that the actor may change."""
    file = records.find(work, Attachment, file_id)
    _check_record(work, file.record_kind, file.record_id)
    return file
