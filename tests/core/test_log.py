"""The log of a device."""

import logging
from pathlib import Path

from crm_desktop.core.log import keep_log


def test_what_the_program_notes_stands_in_a_file(tmp_path: Path) -> None:
    handler = keep_log(tmp_path / "log")
    assert handler is not None
    try:
        logging.getLogger("crm_desktop.core.preferences").info("preferences not saved")
    finally:
        logging.getLogger("crm_desktop").removeHandler(handler)
        handler.close()
    written = (tmp_path / "log" / "crm-desktop.log").read_text(encoding="utf-8")
    assert "INFO crm_desktop.core.preferences: preferences not saved" in written


def test_a_device_that_keeps_no_files_goes_without(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert keep_log(tmp_path / "log") is None


def test_the_log_tells_of_an_error_without_the_data_it_names(tmp_path: Path) -> None:
    handler = keep_log(tmp_path)
    assert handler is not None
    name = "Alderworth"
    try:
        raise RuntimeError(f"secret customer {name}")
    except RuntimeError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "unexpected error", None, (RuntimeError, error, None))
        # Another handler may have put the traceback into words before.
        logging.Formatter().format(record)
        handler.handle(record)
    finally:
        logging.getLogger("crm_desktop").removeHandler(handler)
        handler.close()
    written = (tmp_path / "crm-desktop.log").read_text(encoding="utf-8")
    assert "ERROR x: unexpected error" in written
    assert "RuntimeError: …" in written
    assert "test_log.py" in written
    assert "Alderworth" not in written
