"""How long a frame of the record table takes: `QT_QPA_PLATFORM=offscreen python -m benchmarks.record_table [ROWS]`."""

import sys
import time
from collections.abc import Callable
from statistics import median

from PySide6.QtWidgets import QApplication

from crm_desktop.core.listing import ListSpec
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table import RecordTable
from tests.ui.fake_list import COLUMNS, FakeDatabase, FakeSource, fake_rows

FRAMES = 100


def milliseconds(act: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def fail(error: Exception) -> None:
    """End the measurement."""
    raise error


def main(rows: int) -> None:
    """Measure jumps through the whole list, repaints in place, choosing all and going to the end."""
    app = QApplication([])
    theme = Theme(app, "light")
    theme.apply()
    table = RecordTable(theme, InlineBackground(FakeDatabase(), fail), FakeSource(fake_rows(rows)), COLUMNS)
    table.resize(808, 800)
    table.show()
    table.records.set_spec(ListSpec())
    app.processEvents()
    bar, port = table.verticalScrollBar(), table.viewport()

    def jump(number: int) -> None:
        bar.setValue(bar.maximum() * number // FRAMES)
        port.repaint()

    jumps = [milliseconds(lambda number=number: jump(number)) for number in range(FRAMES)]  # type: ignore[misc]  # mypy cannot type a lambda with a default
    still = [milliseconds(port.repaint) for _ in range(FRAMES)]
    print(
        f"{rows:,} rows: frame in place {median(still):.1f} ms, after a jump with its rows read {median(jumps):.1f} ms"
    )
    print(f"choose all {milliseconds(lambda: table.records.select_everything(True)):.1f} ms")
    print(f"go to the end {milliseconds(lambda: table.set_current(table.records.id_at(rows - 1))):.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
