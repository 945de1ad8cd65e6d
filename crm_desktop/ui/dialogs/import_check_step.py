"""The third step of an import: what would happen, corrections that offer themselves, and every row that is refused."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, tr, tr_message, trn
from crm_desktop.exchange.import_result import CREATED, REJECTED, SKIPPED, UNCHANGED, UPDATED, ImportResult, RowProblems
from crm_desktop.exchange.jobs import Checked
from crm_desktop.ui.dialogs.import_draft import ImportDraft
from crm_desktop.ui.dialogs.import_progress import ProgressPart
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.blocks import Figure, FigureRow, Notice
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.choices import CheckBox
from crm_desktop.ui.widgets.labels import Label, Rule, section_heading
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_COLUMNS = (
    TextColumn(N_("Line"), 76, "text2", at_right=True),
    TextColumn(N_("Column"), 160, "text2"),
    TextColumn(N_("Value"), 210),
    TextColumn(N_("Reason"), 0),
)
_MOST_CORRECTIONS = 8


class CheckStep(QWidget):
    """Shows a dry run; ticking a correction changes the draft and asks for another."""

    corrected = Signal()
    save_wanted = Signal()

    def __init__(self, theme: Theme, draft: ImportDraft) -> None:
        super().__init__()
        self._theme, self._draft = theme, draft
        self.progress = ProgressPart(theme)
        self.figures = FigureRow(theme, outcome_figures(None))
        self.notice = Notice(theme, Tone.NEUTRAL, "", sign="info")
        self.boxes: dict[str, CheckBox] = {}
        self._offered: dict[str, tuple[str, str, int]] = {}
        self._corrections = QWidget()
        self._box_column = QVBoxLayout(self._corrections)
        self.table = TextTable(theme, _COLUMNS)
        self._count = Label(theme, "", Role.BODY, weight=600)
        self.save = Button(theme, N_("Save rejected rows…"), icon="file-down")
        self.save.clicked.connect(self.save_wanted)
        self._stack = QStackedWidget()
        self._lay_out()

    def begin(self) -> None:
        """Forget the corrections offered for another file or mapping."""
        self._offered = {old: ("", new, 0) for old, new in self._draft.fixes.items()}

    def show_progress(self, fraction: float, text: Message | None = None) -> None:
        """Show how far the check is."""
        self.progress.show_progress(N_("Checking every row…"), fraction)
        self._stack.setCurrentIndex(0)

    def show_problem(self, text: Text) -> None:
        """Say why nothing could be checked."""
        self.figures.hide()
        self._corrections.hide()
        self._show_rows(())
        self._say(Tone.BAD, text, "circle-alert")
        self._stack.setCurrentIndex(1)

    def show_checked(self, checked: Checked) -> None:
        """Show what would happen."""
        result = checked.result
        self.figures.set_figures(outcome_figures(result))
        self.figures.show()
        for each in result.corrections:
            correction = each.correction
            self._offered[correction.old] = (each.column, correction.new, correction.count)
        self._show_corrections()
        self._show_rows(checked.problems, checked.rejected)
        if not result.rows:
            self._say(Tone.WARNING, N_("The file has no rows."), "triangle-alert")
        elif checked.rejected:
            self.notice.hide()
        elif checked.warned:
            self._show_warnings(checked)
        else:
            self._say(Tone.GOOD, N_("Every row can be imported."), "circle-check")
        self._stack.setCurrentIndex(1)

    def _show_warnings(self, checked: Checked) -> None:
        """Nothing is refused, so the table has room for what a person should know."""
        text = Message("Every row can be imported; {number} of them with a remark.", number=integer(checked.warned))
        self._say(Tone.WARNING, text, "triangle-alert")
        self.table.set_rows(list(_lines(checked.result.warnings)))
        self.table.show()

    def _say(self, tone: Tone, text: Text, sign: str) -> None:
        self.notice.set_notice(tone, text, "", sign)
        self.notice.show()

    def _show_rows(self, problems: tuple[RowProblems, ...], count: int = 0) -> None:
        has_some = bool(problems)
        for widget in (self.table, self._count, self.save):
            widget.setVisible(has_some)
        if has_some:
            words = trn("One row will be rejected", "{number} rows will be rejected", count, number=integer(count))
            if count > len(problems):
                words = tr("{words}, the first {shown} are shown", words=words, shown=integer(len(problems)))
            self._count.set_text(Plain(words))
        self.table.set_rows(list(_lines(problems)))

    def _show_corrections(self) -> None:
        for box in self.boxes.values():
            box.hide()
            box.deleteLater()
        self.boxes = {}
        for old, (column, new, count) in list(self._offered.items())[:_MOST_CORRECTIONS]:
            box = CheckBox(self._theme, Plain(_offer(column, old, new, count)))
            box.setChecked(old in self._draft.fixes)
            box.clicked.connect(lambda on, old=old, new=new: self._on_ticked(old, new, on))
            self._box_column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
            self.boxes[old] = box
        self._corrections.setVisible(bool(self.boxes))

    def _on_ticked(self, old: str, new: str, on: bool) -> None:
        if on:
            self._draft.fixes[old] = new
        else:
            self._draft.fixes.pop(old, None)
        self.corrected.emit()

    def _lay_out(self) -> None:
        px = self._theme.px
        self._box_column.setContentsMargins(0, 0, 0, 0)
        self._box_column.setSpacing(px(4))
        self._box_column.addWidget(section_heading(self._theme, N_("Likely misspelt. Tick to correct")))
        bar = QHBoxLayout()
        bar.addWidget(self._count, 1)
        bar.addWidget(self.save)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(Space.XXL), px(Space.XL), px(Space.XXL), px(Space.L))
        column.setSpacing(px(Space.M))
        column.addWidget(self.figures)
        column.addWidget(Rule(self._theme))
        column.addWidget(self.notice)
        column.addWidget(self._corrections)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self._stack.addWidget(self.progress)
        self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)


def outcome_figures(result: ImportResult | None) -> list[Figure]:
    """The counts of an import, done or to be done."""
    counts = result.counts if result else {}
    titles = (
        (CREATED, N_("New")),
        (UPDATED, N_("Updated")),
        (UNCHANGED, N_("Unchanged")),
        (SKIPPED, N_("Skipped")),
        (REJECTED, N_("Rejected")),
    )
    return [Figure(title, Plain(integer(counts.get(key, 0)))) for key, title in titles]


def _lines(problems: "tuple[RowProblems, ...] | list[RowProblems]") -> Iterator[tuple[str, str, str, str]]:
    for row in problems:
        for problem in row.problems:
            yield str(row.line), problem.column or "", problem.value, tr_message(problem.reason)


def _offer(column: str, old: str, new: str, count: int) -> str:
    if not count:
        return f"{old} → {new}"
    rows = trn("one row", "{number} rows", count, number=integer(count))
    return tr("{column}: {old} → {new} ({rows})", column=column, old=old, new=new, rows=rows)
