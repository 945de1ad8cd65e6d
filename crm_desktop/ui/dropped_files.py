"""What is dragged onto the window or lies on the clipboard, as far as it is files."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData | None) -> list[Path]:
    """The files of this computer that are dragged or copied; some systems have no clipboard at all."""
    return [] if data is None else [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
