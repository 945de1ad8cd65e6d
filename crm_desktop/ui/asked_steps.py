"""A step of one or several records that is asked for with a few words: what is approved, sent back, or ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import DateField, NoteField

_WIDTH = 540
Saved = Callable[[str], None]


@dataclass(frozen=True)
class Said:
    """A few words to a step, and the day it happened."""

    reason: str | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class AskedStep:
    """A step that is asked for: its names, the label of the words, and what writes it."""

    title: str
    step: Message
    done: Message
    words: Text
    button: str
    write: Callable[[Any, str, Said], None]
    needs_words: bool = False
    has_day: bool = False


def ask_step(
    context: PageContext, window: QWidget, asked: AskedStep, ids: Sequence[str], name: str, saved: Saved
) -> None:
    """Ask for the words and the day of a step, and write it for one or several records."""

    def save(work: Any, said: Said) -> str:
        for each in ids:
            asked.write(work, each, said)
        return ids[-1]

    theme = context.theme
    words = NoteField(theme, asked.words, lines=3, max_length=4000, required=asked.needs_words)
    rows: list[Any] = [(("reason", words),)]
    if asked.has_day:
        rows.insert(0, (("closed_on", DateField(theme, N_("Ended on"), today=context.today, required=True)),))
    texts = FormTexts(asked.title, Plain(name), asked.step, lambda _: asked.done)
    start = Said(closed_on=context.today() if asked.has_day else None)
    section = FormSection(N_("In words"), tuple(rows))
    form = RecordForm(context, window, texts, [section], start, save, saved, width=_WIDTH)
    form.dialog.primary.set_text(asked.button)
    form.open()
