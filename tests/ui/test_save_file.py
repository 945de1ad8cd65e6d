"""Where to keep a file: nothing is replaced unasked, whatever was typed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.dialogs.save_file import ask_where

KINDS = (("Excel workbook", ".xlsx"), ("CSV", ".csv"))


def answer(qtbot: QtBot, folder: Path, typed: str, questions: list[str]) -> Path | None:
    """Type a name; every question whether to replace something is written down and denied, then the dialog left."""
    window = QWidget()
    qtbot.addWidget(window)

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            questions.append(box.text())
            box.button(QMessageBox.StandardButton.No).click()
            QTimer.singleShot(0, dialog().reject)
        else:
            edit = dialog().findChild(QLineEdit, "fileNameEdit")
            assert edit is not None
            edit.setText(typed)
            QTimer.singleShot(0, look_again)
            dialog().accept()

    def look_again() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            look()
        elif isinstance(box, QFileDialog):
            QTimer.singleShot(0, look_again)
            box.accept()

    def dialog() -> QFileDialog:
        return next(each for each in window.findChildren(QFileDialog))

    QTimer.singleShot(0, look)
    return ask_where(window, "Export", folder / "Customers.xlsx", KINDS)


@pytest.mark.parametrize("typed", ["list", "list.xlsx", "version 1.2"])
def test_a_file_that_is_there_is_replaced_only_when_the_user_says_so(qtbot: QtBot, tmp_path: Path, typed: str) -> None:
    for name in ("list.xlsx", "version 1.2.xlsx"):
        (tmp_path / name).touch()
    questions: list[str] = []
    assert answer(qtbot, tmp_path, typed, questions) is None
    assert len(questions) == 1
    assert f"{typed.removesuffix('.xlsx')}.xlsx" in questions[0]


@pytest.mark.parametrize(("typed", "name"), [("new", "new.xlsx"), ("new.csv", "new.csv"), ("v 1.2", "v 1.2.xlsx")])
def test_a_new_file_gets_its_ending(qtbot: QtBot, tmp_path: Path, typed: str, name: str) -> None:
    questions: list[str] = []
    assert answer(qtbot, tmp_path, typed, questions) == tmp_path / name
    assert not questions
