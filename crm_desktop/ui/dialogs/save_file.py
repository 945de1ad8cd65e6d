"""Asking where to keep a file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

Kind = tuple[str, str]


def ask_where(parent: QWidget, title: str, proposed: Path, kinds: Sequence[Kind]) -> Path | None:
    """The file to write, ending as one of the kinds (words, ending with its dot); None when the user thought better.

    The system adds the ending before it asks whether to replace a file, so nothing is ever overwritten unasked.
    """
    endings = {f"{words} (*{ending})": ending for words, ending in kinds}
    dialog = QFileDialog(parent, title, str(proposed.parent), ";;".join(endings))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings.get(chosen, kinds[0][1])[1:]))
    dialog.setDefaultSuffix(kinds[0][1][1:])
    dialog.selectFile(proposed.name)
    path: Path | None = None
    while path is None and dialog.exec():
        path = Path(dialog.selectedFiles()[0])
        if path.suffix.lower() not in endings.values():
            path = path.with_name(path.name + endings.get(dialog.selectedNameFilter(), kinds[0][1]))
            # “version 1.2” seemed to have an ending: what the name has become now may be there already.
            if path.exists():
                dialog.selectFile(path.name)
                path = None
    dialog.deleteLater()
    return path
