"""The last step of an import: it happens, can be cancelled, and then says what came of it and what to do next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message
from crm_desktop.exchange.jobs import Checked
from crm_desktop.ui.dialogs.import_check_step import outcome_figures
from crm_desktop.ui.dialogs.import_draft import SEQUENCE, ImportDraft, next_kind, title_of
from crm_desktop.ui.dialogs.import_progress import ProgressPart
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.blocks import FigureRow, Notice
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.giving_way import scrolling
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.shrinking import Shrinking


class RunStep(QWidget):
    """Shows the import at work, then its result with three ways on."""

    undo_wanted = Signal()
    another_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, theme: Theme, draft: ImportDraft) -> None:
        super().__init__()
        self._theme, self._draft = theme, draft
        self._is_stopping = False
        self.progress = ProgressPart(theme)
        self.notice = Notice(theme, Tone.NEUTRAL, "", sign="info")
        self.figures = FigureRow(theme, outcome_figures(None), Role.KPI)
        self.hint = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.undo = Button(theme, N_("Undo the import"), icon="undo-2")
        self.another = Button(theme, N_("Import another file"), icon="upload")
        self.save = Button(theme, N_("Save rejected rows…"), icon="file-down")
        self.undo.clicked.connect(self.undo_wanted)
        self.another.clicked.connect(self.another_wanted)
        self.save.clicked.connect(self.save_wanted)
        self._stack = QStackedWidget()
        self._lay_out()

    def begin(self) -> None:
        """Show that the import starts."""
        self._is_stopping = False
        self.show_progress(0.0)
        self._stack.setCurrentIndex(0)

    def show_progress(self, fraction: float, text: Message | None = None) -> None:
        """Show how far the import is; after the last row it is written into the file for good."""
        if self._is_stopping:
            return
        self.progress.show_progress(N_("Importing…") if fraction < 0.99 else N_("Finishing…"), fraction)

    def show_stopping(self) -> None:
        """Say that the import is being taken back."""
        self._is_stopping = True
        self.progress.show_progress(N_("Cancelling…"), 0.0)

    def show_done(self, done: Checked) -> None:
        """Say what was imported."""
        result = done.result
        self.figures.set_figures(outcome_figures(result))
        self.figures.show()
        text: Text = Message("Rows imported: {number}.", number=integer(result.taken))
        if not result.taken:
            self._say(Tone.WARNING, N_("Nothing had to be changed."), "info")
        elif done.rejected:
            text = Message(
                "Rows imported: {number}, rejected: {rejected}. Correct the latter in a file and import that again.",
                number=integer(result.taken),
                rejected=integer(done.rejected),
            )
            self._say(Tone.WARNING, text, "triangle-alert")
        else:
            self._say(Tone.GOOD, text, "circle-check")
        kind = self._draft.kind or SEQUENCE[0]
        following = next_kind(kind)
        self.hint.set_text(
            Message("Next best: {kind}. Each file then finds what it refers to.", kind=Message(title_of(following)))
            if following != kind
            else ""
        )
        self._offer(undo=bool(result.taken), save=bool(done.rejected))

    def show_stopped(self, text: Text, *, bad: bool = False) -> None:
        """Say that nothing was changed, and why."""
        self.figures.hide()
        self.hint.set_text("")
        self._say(Tone.BAD if bad else Tone.NEUTRAL, text, "circle-alert" if bad else "info")
        self._offer(undo=False, save=False)

    def _say(self, tone: Tone, text: Text, sign: str) -> None:
        self.notice.set_notice(tone, text, "", sign)

    def _offer(self, *, undo: bool, save: bool) -> None:
        self.undo.setVisible(undo)
        self.save.setVisible(save)
        self._stack.setCurrentIndex(1)

    def _lay_out(self) -> None:
        px = self._theme.px
        bar = QWidget()
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        ways = QHBoxLayout(bar)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        ways.setSpacing(px(Space.S))
        for button in (self.another, self.undo, self.save):
            ways.addWidget(button)
        ways.addStretch(1)
        Shrinking(bar, (self.save, self.undo, self.another))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(Space.XXL), px(Space.XXL), px(Space.XXL), px(Space.L))
        column.setSpacing(px(Space.XL))
        for widget in (self.notice, self.figures, Rule(self._theme), self.hint):
            column.addWidget(widget)
        column.addWidget(bar)
        column.addStretch(1)
        self._stack.addWidget(self.progress)
        self._stack.addWidget(scrolling(page))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
