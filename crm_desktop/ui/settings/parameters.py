"""The rules of the business on one page, made from their declarations: explained, searched, and changed at once."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations import parameter
from crm_desktop.operations.parameter import GROUPS, PARAMETERS, ParameterType, group_of, parameters, set_parameter
from crm_desktop.queries.affected import AFFECTED, affected
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, IntegerField, LineField
from crm_desktop.ui.widgets.labels import Label, section_heading

_PAUSE_MS = 250
# What a company chose when it began is no deviation from anything.
_WITHOUT_DEFAULT = (parameter.TEXT, parameter.CURRENCY, parameter.TIME_ZONE)


class ParameterLine(QWidget):
    """One setting: its field, why one would change it, who is affected, and the ways to save and to the default."""

    def __init__(self, context: PageContext, of: ParameterType, save: Callable[[str, Any], None]) -> None:
        super().__init__()
        self._context, self.of, self._save = context, of, save
        theme, px = context.theme, context.theme.px
        self._value: Any = None
        self._reads = Latest(context.background, self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)
        self.field = _field(context, of)
        self.reset = LinkButton(theme, N_("Back to the default"))
        self.save = Button(theme, N_("Save"), kind="primary")
        self.said = Label(theme, "", Role.SMALL, colour="accent_text", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(14))
        column.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.field.setMaximumWidth(px(420))
        row.addWidget(self.field, 1)
        for button in (self.save, self.reset):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(0)
        column.addLayout(row)
        column.addWidget(Label(theme, of.explanation, Role.SMALL, colour="text3", wrap=True))
        column.addWidget(self.said)
        self.said.hide()
        self.field.changed.connect(self._on_changed)
        self.save.clicked.connect(lambda: self._write(self.field.value()))
        self.reset.clicked.connect(lambda: self._write(of.default))
        if isinstance(self.field, LineField | IntegerField):
            self.field.edit.returnPressed.connect(lambda: self._write(self.field.value()))

    def show_value(self, value: Any) -> None:
        """Show what is set; what is being typed stays."""
        if self._value is None or not self._is_changed():
            self.field.set_value(value)
        self._value = value
        self._show_state()
        if self.of.name in AFFECTED:
            self._pause.start()

    def matches(self, words: str) -> bool:
        """Whether title or explanation hold these words."""
        text = f"{tr(self.of.title)} {tr(self.of.explanation)}".casefold()
        return all(word in text for word in words.casefold().split())

    def _is_changed(self) -> bool:
        return bool(self.field.value() != self._value)

    def _on_changed(self) -> None:
        self.field.show_error(self.field.complaint())
        self._show_state()
        if self.of.name in AFFECTED:
            self._pause.start()

    def _show_state(self) -> None:
        self.save.setVisible(self._is_changed())
        has_default = self.of.type not in _WITHOUT_DEFAULT and self._value != self.of.default
        self.reset.setVisible(has_default and not self._is_changed())

    def _write(self, value: Any) -> None:
        if self._context.background.against_writing or against(self._context.background, ADMINISTER):
            self._context.navigator.refuse(Message(against(self._context.background, ADMINISTER)))
        elif self.field.complaint() is None:
            self.field.show_error(None)
            self._save(self.of.name, value)

    def refused(self, error: Exception) -> None:
        """Say beside the field why the value cannot be."""
        if isinstance(error, Invalid):
            self.field.show_error(next(iter(error.fields.values())))
        else:
            self._context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    def saved(self) -> None:
        """What is typed is what is set now."""
        self._value = None

    def _count(self) -> None:
        value, name = self.field.value(), self.of.name
        if value is None or self.field.complaint() is not None:
            self._say(None)
        else:
            self._reads.read(lambda reading: affected(reading, name, value), self._say)

    def _say(self, text: Message | None) -> None:
        self.said.set_text(text or "")
        self.said.setVisible(text is not None)


class ParametersSection(QWidget):
    """All settings in groups below a search."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        theme, px = context.theme, context.theme.px
        self.search = LineField(theme, N_("Search"), placeholder=N_("Search the rules"))
        self.search.show_label(False)
        self.nothing = Label(theme, N_("No rule says this. Try another word."), Role.BODY, colour="text2")
        self.lines = {each.name: ParameterLine(context, each, self.save) for each in PARAMETERS}
        self._groups: list[tuple[QWidget, list[ParameterLine]]] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(Space.XL), px(8), px(Space.XL), px(Space.XL))
        column.setSpacing(px(8))
        for title in GROUPS:
            lines = [line for name, line in self.lines.items() if group_of(name) == title]
            if lines:
                heading = section_heading(theme, title)
                self._groups.append((heading, lines))
                column.addWidget(heading)
                for line in lines:
                    column.addWidget(line)
        column.addWidget(self.nothing)
        column.addStretch(1)
        self.nothing.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
        top.addWidget(self.search)
        outer.addLayout(top)
        outer.addWidget(area, 1)
        self.search.changed.connect(self.narrow)
        context.feed.subscribe(self, ("parameter",), lambda _changes: self.reload())
        self.reload()

    def reload(self) -> None:
        """Read what is set."""
        self._context.background.read(self, parameters, self._on_read)

    def narrow(self) -> None:
        """Show what the words in the search say."""
        words, any_found = self.search.value(), False
        for heading, lines in self._groups:
            found = [line.matches(words) or words.casefold() in _text_of(heading) for line in lines]
            for line, is_found in zip(lines, found, strict=True):
                line.setVisible(is_found)
            heading.setVisible(any(found))
            any_found = any_found or any(found)
        self.nothing.setVisible(not any_found)

    def save(self, name: str, value: Any) -> None:
        """Write one setting as one step that can be undone."""
        line = self.lines[name]
        step = Message("Set “{what}”", what=Message(line.of.title))

        def done(_none: None) -> None:
            line.saved()
            self._context.navigator.did(Message("“{what}” is set", what=Message(line.of.title)))
            self.reload()

        self._context.background.write(
            step, lambda work: set_parameter(work, name, value), done, line.refused, owner=self
        )

    def _on_read(self, values: Mapping[str, Any]) -> None:
        for name, line in self.lines.items():
            line.show_value(values[name])


def _text_of(heading: QWidget) -> str:
    return heading.text().casefold() if isinstance(heading, Label) else ""


def _field(context: PageContext, of: ParameterType) -> Field:
    theme, title = context.theme, of.title
    match of.type:
        case parameter.FLAG:
            return CheckField(theme, title)
        case parameter.INTEGER:
            return IntegerField(theme, title, least=of.least, most=of.most)
        case parameter.CHOICE:
            return ChoiceField(theme, title, of.choices, empty=False)
        case _:
            return LineField(theme, title, max_length=120)


make = ParametersSection
