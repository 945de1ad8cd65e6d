"""The frame of a step on many records: it counts first what would change, then carries it out with a way to stop."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, listed, tr, tr_message, trn
from crm_desktop.operations.bulk_edit import Left, Outcome
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.panel import comes_late
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.labels import Label

_AT_ONCE = 500
_WIDTH, _HEADER = 560, 54
_REASONS, _NAMES = 4, 3

Preview = Callable[[Any, Sequence[str]], Outcome]
CarryOut = Callable[[Any, Callable[[float, Message | None], None]], Outcome]


class ManyDialog(Dialog):
    """Counts in readings of a few hundred records, so that it can be given up and nothing waits for it."""

    def __init__(
        self, window: QWidget, context: PageContext, title: Text, ids: Sequence[str], primary: Text, *, danger: bool
    ) -> None:
        super().__init__(window, context.theme, title, primary=primary, width=_WIDTH, danger=danger)
        self.page_context, self.ids = context, list(ids)
        self.outcome: Outcome | None = None
        self._counting: Ticket | None = None
        self._writing: Ticket | None = None
        theme = context.theme
        self.said = Label(theme, "", Role.BODY, weight=600, wrap=True)
        self.reasons = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.hide()
        self.primary.setEnabled(False)
        self.submitted.connect(self.begin)

    def open_panel(self) -> None:
        """Open, unless something else did while this was being read."""
        if comes_late(self.window(), self.page_context.background.answered):
            self.done(0)
        else:
            super().open_panel()

    def add_outcome(self) -> None:
        """Place what is said of the step below what was placed before."""
        for each in (self.said, self.reasons, self.bar):
            self.body.addWidget(each)
        self.body.addStretch(1)

    def count(self, preview: Preview) -> None:
        """Find out what would happen, forgetting what was counted before."""
        self.stop_counting()
        self._count_on(preview, 0, Outcome())

    def stop_counting(self) -> None:
        """Nothing is known any more."""
        if self._counting is not None:
            self._counting.cancel()
        self.outcome = None
        self.primary.setEnabled(False)
        self._say("", "")

    def wanted_size(self) -> QSize:
        """As high as its fields and sentences are at its width."""
        wanted = super().wanted_size()
        # A layout without any sentence that wraps has no height for a width.
        body = max(self.body.totalSizeHint().height(), self.body.totalHeightForWidth(wanted.width() - 2))
        return QSize(wanted.width(), self.theme.px(_HEADER) + body + self.footer_height + 3)

    def in_words(self, outcome: Outcome) -> str:
        """What is going to happen, as a sentence."""
        raise NotImplementedError

    def begin(self) -> None:
        """Write; subclasses call `carry_out`."""
        raise NotImplementedError

    def carry_out(self, step: Message, operation: CarryOut, done: Callable[[Outcome], None]) -> None:
        """Write in one step, with a bar and a way to stop; nothing remains of a step that was stopped."""

        def finish(outcome: Outcome) -> None:
            self.set_busy(None)
            self.accept()
            done(outcome)

        self.set_busy(N_("Changing…"))
        self.bar.setAccessibleName(self.primary.text())
        self.bar.show()
        self.fit()
        background = self.page_context.background
        self._writing = background.write(
            step, operation, finish, self._on_failed, owner=self, progress=self._show_progress, title=step
        )

    def tell(self, said: Message, outcome: Outcome) -> None:
        """Say what was done; to undo it is offered only when it was, for that would take back the step before."""
        navigator = self.page_context.navigator
        if outcome.changed:
            navigator.did(and_left(said, outcome))
        else:
            navigator.say(and_left(Message("Nothing was changed"), outcome))

    def ask_to_close(self) -> None:
        """Stop what is under way, and close."""
        self.stop_counting()
        if self._writing is not None and not self._writing.is_done:
            self._writing.cancel()
        self.set_busy(None)
        self.reject()

    def _count_on(self, preview: Preview, start: int, known: Outcome) -> None:
        part = self.ids[start : start + _AT_ONCE]
        if len(self.ids) > _AT_ONCE:
            counted, total = formats.integer(start), formats.integer(len(self.ids))
            self._say(tr("Counting… {number} of {total}", number=counted, total=total), "")

        def add(outcome: Outcome) -> None:
            reached, sum_ = start + len(part), known + outcome
            if reached < len(self.ids):
                self._count_on(preview, reached, sum_)
            else:
                self._on_counted(sum_)

        background = self.page_context.background
        self._counting = background.read(self, lambda reading: preview(reading, part), add, self._on_failed)

    def _on_counted(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._say(self.in_words(outcome), left_alone(outcome.left))
        self.primary.setEnabled(outcome.changed > 0)

    def _say(self, said: str, reasons: str) -> None:
        self.said.set_text(Plain(said))
        self.reasons.set_text(Plain(reasons))
        self.reasons.setVisible(bool(reasons))
        self.fit()

    def fit(self) -> None:
        """Be as high as what is said now needs, once it is laid out."""
        QTimer.singleShot(0, self, self._fit_now)

    def _fit_now(self) -> None:
        if self.isVisible():
            self.place()

    def _show_progress(self, fraction: float, _text: Message | None) -> None:
        self.bar.setValue(round(fraction * 1000))

    def _on_failed(self, error: Exception) -> None:
        self.bar.hide()
        self.set_busy(None)
        if isinstance(error, Problem):
            self.fail(error)
        self.fit()


def left_alone(left: Sequence[Left]) -> str:
    """Which records are left alone, by reason: how many, some of their names, and the reason."""
    by_reason = Counter(tr_message(each.reason) for each in left)
    lines = []
    for reason, count in by_reason.most_common(_REASONS):
        named = [each.name for each in left if each.name and tr_message(each.reason) == reason]
        lines.append(
            trn(
                "{number} left as it is: {names}. {reason}",
                "{number} left as they are: {names}. {reason}",
                count,
                number=formats.integer(count),
                # Names of companies can end with a full stop of their own.
                names=few(named).removesuffix("."),
                reason=reason,
            )
        )
    return "\n".join(lines)


def few(names: Sequence[str]) -> str:
    """Some names, and that there are more."""
    return listed(names[:_NAMES]) + (" …" if len(names) > _NAMES else "")


def and_left(said: Message, outcome: Outcome) -> Message:
    """What was done, and what of it had to be left alone."""
    if not outcome.left:
        return said
    names = few([each.name for each in outcome.left if each.name])
    return Message("{said}. Left as they are: {number} ({names})", said=said, number=len(outcome.left), names=names)
