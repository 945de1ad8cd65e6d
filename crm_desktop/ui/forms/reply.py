"""Replying to the customer of a case: a template begins the text, the system's mail program sends it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.letter import filled
from crm_desktop.operations.reply import BY_HAND, BY_MAIL, ReplyDraft, send_reply
from crm_desktop.operations.reply_template import BODY_AT_MOST, SUBJECT_AT_MOST
from crm_desktop.queries.case_answer import Asked
from crm_desktop.queries.reply import ReplyStart, TemplateView, reply_start
from crm_desktop.ui.forms.case_answers import AnswersField, LooksForAnswers, answers_section
from crm_desktop.ui.links import mail
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.fields import ChoiceField, EmailField, LineField, NoteField

_WAYS = ((BY_MAIL, N_("Open it in the mail program")), (BY_HAND, N_("Copy it, to be pasted elsewhere")))
_SENT = Message("Reply written down")
_TOO_LONG = Message("Too long for the mail program: the text is on the clipboard. Paste it there with Ctrl+V.")
_NO_PROGRAM = Message("No mail program could be opened: the text is on the clipboard. Paste it where you write.")
_COPIED = Message("Reply written down. Its text is on the clipboard.")


def ask_for_reply(
    context: PageContext, window: QWidget, case_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Open the form of a reply to a case."""
    code = language()

    def show(start: ReplyStart) -> None:
        ReplyForm(context, window, case_id, title, start, then).record.open()

    def refuse(error: Exception) -> None:
        context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    context.background.read(window, lambda reading: reply_start(reading, case_id, code), show, refuse)


class ReplyForm(QObject):
    """The form; what the template says is written into it as long as nothing else was. Lives as long as its dialog."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        case_id: str,
        title: Text,
        start: ReplyStart,
        then: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._context, self._case_id, self._start, self._then = context, case_id, start, then
        self._templates = {each.id: each for each in start.templates}
        theme = context.theme
        named: list[tuple[str, Text]] = [(each.id, Plain(each.name)) for each in start.templates]
        self.template = ChoiceField(theme, N_("Template"), named)
        self.way = ChoiceField(theme, N_("How it is sent"), _WAYS, empty=False)
        self.to = EmailField(theme, N_("Recipient"))
        self.subject = LineField(theme, N_("Subject of the e-mail"), required=True, max_length=SUBJECT_AT_MOST)
        self.body = NoteField(theme, N_("Reply text"), required=True, lines=9, max_length=BODY_AT_MOST)
        first = next((each for each in start.templates if each.kind_id in (start.kind_id, None)), None)
        self._last = self._filled(first)
        draft = replace(self._last, to=start.to, articles=start.case.used)
        section = FormSection(
            N_("Reply"),
            (
                (("template_id", self.template), ("way", self.way)),
                (("to", self.to), ("subject", self.subject)),
                (("body", self.body),),
            ),
        )
        texts = FormTexts(N_("Reply to the customer"), title, Message("Reply to service case"), lambda _: _SENT)
        sections = [section, answers_section(AnswersField(context, self.body.add))]
        keep_as = KeepAs("case.reply", case_id, {"title": shown(title)})
        self.record = RecordForm(context, window, texts, sections, draft, self._save, self._on_saved, keep_as=keep_as)
        self.record.dialog.primary.set_text(N_("Send"))
        self.setParent(self.record.dialog)
        self.template.changed.connect(self._on_template)
        LooksForAnswers(context, self.record, ("body",), self._ask)

    def _filled(self, template: TemplateView | None) -> ReplyDraft:
        """The reply as a template begins it; without one, about the case."""
        if template is None:
            return ReplyDraft(subject=f"{self._start.number} · {self._start.subject}")
        values = self._start.values
        subject = filled(template.subject or "{number} · {subject}", values)
        return ReplyDraft(template.id, subject=subject[:SUBJECT_AT_MOST], body=filled(template.body, values))

    def _on_template(self) -> None:
        """A text that was changed by hand stays, and the template's goes behind it."""
        made = self._filled(self._templates.get(self.template.value() or ""))
        if self.subject.value() in ("", self._last.subject):
            self.subject.set_value(made.subject)
        if self.body.value().strip() in ("", self._last.body.strip()):
            self.body.set_value(made.body)
        elif made.body:
            self.body.add(made.body)
        self._last = made
        self.body.changed.emit()

    def _ask(self, typed: Mapping[str, Any]) -> Asked:
        """What may help depends on the case; what the template says tells nothing more."""
        return replace(self._start.case, used=typed["articles"])

    def _save(self, work: Any, draft: ReplyDraft) -> str:
        send_reply(work, self._case_id, draft, self._start.case.used)
        self._sent = draft
        return self._case_id

    def _on_saved(self, case_id: str) -> None:
        hand_over(self._context, self._sent)
        self._then(case_id)


def hand_over(context: PageContext, draft: ReplyDraft) -> None:
    """Give a reply to the mail program, else put its text on the clipboard and say so."""
    clipboard = QGuiApplication.clipboard()
    if draft.way == BY_HAND:
        clipboard.setText(f"{draft.subject}\n\n{draft.body}")
        context.navigator.say(_COPIED)
        return
    url = mail(draft.to, draft.subject, draft.body)
    if not url:
        clipboard.setText(draft.body)
        context.navigator.say(_TOO_LONG)
        url = mail(draft.to, draft.subject)
    if not QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode)):
        clipboard.setText(f"{draft.subject}\n\n{draft.body}")
        context.navigator.say(_NO_PROGRAM)
