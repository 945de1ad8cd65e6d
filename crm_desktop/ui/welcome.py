"""The first page of all: open the sample company, make a new one, bring spreadsheets, or open a file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core import paths
from crm_desktop.core.i18n import CHINESE, ENGLISH, N_, language
from crm_desktop.ui.texts import Plain, Retranslating, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.labels import Label, Rule

LANGUAGE_NAMES = ((ENGLISH, Plain("English")), (CHINESE, Plain("中文")))
_WIDTH, _STEPS = 620, 1000
# The box takes all the room up to its width, before the empty sides.
_MOST = 1000
_PROGRAM = "CRM Desktop"


class WelcomeWindow(Retranslating):
    """Offers the ways to begin; emits what was chosen."""

    sample_wanted = Signal()
    new_wanted = Signal()
    import_wanted = Signal()
    join_wanted = Signal()
    open_wanted = Signal()
    recent_wanted = Signal(str)
    language_chosen = Signal(str)
    dropped = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme, recent: Sequence[Path]) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle(_PROGRAM)
        self.resize(1100, 760)
        self.setMinimumSize(760, 620)
        self.setAcceptDrops(True)
        px = theme.px
        self._choices = QWidget()
        column = QVBoxLayout(self._choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for icon, title, body, button in self._ways():
            column.addWidget(self._way(icon, title, body, button))
            column.addWidget(Rule(theme))
        column.addSpacing(px(12))
        column.addLayout(self._files(recent))
        self._busy = self._busy_part()
        self._busy.hide()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addStretch(2)
        middle.addLayout(self._head())
        middle.addSpacing(px(28))
        middle.addWidget(self._choices)
        middle.addWidget(self._busy)
        middle.addStretch(3)
        box = QWidget()
        box.setMaximumWidth(px(_WIDTH))
        box.setLayout(middle)
        self._scroll_over(box)
        theme.theme_changed.connect(self.update)
        self.sample.setFocus()

    def _scroll_over(self, box: QWidget) -> None:
        """Hold the box in the middle; in a window too small for it, scroll."""
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.addStretch(1)
        row.addWidget(box, _MOST)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        for each in (ground, scroll.viewport()):
            each.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def show_busy(self, text: Text, fraction: float = 0.0) -> None:
        """Show that a company is being made, with how far it is."""
        self._choices.hide()
        self._busy.show()
        self._busy_text.set_text(text)
        self._progress.setValue(round(fraction * _STEPS))

    def show_choices(self) -> None:
        """Offer the ways to begin again."""
        self._busy.hide()
        self._choices.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.dropped.emit(url.toLocalFile())
                break

    def _ways(self) -> list[tuple[str, str, str, Button]]:
        theme = self._theme
        self.sample = Button(theme, N_("Open the sample company"), kind="primary", height=Height.BUTTON_DIALOG)
        self.new = Button(theme, N_("New company file"), height=Height.BUTTON_DIALOG)
        self.spreadsheets = Button(theme, N_("Import your spreadsheets"), height=Height.BUTTON_DIALOG)
        self.join = Button(theme, N_("Join a team"), height=Height.BUTTON_DIALOG)
        self.join.clicked.connect(self.join_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.spreadsheets.clicked.connect(self.import_wanted)
        return [
            (
                "building-2",
                N_("Look around first"),
                N_("A made-up company with customers, deals, orders and service cases. Try anything; nothing is lost."),
                self.sample,
            ),
            (
                "briefcase",
                N_("Start with your own company"),
                N_("One file on this computer holds everything. Copy it, back it up, take it along."),
                self.new,
            ),
            (
                "file-spreadsheet",
                N_("Bring what you have"),
                N_("Customers, contacts, deals, orders and cases from Excel or CSV, checked before they are written."),
                self.spreadsheets,
            ),
            (
                "users",
                N_("Work with your team"),
                N_(
                    "The others share a company already? This laptop gets a copy of its own, with or without a network."
                ),
                self.join,
            ),
        ]

    def _way(self, icon: str, title: str, body: str, button: Button) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, px(14), 0, px(14))
        row.setSpacing(px(16))
        picture = QLabel()
        picture.setFixedSize(px(28), px(28))
        picture.setPixmap(theme.pixmap(icon, size=24, ratio=self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(theme, title, Role.FIGURE))
        words.addWidget(Label(theme, body, Role.BODY, colour="text2", wrap=True))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return box

    def _head(self) -> QHBoxLayout:
        theme, px = self._theme, self._theme.px
        mark = QLabel()
        mark.setPixmap(_mark(px(48), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(theme, Plain(_PROGRAM), Role.KPI))
        tagline = N_("Customers, deals and service on your own computer, with or without a network.")
        words.addWidget(Label(theme, tagline, Role.BODY, colour="text2", wrap=True))
        self.languages = Segmented(theme, LANGUAGE_NAMES)
        self.languages.set_value(language())
        self.languages.changed.connect(lambda: self.language_chosen.emit(self.languages.value()))
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.languages, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _files(self, recent: Sequence[Path]) -> QVBoxLayout:
        theme, px = self._theme, self._theme.px
        column = QVBoxLayout()
        column.setSpacing(px(4))
        other = LinkButton(theme, N_("Open a company file…"))
        other.clicked.connect(self.open_wanted)
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        if recent:
            column.addSpacing(px(8))
            column.addWidget(Label(theme, N_("Opened before"), Role.SMALL, weight=600, colour="text2"))
        for path in recent[:4]:
            link = LinkButton(theme, Plain(f"{path.stem}   {path.parent}"), gives_way=True)
            link.clicked.connect(lambda _checked=False, path=path: self.recent_wanted.emit(str(path)))
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def _busy_part(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        column = QVBoxLayout(box)
        column.setSpacing(px(12))
        self._busy_text = Label(theme, Plain(""), Role.BODY, colour="text2")
        self._progress = QProgressBar(textVisible=False, maximum=_STEPS)
        self._progress.setFixedHeight(px(4))
        stop = Button(theme, N_("Cancel"), key="Esc")
        stop.clicked.connect(self.cancelled)
        column.addWidget(self._busy_text)
        column.addWidget(self._progress)
        column.addWidget(stop, 0, Qt.AlignmentFlag.AlignLeft)
        return box


def _mark(side: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(str(paths.resources() / "app" / "crm-desktop.png"))
    scaled = pixmap.scaled(
        round(side * ratio),
        round(side * ratio),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    scaled.setDevicePixelRatio(ratio)
    return scaled
