"""The review page: what several laptops wrote unknown to each other, decided when there is time for it."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.queries.review import Review, ReviewRecord, review_list, review_of
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.reading_page import PageTitle, ReadingPage
from crm_desktop.ui.review.block import Decision
from crm_desktop.ui.review.record_list import RecordList
from crm_desktop.ui.review.record_view import RecordView
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.labels import Rule

_SETTLE_MS, _LIST = 120, 300


class ReviewPage(ReadingPage):
    """The records with something to review, and beside them what of the current one is to be decided."""

    hints = (
        ("↑↓", N_("Move")),
        ("Enter", N_("Decide")),
        ("E", N_("Another value")),
        ("O", N_("Open the record")),
        ("Alt+Down", N_("Next record")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _SETTLE_MS)
        self._wanted: tuple[str, str] | None = None
        self._wanted_item = ""
        self._lists, self._reviews = Latest(context.background, self), Latest(context.background, self)
        self.list, self.view = RecordList(context.theme), RecordView(context)
        self.actions_set = ActionSet(self, self._actions())
        self._build()
        self.list.chosen.connect(self._on_chosen)
        self.view.decided.connect(self.decide)
        self.view.open_wanted.connect(self.open_record)
        self.view.form_wanted.connect(self.open_form)
        context.feed.announced.connect(self.read_soon)

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something now: none while there is nothing to review."""
        return self.hints if self.list.records() else ()

    @property
    def table(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self.list

    def status_text(self) -> str:
        """How much there is to do."""
        count = len(self.list.records())
        return trn("{count} record to review", "{count} records to review", count) if count else ""

    def show_record(self, kind: str, record_id: str, item_id: str = "") -> None:
        """Show what is to be reviewed of a record, and one thing of it."""
        self._wanted, self._wanted_item = (kind, record_id), item_id
        self.read_again()

    # --- what can be done

    def decide(self, decision: Decision) -> None:
        """Write a decision as one step."""
        done = decision.done
        self._context.background.write(
            decision.step,
            decision.operation,
            lambda _result: self._context.navigator.did(done),
            self._on_failed,
            owner=self,
        )

    def open_record(self) -> None:
        """Go to the record itself."""
        if (record := self.list.current()) is not None:
            self._context.navigator.open(record.kind, record.record_id)

    def open_form(self) -> None:
        """Edit the record in its form; what is saved there decides what it changes."""
        from crm_desktop.ui.pages import detail_source, page_of_kind

        if (record := self.list.current()) is None:
            return
        if page_of_kind(record.kind):
            source = detail_source(record.kind, self._context.choices)
            source.edit(self._context, self.window(), record.record_id, lambda _id: None)
        else:
            self.open_record()

    def _actions(self) -> list[Action]:
        keep, edit, open_it = N_("Keep all that is shown"), N_("Write another value"), N_("Open the record")
        following, previous = N_("Next record"), N_("Previous record")
        view, listed, can = self.view, self.list, self._has_any
        return [
            Action("review.keep", keep, view.keep_all, N_("Decide the whole record"), "Ctrl+Return", "check", can),
            Action("review.edit", edit, view.edit, N_("Neither of the versions"), "E", "pencil", can),
            Action("review.open", open_it, self.open_record, N_("Look at it on its page"), "O", "external-link", can),
            Action("review.next", following, lambda: listed.step(1), N_("Go on"), "Alt+Down", "arrow-down", can),
            Action("review.previous", previous, lambda: listed.step(-1), N_("Go back"), "Alt+Up", "arrow-up", can),
        ]

    def _has_any(self) -> bool:
        return self.list.current() is not None

    # --- reading

    def read_again(self) -> None:
        """Read what there is to review now."""
        super().read_again()
        code = language()
        self._lists.read(lambda reading: review_list(reading, code), self._on_list)

    def _on_list(self, records: list[ReviewRecord]) -> None:
        current = self._wanted or self._key(self.list.current())
        self._title.count.set_text(Plain(integer(len(records)) if records else ""))
        self._stack.setCurrentIndex(0 if records else 1)
        self.list.blockSignals(True)
        self.list.show_records(records, current)
        self.list.blockSignals(False)
        self._wanted = None
        self._read_review()
        self.status_changed.emit()

    def _on_chosen(self, _record: ReviewRecord) -> None:
        self._read_review()

    def _read_review(self) -> None:
        record, code = self.list.current(), language()
        self.actions_set.refresh()
        if record is None:
            self._reviews.cancel()
            self.view.show_review(None)
            # Once the button is really gone: until then it has the keyboard.
            QTimer.singleShot(0, self, self._take_keyboard)
            return
        kind, record_id = record.kind, record.record_id
        query = partial(review_of, kind=kind, record_id=record_id, language=code)
        self._reviews.read(query, self._on_review, lambda _error: self.view.show_review(None))

    def _on_review(self, review: Review) -> None:
        # What looks the same keeps its focus, its place and what is typed.
        if review != self.view.review:
            self.view.show_review(review)
            if self.isVisible() and QApplication.focusWidget() is None:
                self.view.focus_first()
        item, self._wanted_item = self._wanted_item, ""
        if item:
            QTimer.singleShot(0, self.view, lambda: self.view.go_to(item))

    def _take_keyboard(self) -> None:
        """The button that decided the last thing is gone: keys go on working."""
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or self.isAncestorOf(focus)):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: Exception) -> None:
        self._context.navigator.refuse(getattr(error, "message", Message("This could not be decided.")))
        self.read_again()

    @staticmethod
    def _key(record: ReviewRecord | None) -> tuple[str, str] | None:
        return (record.kind, record.record_id) if record else None

    # --- building

    def _build(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._title = PageTitle(self._theme, N_("To review"))
        column.addWidget(self._title)
        column.addWidget(Rule(self._theme))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.list.setFixedWidth(px(_LIST))
        self.name_parts()
        row.addWidget(self.list)
        row.addWidget(_Line(self._theme))
        row.addWidget(self.view, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(both)
        self._stack.addWidget(
            EmptyState(
                self._theme,
                N_("Nothing to review"),
                N_(
                    "When two people change the same field on two laptops, or add the same customer, it stands here"
                    " until somebody decides. Work goes on meanwhile."
                ),
            )
        )
        column.addWidget(self._stack, 1)

    # --- what happens to the page

    def name_parts(self) -> None:
        """Name the list."""
        self.list.setAccessibleName(tr("Records to review"))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        width = min(self._theme.px(_LIST), max(self._theme.px(140), self.width() // 3))
        self.list.setFixedWidth(width)


class _Line(QWidget):
    """The line between list and record."""

    def __init__(self, theme: Any) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.strong_line))
        painter.end()
