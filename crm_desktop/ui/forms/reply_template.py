"""The form of a template of replies: its text with fields, checked while it is typed, and how a reply would begin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QWidget

from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.letter import filled
from crm_desktop.operations.reply_template import (
    BODY_AT_MOST,
    FIELDS,
    NAME_AT_MOST,
    SUBJECT_AT_MOST,
    ReplyTemplateDraft,
    complaint,
    create_reply_template,
    reply_template_draft,
    update_reply_template,
)
from crm_desktop.queries.reply import sample_values
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import LineField, NoteField
from crm_desktop.ui.widgets.labels import Label, section_heading

_WIDTH, _LINES = 720, 9
Then = Callable[[], None]


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, what the fields say of the newest case, and the journal's place."""

    draft: ReplyTemplateDraft = field(default_factory=ReplyTemplateDraft)
    values: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


class FilledLine(LineField):
    """A line whose fields must be known."""

    def complaint(self) -> Message | None:
        """What is wrong with a field, said while it is typed."""
        return super().complaint() or complaint(self.value())


class FilledText(NoteField):
    """A text whose fields must be known."""

    def complaint(self) -> Message | None:
        """What is wrong with a field, said while it is typed."""
        return super().complaint() or complaint(self.edit.toPlainText())


def open_template_form(context: PageContext, window: QWidget, template_id: str | None, then: Then) -> None:
    """Open the form of a template, or of a new one."""
    code = language()

    def read(reading: Any) -> Loaded:
        draft = reply_template_draft(reading, template_id) if template_id else ReplyTemplateDraft()
        return Loaded(draft, sample_values(reading, code), reading.position)

    def show(loaded: Loaded) -> None:
        TemplateForm(context, window, template_id, loaded, then).record.open()

    context.background.read(window, read, show)


class TemplateForm(QObject):
    """The template, the fields to put in, and below it how a reply to the newest case would begin."""

    def __init__(
        self, context: PageContext, window: QWidget, template_id: str | None, loaded: Loaded, then: Then
    ) -> None:
        super().__init__(window)
        self._template_id, self._values = template_id, loaded.values
        self._opened = Opened(
            loaded.draft, loaded.position, lambda reading: reply_template_draft(reading, template_id or "")
        )
        self.theme = theme = context.theme
        self.subject = FilledLine(theme, N_("Subject of the e-mail"), max_length=SUBJECT_AT_MOST)
        self.body = FilledText(theme, N_("Reply text"), required=True, lines=_LINES, max_length=BODY_AT_MOST)
        name = LineField(theme, N_("Name"), required=True, max_length=NAME_AT_MOST)
        kind = choice(context, N_("Kind"), "case_kind", help_text=N_("Offered first for cases of this kind."))
        section = FormSection(
            N_("Template"),
            ((("name", name), ("kind_id", kind)), (("subject", self.subject),), (("body", self.body),)),
        )
        step = Message("Change reply template") if template_id else Message("Add reply template")
        texts = FormTexts(
            N_("Reply template"),
            N_("What stands in braces is filled in when somebody replies."),
            step,
            lambda _name: Message("Template saved"),
        )
        self.record = RecordForm(
            context,
            window,
            texts,
            [section],
            loaded.draft,
            self._save,
            lambda _id: then(),
            width=_WIDTH,
            opened=self._opened if template_id else None,
            keep_as=KeepAs("reply_template", template_id),
        )
        self.setParent(self.record.dialog)
        body = self.record.dialog.body
        body.addLayout(self._tools())
        body.addWidget(section_heading(theme, N_("How a reply would begin")))
        self.sample = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        body.addWidget(self.sample)
        self.record.form.changed.connect(self._show_sample)
        self._show_sample()

    def put(self, name: str) -> None:
        """Write a field where somebody wrote last."""
        last = self._last
        if isinstance(last, QLineEdit):
            last.insert("{" + name + "}")
        else:
            last.insertPlainText("{" + name + "}")
        last.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _last(self) -> QLineEdit | QPlainTextEdit:
        line = self.subject.focusProxy()
        return line if isinstance(line, QLineEdit) and line.hasFocus() else self.body.edit

    def _tools(self) -> QHBoxLayout:
        insert = Button(self.theme, N_("Put in a field"), icon="plus")
        # Else it takes the keyboard from where the field goes.
        insert.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        insert.clicked.connect(lambda: self._offer(insert))
        row = QHBoxLayout()
        row.addWidget(insert)
        row.addStretch(1)
        return row

    def _offer(self, button: Button) -> None:
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, means in FIELDS.items():
            action = menu.addAction(f"{{{name}}}\t{tr(means)}")
            action.triggered.connect(lambda _checked=False, name=name: self.put(name))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _show_sample(self) -> None:
        subject, text = str(self.subject.value()), self.body.edit.toPlainText()
        said = "\n\n".join(part for part in (subject, text) if part)
        self.sample.set_text(Plain(filled(said, self._values) if self._values else said))
        for each in (self.subject, self.body):
            each.show_warning(complaint(str(each.value())))

    def _save(self, work: Any, draft: ReplyTemplateDraft) -> str:
        if self._template_id is None:
            return create_reply_template(work, draft)
        update_reply_template(work, self._template_id, draft, self._opened.draft, self._opened.position)
        return self._template_id
