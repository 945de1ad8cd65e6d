"""Files on their way into the company file: read on a reader thread, so that the step itself only copies them."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.core.i18n import Message
from crm_desktop.operations.attachment import FilesToKeep, StagedFile, add_files, check_files, stage_files
from crm_desktop.ui import opened_files
from crm_desktop.ui.background import Background, Failed
from crm_desktop.ui.worker import Report


@dataclass(frozen=True)
class AddedFiles:
    """How many files were kept, and what stands against those that were not."""

    count: int
    left_out: tuple[Message, ...]


def keep_files(
    background: Background,
    owner: QObject,
    record: tuple[str, str],
    files: Sequence[Path],
    added: Callable[[AddedFiles], None],
    refused: Failed,
) -> None:
    """Keep files with a record, given as its kind and id; the status bar shows how far it is and can stop it.

    What cannot be kept, such as a folder, is left out; when nothing can be, `refused` gets the reason.
    """
    kind, record_id = record

    def stage(checked: FilesToKeep) -> None:
        background.call_with_progress(
            owner, lambda told: _staged(checked, told), write, refused, None, title=Message("Adding files…")
        )

    def write(found: tuple[list[StagedFile], tuple[Message, ...]]) -> None:
        staged, left_out = found
        step = Message("Add file “{file}”", file=staged[0].name)
        if len(staged) > 1:
            step = Message("Add {count} files", count=len(staged))

        def keep(work: Any, told: Report) -> AddedFiles:
            try:
                ids = add_files(work, kind, record_id, staged, lambda part, text: told((1 + part) / 2, text))
                return AddedFiles(len(ids), left_out)
            finally:
                shutil.rmtree(staged[0].path.parent, ignore_errors=True)

        background.write(step, keep, added, refused, owner=owner, title=Message("Adding files…"))

    background.read(owner, lambda reading: check_files(reading, kind, record_id, files), stage, refused)


def _staged(files: FilesToKeep, told: Report) -> tuple[list[StagedFile], tuple[Message, ...]]:
    folder = opened_files.new_folder()
    try:
        return stage_files(files, folder, lambda part, text: told(part / 2, text))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
