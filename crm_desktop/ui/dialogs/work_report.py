"""What people did in some days, on screen: every figure that is a list opens it, and all of it goes on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.viewer import REPORT
from crm_desktop.queries import work_report as work
from crm_desktop.queries.work_report import TITLES, PersonWork, WorkFigure, WorkReport, WorkRequest, work_report
from crm_desktop.ui.background import Latest
from crm_desktop.ui.company_fields import offered
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.print_list import Saving
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import LinkButton
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.fields import ChoiceField
from crm_desktop.ui.widgets.labels import Label

_JOB = "crm_desktop.reports.work_report.print_work"
_WIDTH, _MOST_ABREAST = 760, 6
# What a person's figures and the titles beside them take at least.
_COLUMN, _TITLES = 76, 190
_EVERYBODY = "all"
TODAY, YESTERDAY, THIS_WEEK, LAST_WEEK = "today", "yesterday", "this_week", "last_week"
PERIODS: tuple[tuple[str, Text], ...] = (
    (TODAY, N_("Today")),
    (YESTERDAY, N_("Yesterday")),
    (THIS_WEEK, N_("This week")),
    (LAST_WEEK, N_("Last week")),
)


@dataclass(frozen=True)
class Days:
    """The days of a report."""

    first: date
    last: date


def days_of(period: str, today: date) -> Days:
    """The days of a period told from today; a week begins on Monday."""
    monday = today - timedelta(days=today.weekday())
    return {
        TODAY: Days(today, today),
        YESTERDAY: Days(today - timedelta(days=1), today - timedelta(days=1)),
        THIS_WEEK: Days(monday, monday + timedelta(days=6)),
        LAST_WEEK: Days(monday - timedelta(days=7), monday - timedelta(days=1)),
    }[period]


class WorkDialog(Dialog):
    """Counts anew whenever another period or person is chosen."""

    def __init__(self, context: PageContext, window: QWidget) -> None:
        super().__init__(
            window,
            context.theme,
            N_("Work report"),
            context=N_("Counted from the records; a figure opens what it counts"),
            primary=N_("Preview and print"),
            width=_WIDTH,
        )
        self._services, self._window, theme = context, window, context.theme
        self._reads = Latest(context.background, self)
        me = context.background.viewer.user_id
        self.period = Segmented(theme, PERIODS)
        self.period.set_value(TODAY)
        people = [(_EVERYBODY, N_("Everybody I see")), *offered(context, "users")]
        self.person = ChoiceField(theme, N_("Whose work"), people, empty=False)
        self.person.set_value(me or _EVERYBODY)
        self.person.setVisible(context.background.viewer.may(REPORT))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(self.period, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.person, 1)
        self.body.addLayout(row)
        self.days = Label(theme, Plain(""), Role.SECTION)
        self.body.addWidget(self.days)
        self._board = QWidget()
        self.body.addWidget(self._board)
        self.cells: dict[tuple[str, str], LinkButton] = {}
        self.period.changed.connect(self.read)
        self.person.changed.connect(self.read)
        self.submitted.connect(self._print)

    def request(self) -> WorkRequest:
        """What is asked for."""
        days, person = days_of(self.period.value(), self._services.today()), self.person.value()
        return WorkRequest(days.first, days.last, () if person in (None, _EVERYBODY) else (person,))

    def read(self) -> None:
        """Count."""
        wanted = self.request()
        self._reads.read(lambda reading: work_report(reading, wanted), self._show, self._on_failed)

    def _show(self, report: WorkReport) -> None:
        self.days.set_text(Plain(formats.period(report.first, report.last, language())))
        old, self._board = self._board, QWidget()
        self.body.replaceWidget(old, self._board)
        old.hide()
        old.deleteLater()
        self.cells = {}
        self._fill(report)
        # What is new in a layout has a size only when that was worked out.
        self._board.show()
        self.body.activate()
        self.place()

    def _fill(self, report: WorkReport) -> None:
        grid = QGridLayout(self._board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.theme.px(16))
        grid.setVerticalSpacing(self.theme.px(6))
        grid.setColumnStretch(0, 1)
        busiest = sorted(report.people, key=lambda each: (-each.count(work.CONTACTS), each.name))
        people = busiest[: self._abreast()]
        for column, person in enumerate(people, 1):
            if len(report.people) > 1:
                grid.setColumnMinimumWidth(column, self.theme.px(_COLUMN))
                head = Label(self.theme, Plain(person.name), Role.SMALL, colour="text3", elide=True)
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(head, 0, column)
        for row, name in enumerate(work.FIGURES, 1):
            grid.addWidget(Label(self.theme, TITLES[name], Role.BODY), row, 0)
            for column, person in enumerate(people, 1):
                cell = self._cell(person, name, report.currency, is_alone=len(report.people) == 1)
                grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignRight)
        if len(report.people) > len(people):
            more = Message("{count} more people are on paper.", count=len(report.people) - len(people))
            grid.addWidget(Label(self.theme, more, Role.SMALL, colour="text3"), len(work.FIGURES) + 1, 0)

    def _abreast(self) -> int:
        """How many people have room side by side."""
        px = self.theme.px
        room = min(px(_WIDTH), self.most_width()) - 2 * px(28) - px(_TITLES)
        return max(1, min(_MOST_ABREAST, room // px(_COLUMN + 16)))

    def _cell(self, person: PersonWork, name: str, currency: str, *, is_alone: bool) -> QWidget:
        figure = person.figures[name]
        text = self._words(person, name, figure, currency) if is_alone else formats.integer(figure.count)
        if figure.spec is None or not figure.count:
            return Label(self.theme, Plain(text), Role.BODY, colour="text2", tabular=True)
        button = LinkButton(self.theme, Plain(text), role=Role.BODY)
        button.setAccessibleName(f"{tr(TITLES[name])}, {person.name}: {text}")
        button.clicked.connect(self._opener(figure))
        self.cells[person.user_id, name] = button
        return button

    def _words(self, person: PersonWork, name: str, figure: WorkFigure, currency: str) -> str:
        """A figure with what is known beside it: an amount, or the kinds of contacts there were most of."""
        count = formats.integer(figure.count)
        if figure.amount_minor:
            return f"{count} · {formats.money(figure.amount_minor, currency, symbol=True)}"
        if name == work.CONTACTS and person.by_kind:
            kinds = ((self._services.choices.name(kind, language()), n) for kind, n in person.by_kind.items())
            listed = sorted(kinds, key=lambda each: (-each[1], each[0] or ""))
            return " · ".join([count, *(f"{kind} {formats.integer(n)}" for kind, n in listed[:3])])
        return count

    def _opener(self, figure: WorkFigure) -> Callable[[], None]:
        def open_list() -> None:
            self.accept()
            if figure.kind is not None and figure.spec is not None:
                self._services.navigator.show_list(figure.kind, figure.spec)

        return open_list

    def _print(self) -> None:
        self.set_busy(N_("Setting the pages…"))
        context, wanted = self._services, self.request()
        context.background.run(
            self,
            _JOB,
            (str(context.path), context.background.viewer, wanted, language()),
            lambda pdf: self._preview(pdf, wanted),
            self._on_failed,
            title=Message("Work report"),
        )

    def _preview(self, pdf: bytes, wanted: WorkRequest) -> None:
        self.set_busy(None)
        self.accept()
        context, name = self._services, f"{tr('Work report')} {wanted.first.isoformat()} {wanted.last.isoformat()}"
        saving = Saving(self._window, name, context.background, context.preferences, context.navigator)
        ReportPreview(self._window, context.theme, context.background, pdf, saving.ask)

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(None)
        self.show_note(error.message if isinstance(error, Problem) else N_("The pages could not be set. Try again."))


def open_work_report(context: PageContext, window: QWidget) -> WorkDialog:
    """Show what somebody did, over a window."""
    dialog = WorkDialog(context, window)
    dialog.open_panel()
    dialog.read()
    return dialog
