"""The status bar: left what is shown or how far a long job is, right the keys that work now."""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from crm_desktop.core.i18n import N_, language
from crm_desktop.ui.background import Background
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.key_hints import KeyHint
from crm_desktop.ui.widgets.labels import Label

Hint = tuple[str, Text]


class StatusBar(QWidget):
    """Says what is shown; while a titled job runs, its progress stands there instead, with a way to stop it.

    In a window that has nothing else to say it is there for `only_jobs`.
    """

    def __init__(
        self, theme: Theme, background: Background, parent: QWidget | None = None, *, only_jobs: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme, self._background, self._only_jobs = theme, background, only_jobs
        self._text: Text = Plain("")
        self._label = Label(theme, Plain(""), Role.SMALL, colour="text2")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setFixedWidth(theme.px(160))
        self._bar.setFixedHeight(theme.px(4))
        self._cancel = LinkButton(theme, N_("Stop"))
        self._cancel.clicked.connect(self._on_cancel)
        self._signs: list[Button] = []
        self._hints = QHBoxLayout()
        self._hints.setSpacing(theme.px(Space.M))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(Space.L), 0, theme.px(Space.L), 0)
        row.setSpacing(theme.px(Space.M))
        row.addWidget(self._label)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        row.addStretch(1)
        row.addLayout(self._hints)
        self._row = row
        self._shown_hints: object = None
        self._keys: list[KeyHint] = []
        self.setFixedHeight(theme.px(Height.STATUS_BAR))
        theme.theme_changed.connect(self.update)
        background.jobs_changed.connect(self._on_jobs_changed)
        self._on_jobs_changed()

    def set_text(self, text: Text) -> None:
        """What is shown."""
        self._text = text
        self._on_jobs_changed()

    def text(self) -> str:
        """What the bar says now."""
        return self._label.text()

    def add_sign(self, sign: Button) -> None:
        """Show a lasting sign at the right edge; it gives up its words where there is no room for all of them."""
        self._signs.append(sign)
        self._row.addWidget(sign)

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """The keys that work now."""
        # Asked for with every change of a list; new widgets each time took most of a search's time in the window.
        if self._shown_hints == (said := (tuple(hints), language())):
            return
        self._shown_hints = said
        while self._hints.count():
            item = self._hints.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self._keys = [KeyHint(self._theme, key, text) for key, text in hints]
        for each in self._keys:
            self._hints.addWidget(each)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Make room: show the keys there is room for; the last one, which leads to all of them, stays longest."""
        gap, edge = self._theme.px(Space.M), self._theme.px(Space.L)
        taken = [each for each in (self._bar, self._cancel) if not each.isHidden()]
        room = self.width() - 2 * edge - self._label.sizeHint().width()
        room -= sum(max(each.sizeHint().width(), each.minimumWidth()) + gap for each in taken)
        signs = [each for each in self._signs if not each.isHidden()]
        room -= sum(_full_width(each) + gap for each in signs)
        for sign in signs:
            sign.set_compact(room < 0)
            room += sign.words_width if room < 0 else 0
        for each in reversed(self._keys):
            room -= each.sizeHint().width() + gap
            each.setVisible(room >= 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.window))
        hairline(painter, QRect(0, 0, self.width(), 1), self._theme.tokens.strong_line)
        painter.end()

    def _on_jobs_changed(self) -> None:
        jobs = self._background.jobs
        if self._only_jobs:
            self.setVisible(bool(jobs))
        self._bar.setVisible(bool(jobs))
        self._cancel.setVisible(bool(jobs))
        if not jobs:
            self._label.set_text(self._text)
            self.fit()
            return
        job = jobs[0]
        self._label.set_text(job.text or job.title or Plain(""))
        self._bar.setRange(0, 1000 if job.fraction > 0 else 0)
        self._bar.setValue(round(job.fraction * 1000))
        self.fit()

    def _on_cancel(self) -> None:
        if self._background.jobs:
            self._background.jobs[0].cancel()


def _full_width(sign: Button) -> int:
    """What a sign takes with its words, whether it shows them or not."""
    return sign.sizeHint().width() + (sign.words_width if sign.is_compact else 0)
