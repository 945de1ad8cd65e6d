"""Files on their way into the company file: read on a reader thread, so that the step itself only copies them."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.core.i18n import Message
from crm_desktop.operations.attachment import StagedFile, add_files, check_files, stage_files
from crm_desktop.ui import opened_files
from crm_desktop.ui.background import Background, Failed
from crm_desktop.ui.worker import Report


def keep_files(
    background: Background,
    owner: QObject,
    record: tuple[str, str],
    files: Sequence[Path],
    added: Callable[[Sequence[str]], None],
    refused: Failed,
) -> None:
    """Keep files with a record, given as its kind and id; the status bar shows how far it is and can stop it."""
    kind, record_id = record
    step = Message("Add file “{file}”", file=files[0].name)
    if len(files) > 1:
        step = Message("Add {count} files", count=len(files))

    def stage(most: int) -> None:
        background.call_with_progress(
            owner, lambda told: _staged(files, most, told), write, refused, None, title=Message("Adding files…")
        )

    def write(staged: list[StagedFile]) -> None:
        def keep(work: Any, told: Report) -> list[str]:
            try:
                return add_files(work, kind, record_id, staged, lambda part, text: told((1 + part) / 2, text))
            finally:
                shutil.rmtree(staged[0].path.parent, ignore_errors=True)

        background.write(step, keep, added, refused, owner=owner, title=Message("Adding files…"))

    background.read(owner, lambda reading: check_files(reading, kind, record_id, files), stage, refused)


def _staged(files: Sequence[Path], most: int, told: Report) -> list[StagedFile]:
    folder = opened_files.new_folder()
    try:
        return stage_files(files, most, folder, lambda part, text: told(part / 2, text))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
