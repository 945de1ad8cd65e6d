"""The form of an article of the answers library, and what publishing it asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.article import (
    BODY_AT_MOST,
    TITLE_AT_MOST,
    ArticleDraft,
    article_draft,
    create_article,
    new_article,
    publish_article,
    update_article,
)
from crm_desktop.queries.people import referred_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.fields import LineField, NoteField

_STEP_WIDTH = 560


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, and the journal's place."""

    draft: ArticleDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


@dataclass(frozen=True)
class Publishing:
    """What is asked when an article is published."""

    note: str | None = None


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new article, some of its fields filled in."""
    draft = preset(new_article(reading), values)
    return Loaded(draft, referred_names(reading, draft))


def load_known(reading: Any, article_id: str) -> Loaded:
    """An article as it is now."""
    draft = article_draft(reading, article_id)
    return Loaded(draft, referred_names(reading, draft), reading.position)


def open_article_form(
    context: PageContext, window: QWidget, article_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new article, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: article_draft(reading, article_id or ""))

    def save(work: Any, draft: ArticleDraft) -> str:
        if article_id is None:
            return create_article(work, draft)
        update_article(work, article_id, draft, opened.draft, opened.position)
        return article_id

    sections, texts = shipped_sections(context, loaded), _texts(article_id, loaded.draft)
    known, keep_as = opened if article_id else None, KeepAs("article", article_id)
    RecordForm(context, window, texts, sections, loaded.draft, save, saved, opened=known, keep_as=keep_as).open()


def ask_what_changed(
    context: PageContext, window: QWidget, article_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask what is new in the version that publishing an article makes."""

    def publish(work: Any, asked: Publishing) -> str:
        publish_article(work, article_id, asked.note)
        return article_id

    note = NoteField(context.theme, N_("What is new in this version"), lines=3, max_length=500)
    section = FormSection(
        N_("It is offered where cases are answered, and this version never changes"), ((("note", note),),)
    )
    texts = FormTexts(
        N_("Publish"), title, Message("Publish article"), lambda _: Message("The article can be used now")
    )
    keep_as = KeepAs("article.publish", article_id, {"title": shown(title)})
    form = RecordForm(
        context, window, texts, [section], Publishing(), publish, then, width=_STEP_WIDTH, keep_as=keep_as
    )
    form.dialog.primary.set_text(N_("Publish"))
    form.open()


def _texts(article_id: str | None, draft: ArticleDraft) -> FormTexts:
    if article_id is None:
        return FormTexts(
            N_("New article"),
            N_("An answer worth keeping, found while a case is typed"),
            Message("New article"),
            lambda _: Message("Article created. It is offered once it is published."),
        )
    return FormTexts(
        N_("Edit article"), Plain(draft.number or ""), Message("Edit article"), lambda _: Message("Article saved")
    )


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped."""
    theme = context.theme
    words = LineField(
        theme,
        N_("Keywords"),
        max_length=TITLE_AT_MOST,
        help_text=N_("Words that customers use for it, by which it is found."),
    )
    return [
        FormSection(
            N_("Article"),
            (
                (("title", LineField(theme, N_("Title"), required=True, max_length=TITLE_AT_MOST)),),
                (("body", NoteField(theme, N_("Article text"), lines=10, max_length=BODY_AT_MOST)),),
                (("keywords", words),),
            ),
        ),
        FormSection(
            N_("What it is about"),
            (
                (
                    ("kind_id", choice(context, N_("Kind"), "case_kind")),
                    ("product_id", lookup(context, N_("Product"), "product", loaded.names)),
                ),
                (
                    ("owner_id", choice(context, N_("Owner"), "users")),
                    (
                        "number",
                        LineField(theme, N_("Number"), max_length=40, help_text=N_("Left empty, it is the next one.")),
                    ),
                ),
            ),
        ),
    ]
