"""A bar in the middle of a page that says what is happening and how far it is."""

from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.labels import Label

_WIDTH = 420


class ProgressPart(QWidget):
    """The bar with its sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = Label(theme, "", Role.SECTION)
        self._share = Label(theme, "", Role.SMALL, colour="text3", tabular=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(_WIDTH))
        self.bar.setRange(0, 1000)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(10))
        column.addStretch(2)
        for widget in (self._words, self.bar, self._share):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_progress(self, text: Text, fraction: float) -> None:
        """Show what is happening and how far it is."""
        self._words.set_text(text)
        self.bar.setValue(round(fraction * 1000))
        self.bar.setAccessibleName(self._words.text())
        self._share.set_text(Plain(formats.percent(Fraction(fraction), 0) if fraction else ""))
