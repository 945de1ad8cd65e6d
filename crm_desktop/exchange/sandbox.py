"""The process that opens workbooks: it ends itself when a file asks for too much memory, so that nothing else suffers.

A workbook of a few kilobytes can ask for gigabytes (zip bombs, one cell in the last corner of a sheet), and the library
that reads it cannot be told a limit. It does release the interpreter lock, so a thread here watches the memory.
"""

import os
import pickle
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

TOO_LARGE = 86
ORPHANED = 87
_BATCH_CELLS = 5_000
_WATCH_SECONDS = 0.004


def read_workbook(connection: Connection, path: str, sheet: str | None, memory: int, max_columns: int) -> None:
    """Send ("sheets", format, names, chosen), then ("rows", count, packed) …, ("end",); or ("refused", why, detail).

    Rows are packed once here and unpacked only when walked; with numbers as floats, because decimals pack slowly.
    """
    threading.Thread(target=_watch, args=(memory,), daemon=True).start()
    _silence_errors()
    try:
        for message in _messages(path, sheet, max_columns):
            connection.send(message)
    except (BrokenPipeError, EOFError):
        os._exit(ORPHANED)
    except MemoryError:
        os._exit(TOO_LARGE)
    # A panic inside the library is no Exception; whatever went wrong, the answer is that the file is damaged.
    except BaseException as error:
        asked_too_much = "capacity overflow" in str(error)
        connection.send(("refused", "too_large" if asked_too_much else "damaged", str(error)[:300]))
    connection.close()


def _messages(path: str, sheet: str | None, max_columns: int) -> Iterator[tuple[Any, ...]]:
    import python_calamine

    reason = _refusal(path)
    if reason is not None:
        yield ("refused", reason, "")
        return
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError:
        yield ("refused", "encrypted", "")
        return
    sheets = [s.name for s in workbook.sheets_metadata if s.typ is python_calamine.SheetTypeEnum.WorkSheet]
    hidden = {s.name for s in workbook.sheets_metadata if s.visible is not python_calamine.SheetVisibleEnum.Visible}
    if not sheets:
        yield ("refused", "no_sheet", "")
        return
    if sheet is not None and sheet not in sheets:
        yield ("refused", "unknown_sheet", ", ".join(sheets))
        return
    chosen = sheet or next((name for name in sheets if name not in hidden), sheets[0])
    loaded = workbook.get_sheet_by_name(chosen)
    for name in sheets if sheet is None and not loaded.height else ():
        # An empty first sheet is common; the first one with cells is meant.
        other = workbook.get_sheet_by_name(name)
        if other.height:
            chosen, loaded = name, other
            break
    yield ("sheets", _format_of(path), sheets, chosen)
    if loaded.width > max_columns:
        yield ("refused", "too_wide", str(loaded.width))
        return
    yield from _batches(loaded)
    yield ("end",)


def _batches(sheet: Any) -> Iterator[tuple[Any, ...]]:
    batch: list[tuple[int, list[Any]]] = []
    held = 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        if any(value != "" for value in row):
            batch.append((line, row))
            held += len(row)
        if held >= _BATCH_CELLS:
            yield ("rows", len(batch), pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
            batch, held = [], 0
    yield ("rows", len(batch), pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))


def _refusal(path: str) -> str | None:
    """Why this container is no workbook, when its table of contents already says so."""
    if not _is_container(path):
        return _ole_refusal(path)
    if not zipfile.is_zipfile(path):
        return "cut_off"
    with zipfile.ZipFile(path) as archive:
        names = {name.lower() for name in archive.namelist()}
        if any(info.flag_bits & 1 for info in archive.infolist()):
            return "encrypted"
        if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:200]:
            return None
    if any(name.startswith("xl/") for name in names):
        return None
    if any(name.startswith(("word/", "ppt/", "visio/")) for name in names) or "mimetype" in names:
        return "document"
    return "numbers" if any(name.endswith(".iwa") for name in names) else "archive"


def _is_container(path: str) -> bool:
    """Whether it is a ZIP from the start: an old workbook may carry a ZIP inside."""
    with Path(path).open("rb") as stream:
        return stream.read(2) == b"PK"


def _ole_refusal(path: str) -> str | None:
    with Path(path).open("rb") as stream:
        head = stream.read(4_000_000)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return "encrypted"
    if "WordDocument".encode("utf-16-le") in head or "PowerPoint Document".encode("utf-16-le") in head:
        return "document"
    return None


def _format_of(path: str) -> str:
    if not _is_container(path):
        return "xls"
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if "content.xml" in names else "xlsx"


def _watch(limit: int) -> None:
    parent = parent_process()
    while True:
        if resident_bytes() > limit:
            os._exit(TOO_LARGE)
        if parent is not None and not parent.is_alive():
            os._exit(ORPHANED)
        time.sleep(_WATCH_SECONDS)


def resident_bytes() -> int:
    """The memory this process holds now (macOS tells only the peak, which serves as well here)."""
    if sys.platform == "linux":
        with Path("/proc/self/statm").open("rb") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    elif sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):
            _fields_ = (
                ("cb", wintypes.DWORD),
                ("PageFaultCount", wintypes.DWORD),
                ("PeakWorkingSetSize", ctypes.c_size_t),
                ("WorkingSetSize", ctypes.c_size_t),
                ("unused", ctypes.c_size_t * 6),
            )

        counters = Counters()
        counters.cb = ctypes.sizeof(counters)
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        query = kernel.K32GetProcessMemoryInfo
        query.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
        query(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
        return int(counters.WorkingSetSize)
    else:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _silence_errors() -> None:
    """The library prints its panics; a person sees our sentence instead."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
