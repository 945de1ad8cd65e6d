"""The form of a campaign's letter: its text with fields, checked while it is typed, and what the first member gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.campaign import write_letter
from crm_desktop.operations.letter import FIELDS, LONGEST, complaint, filled, values_for
from crm_desktop.queries.campaign import campaign_details
from crm_desktop.queries.campaign_recipient import Recipient, recipients
from crm_desktop.queries.company import company_name
from crm_desktop.reports.campaign_request import LETTERS, CampaignPrint
from crm_desktop.ui.dialogs.print_campaign import CampaignPanel
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import NoteField
from crm_desktop.ui.widgets.labels import Label, section_heading

_WIDTH, _LINES = 720, 14


@dataclass(frozen=True)
class LetterDraft:
    """The text of the letters."""

    letter: str | None = None


@dataclass(frozen=True)
class _Loaded:
    """What the form begins with: the campaign's name, its text, and what the fields say for the first member."""

    name: str
    text: str | None
    values: Mapping[str, str]
    to: str
    position: int


def open_letter(page: RecordPage, campaign_id: str) -> None:
    """Open the letter of a campaign."""
    context = page.context

    def read(reading: Any) -> _Loaded:
        details = campaign_details(reading, campaign_id)
        first: Recipient | None = next(recipients(reading, ListSpec(), campaign_id, most=1), None)
        day = formats.day_far(context.today(), language())
        values = values_for(first, company_name(reading), day) if first else {}
        return _Loaded(details.name, details.letter, values, values.get("name", ""), reading.position)

    def show(loaded: _Loaded) -> None:
        LetterForm(page, campaign_id, loaded).record.open()

    context.background.read(page, read, show)


class LetterField(NoteField):
    """A text whose fields must be known."""

    def complaint(self) -> Message | None:
        """What is wrong with a field, said while it is typed."""
        return super().complaint() or complaint(self.edit.toPlainText())


class LetterForm(QObject):
    """The text, the fields to put in, and the letter to the first member below; lives as long as its dialog."""

    def __init__(self, page: RecordPage, campaign_id: str, loaded: _Loaded) -> None:
        super().__init__(page)
        self._page, self._campaign_id, self._loaded = page, campaign_id, loaded
        theme = page.context.theme
        self.text = LetterField(theme, N_("Text"), lines=_LINES, max_length=LONGEST)
        texts = FormTexts(N_("Letter"), Plain(loaded.name), Message("Write letter"), lambda _: Message("Letter kept"))
        section = FormSection(N_("What the letter says"), ((("letter", self.text),),))
        draft = LetterDraft(loaded.text)
        self.record = RecordForm(
            page.context, page.window(), texts, [section], draft, self._save, lambda _id: None, width=_WIDTH
        )
        body = self.record.dialog.body
        body.addLayout(self._tools())
        to = Message("To {name}", name=loaded.to) if loaded.to else N_("Nobody takes part yet")
        body.addWidget(section_heading(theme, to))
        self.sample = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        body.addWidget(self.sample)
        self.record.form.changed.connect(self._show_sample)
        self.setParent(self.record.dialog)
        self._show_sample()

    def put(self, name: str) -> None:
        """Write a field where the cursor stands."""
        self.text.edit.insertPlainText("{" + name + "}")
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def preview(self) -> None:
        """Set the page of the first member as it is typed now."""
        page, context = self._page, self._page.context
        wanted = CampaignPrint(self._campaign_id, LETTERS, language(), context.today(), text=self.text.value(), most=1)
        panel = CampaignPanel(
            page, context.theme, context.background, context.preferences, context.navigator, shown(N_("Letter"))
        )
        panel.open_panel()
        panel.begin(context.path, wanted)

    def _tools(self) -> QHBoxLayout:
        theme = self._page.context.theme
        insert, look = Button(theme, N_("Put in a field"), icon="plus"), Button(theme, N_("See the page"), icon="eye")
        insert.clicked.connect(lambda: self._offer(insert))
        look.clicked.connect(self.preview)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(insert)
        row.addWidget(look)
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
        text = self.text.edit.toPlainText()
        self.sample.set_text(Plain(filled(text, self._loaded.values) if self._loaded.values else text))
        wrong = complaint(text)
        self.text.show_warning(wrong)

    def _save(self, work: Any, draft: LetterDraft) -> str:
        write_letter(work, self._campaign_id, draft.letter, self._loaded.text, self._loaded.position)
        return self._campaign_id
