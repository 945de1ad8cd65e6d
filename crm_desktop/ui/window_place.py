"""Where a window stands: as it was left, or of a size that fits the screen."""

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QWidget

from crm_desktop.core.preferences import Preferences

_SIZE = (1440, 900)
SMALLEST = (900, 600)
# What the window manager may put around a window; its title shall be on the screen too.
_FRAME = 40


def place(window: QWidget, preferences: Preferences) -> None:
    """Put a window where the last one stood."""
    stored = preferences.get("window.geometry", "")
    if not stored or not window.restoreGeometry(QByteArray.fromBase64(stored.encode())):
        window.resize(first_size(window.screen().availableSize()))


def first_size(screen: QSize) -> QSize:
    """The size of a window that was never placed; where even the smallest finds no room it is as good as any."""
    room = screen - QSize(0, _FRAME)
    wanted = QSize(*_SIZE)
    return wanted.boundedTo(room) if room.boundedTo(QSize(*SMALLEST)) == QSize(*SMALLEST) else wanted
