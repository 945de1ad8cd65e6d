"""The list of unsaved texts: what was being written and when, each to go on with or to discard."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.kept_texts import KeptText
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.unsaved import readable
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label, Rule

_WIDTH = 620


class UnsavedDialog(Dialog):
    """Each row goes on or is discarded; what is left alone stays kept. Discarding counts when the dialog closes."""

    continued = Signal(object)
    discarded = Signal(str)

    def __init__(self, window: QWidget, theme: Theme, texts: Sequence[tuple[KeptText, str]]) -> None:
        context = N_("Kept on this computer when the program ended; not part of the company file")
        super().__init__(
            window, theme, N_("You were writing"), context=context, primary=N_("Later"), cancel=False, width=_WIDTH
        )
        self.primary.set_kind("secondary")
        self.rows = [_Row(theme, text, when) for text, when in texts]
        for number, row in enumerate(self.rows):
            if number:
                self.body.addWidget(Rule(theme))
            self.body.addWidget(row)
            row.go_on.set_kind("secondary" if number else "primary")
            row.go_on.clicked.connect(lambda _checked=False, chosen=row: self._on_go_on(chosen))
        self.submitted.connect(self.accept)
        self.finished.connect(self._discard)

    def focus_inside(self) -> None:
        """Begin at the newest text."""
        self.rows[0].go_on.setFocus()

    def _on_go_on(self, row: "_Row") -> None:
        self.accept()
        self.continued.emit(row.text)

    def _discard(self) -> None:
        for row in self.rows:
            if row.is_discarded:
                self.discarded.emit(row.text.id)


class _Row(QWidget):
    """One text: which form, about what, when, how it begins."""

    def __init__(self, theme: Theme, text: KeptText, when: str) -> None:
        super().__init__()
        self.text, self.is_discarded = text, False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        line.setSpacing(theme.px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Label(theme, self._heading(), Role.BODY, weight=500, elide=True)
        words.addWidget(self._title)
        self._words = " · ".join([when, *readable(text)])
        self._line = Label(theme, Plain(self._words), Role.SMALL, colour="text2", elide=True)
        words.addWidget(self._line)
        line.addLayout(words, 1)
        self.discard = Button(theme, N_("Discard"))
        self.discard.clicked.connect(self._on_discard)
        self.go_on = Button(theme, N_("Continue"))
        line.addWidget(self.discard)
        line.addWidget(self.go_on)

    def _heading(self) -> Text:
        parts = [tr(self.text.title), self.text.context]
        return Plain(" · ".join(part for part in parts if part))

    def _on_discard(self) -> None:
        """Nothing is lost by one click: until the dialog closes it can be taken back."""
        self.is_discarded = not self.is_discarded
        self.go_on.setVisible(not self.is_discarded)
        self.discard.set_text(N_("Keep") if self.is_discarded else N_("Discard"))
        self._title.set_colour("text3" if self.is_discarded else "text1")
        self._line.set_colour("text3" if self.is_discarded else "text2")
        self._line.set_text(Plain(f"{tr('Discarded')} · {self._words}" if self.is_discarded else self._words))
