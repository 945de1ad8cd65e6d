"""What may help, below the fields of a case: found while somebody types, taken over with a key, kept with the case."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.case_answer import Alike, Answers, Asked, Fitting, answers_for
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.step_list import StepList, StepRow

TAKE = "F7"
_LOOK_AFTER_MS = 300
_SHOWN, _ROW, _EXCERPT = 4, 52, 600
_NAME = "articles"
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
Found = Fitting | Alike


class AnswersField(Field):
    """Articles and earlier cases; its value are the ids of the articles that are used for the case.

    `insert` puts a text into what was done, where that is being written: then earlier cases can be taken over, too.
    """

    resized = Signal()

    def __init__(self, context: PageContext, insert: Callable[[str], None] | None = None) -> None:
        super().__init__(context.theme, N_("Articles and earlier cases"))
        self._context, self._insert = context, insert
        self._used: tuple[str, ...] = ()
        self._found: dict[str, Found] = {}
        theme, px = context.theme, context.theme.px
        self.list = StepList(theme)
        self.list.setAccessibleName(tr("Articles and earlier cases"))
        self.list.chosen.connect(lambda _key: self._describe_current())
        self.list.doubleClicked.connect(lambda _index: self.take())
        self.list.installEventFilter(self)
        self.text = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.button = Button(theme, N_("Take over"), kind="quiet", icon="corner-down-left", key=TAKE, height=28)
        self.button.clicked.connect(self.take)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.button)
        line.addStretch(1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.list)
        column.addWidget(self.text)
        column.addLayout(line)
        self._put(body)
        self.setFocusProxy(self.list)
        # The heading of its section says the same.
        self.show_label(False)
        self.text.hide()
        self._fit()

    def value(self) -> tuple[str, ...]:
        """The articles that are used."""
        return self._used

    def set_value(self, value: Sequence[str] | None) -> None:
        """Use these articles."""
        self._used = tuple(value or ())

    def has_answers(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._found)

    def tab_stops(self) -> list[QWidget]:
        """The list, then what takes its current line over."""
        return [self.list, self.button]

    def show_answers(self, found: Answers) -> None:
        """Show what may help; what is current stays so while it is there."""
        current = self.list.current()
        self._found = {f"article:{each.id}": each for each in (*found.used, *found.articles)}
        self._found |= {f"case:{each.id}": each for each in found.cases}
        self._show(current)

    def take(self) -> None:
        """Take the current line over: its text into what was done, and of an article itself into the case.

        An article that is used already is not any more.
        """
        found = self._found.get(self.list.current() or "")
        if isinstance(found, Fitting):
            is_used = found.id in self._used
            self._used = tuple(each for each in self._used if each != found.id) if is_used else (*self._used, found.id)
            if not is_used and self._insert is not None:
                self._insert(found.body)
            self._show(self.list.current())
            self.changed.emit()
        elif found is not None and self._insert is not None and found.handling:
            self._insert(found.handling)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list:
            if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _TAKES:
                # With Ctrl it saves the form.
                if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.take()
                    return True
            elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self._read_on(event.type() is QEvent.Type.FocusIn)
        return False

    def retranslate(self) -> None:
        """Say everything in the current language."""
        super().retranslate()
        self._show(self.list.current())

    def _read_on(self, wanted: bool) -> None:
        """What the current line says is read only by whoever looks at the list."""
        if self.text.isHidden() is wanted:
            self.text.setVisible(wanted)
            self.resized.emit()

    def _show(self, current: str | None) -> None:
        self.list.clear()
        rows = [self._as_row(key, each) for key, each in self._found.items()]
        self.list.add(rows, has_more=False)
        if current in self._found:
            self.list.setCurrentIndex(self.list.model().index(list(self._found).index(current), 0))
        self._fit()
        self._describe_current()

    def _fit(self) -> None:
        self.list.setFixedHeight(self.theme.px(_ROW) * max(1, min(len(self._found), _SHOWN)))

    def _as_row(self, key: str, each: Found) -> StepRow:
        if isinstance(each, Fitting):
            used = tr("used for this case") if each.id in self._used else ""
            said = tr("Article {number}", number=each.number)
            return StepRow(key, each.title, used or said, _one_line(each.body))
        state = self._context.choices.state("case_status", each.status, language()) or ""
        said = " · ".join(part for part in (each.number, state) if part)
        return StepRow(key, each.subject, said, _one_line(each.handling or tr("Nothing is written down yet")))

    def _describe_current(self) -> None:
        found = self._found.get(self.list.current() or "")
        said = found.body if isinstance(found, Fitting) else (found.handling or "") if found is not None else ""
        self.text.set_text(Plain(said if len(said) <= _EXCERPT else said[:_EXCERPT] + "…"))
        can_insert = self._insert is not None and bool(said)
        self.button.setEnabled(isinstance(found, Fitting) or can_insert)
        if isinstance(found, Fitting) and found.id in self._used:
            self.button.set_text(N_("Use it no more"))
        else:
            self.button.set_text(N_("Take over") if self._insert is not None else N_("Use for the answer"))


class LooksForAnswers(QObject):
    """Looks while somebody types; it lives as long as the dialog of the form.

    `ask` makes the question of what the fields of these `names` hold now.
    """

    def __init__(
        self,
        context: PageContext,
        record: RecordForm,
        names: Sequence[str],
        ask: Callable[[Mapping[str, Any]], Asked],
    ) -> None:
        super().__init__(record.dialog)
        field = record.form.field(_NAME)
        assert isinstance(field, AnswersField)
        self._record, self._names, self._ask, self._field = record, names, ask, field
        self._latest = Latest(context.background, self)
        self._asked: Asked | None = None
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._pause.timeout.connect(self.look)
        for name in names:
            record.form.field(name).changed.connect(self._pause.start)
        field.resized.connect(record.dialog.place)
        record.dialog.installEventFilter(self)
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key that no field of the dialog takes."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F7:
            if self._field.isVisible():
                self._field.take()
            return True
        return False

    def look(self) -> None:
        """Ask now, if something else is asked than before."""
        self._pause.stop()
        form = self._record.form
        asked = self._ask({name: form.field(name).value() for name in (*self._names, _NAME)})
        if asked != self._asked:
            self._asked = asked
            self._latest.read(lambda reading: answers_for(reading, asked), self._on_found)

    def _on_found(self, found: Answers) -> None:
        self._field.show_answers(found)
        # The section comes and goes with what was found.
        self._record.form.count_problems()


def answers_section(field: AnswersField) -> FormSection:
    """The part of a form with what may help; without anything it is not there."""
    return FormSection(N_("What may help"), (((_NAME, field),),), lambda _form: field.has_answers())


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_EXCERPT]
