"""A place in a layout for a part that is built anew when what it shows differs."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Slot(QVBoxLayout):
    """Holds at most one part, and knows what it was made from."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self._made_from: Any = None
        self._part: QWidget | None = None

    def is_new(self, parts: Any) -> bool:
        """Whether the part has to be made anew for this."""
        if parts == self._made_from:
            return False
        self._made_from = parts
        return True

    def height(self) -> int:
        """How high the part wants to be, shown or not."""
        return self._part.sizeHint().height() if self._part is not None else 0

    def show_part(self, is_shown: bool) -> None:
        """Have the part in sight or not."""
        if self._part is not None:
            self._part.setVisible(is_shown)

    def put(self, part: QWidget | None) -> None:
        """Show another part, or none."""
        if self._part is not None:
            self.removeWidget(self._part)
            self._part.hide()
            self._part.deleteLater()
        self._part = part
        if part is not None:
            self.addWidget(part)
