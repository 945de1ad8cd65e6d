"""The file dialog of Qt leaves the open company file alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import subprocess, sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from crm_desktop.core.clock import SystemClock
from crm_desktop.storage.database import Database
from crm_desktop.ui.company_files import know_company_files

file = Path(sys.argv[1])
know_company_files()
app = QApplication([])
database = Database.open(file, SystemClock())
dialog = QFileDialog(None, "Choose", str(file.parent), "Spreadsheets (*.csv)")
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.show()
loop, patience = QEventLoop(), QTimer(singleShot=True, interval=1500)
patience.timeout.connect(loop.quit)
patience.start()
loop.exec()
dialog.close()
# What SQLite locks of a file in use: nobody else may take it.
other = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 1073741826)"
taken = subprocess.run([sys.executable, "-c", other, str(file)], stderr=subprocess.DEVNULL).returncode == 0
print("lost" if taken else "held")
database.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the dialogs of the system are used")
def test_a_file_dialog_in_its_folder_takes_no_lock_from_the_company_file(founded: Path, tmp_path: Path) -> None:
    file = tmp_path / "company.crm"
    shutil.copyfile(founded, file)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", LOOK, str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "held"
