"""The page of the answers library: written, published and compared by keys, by whoever may."""

from dataclasses import replace

from crm_desktop.models.article import DRAFT, PUBLISHED, WITHDRAWN
from crm_desktop.operations.article import (
    ArticleDraft,
    article_draft,
    create_article,
    publish_article,
    update_article,
)
from crm_desktop.queries.article import article_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.dialogs.article_versions import BEFORE, NOW, ArticleVersionsDialog, version_opener
from crm_desktop.ui.pages.articles import ArticlesPage
from tests.ui.pages.office import Key, Office


def opened(office: Office) -> ArticlesPage:
    page = office.open_page(ArticlesPage)
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ArticlesPage).actions_set.actions]) == []


def test_an_article_is_written_published_changed_and_withdrawn_by_keys(office: Office) -> None:
    page = opened(office)
    office.press(Key.Key_N)
    office.save()
    assert office.field("title").error() == "Fill this in."
    office.type("title", "The screen stays dark")
    office.type("body", "Hold the power key.")
    office.save()
    assert [row.status for row in office.rows(page)] == [DRAFT]
    assert "Nobody is offered it yet" in office.words(page)
    page.table.setFocus()
    office.press(Key.Key_S)
    office.type("note", "The first one")
    office.save()
    assert [(row.status, row.version) for row in office.rows(page)] == [(PUBLISHED, 1)]
    assert office.notebook.done[-1] == "The article can be used now"
    page.table.setFocus()
    assert not page.has_news()
    office.press(Key.Key_W)
    assert [row.status for row in office.rows(page)] == [WITHDRAWN]
    assert office.notebook.done[-1] == "1 article withdrawn"


def test_versions_are_read_and_compared(office: Office) -> None:
    with office.company.write() as work:
        article = create_article(work, ArticleDraft("Dark", body="Hold the power key."))
        publish_article(work, article)
        work.session.flush()
    with office.company.write() as work:
        loaded = article_draft(work, article)
        update_article(work, article, replace(loaded, body="Hold the key."), loaded)
        work.session.flush()
        publish_article(work, article, "Shorter")
    with office.company.read() as reading:
        newest, first = article_details(reading, article).versions
    page = opened(office)
    page.table.set_current(article)
    office.press(Key.Key_R)
    dialog = office.dialog
    assert isinstance(dialog, ArticleVersionsDialog)
    assert dialog.text() == "Dark\n\nHold the key."
    dialog.ways.set_value(BEFORE)
    dialog.ways.changed.emit(BEFORE)
    assert "line-through" in dialog.marked()
    dialog.close()
    version_opener(office.context, office.window)(first.id)
    shown = office.dialog
    assert isinstance(shown, ArticleVersionsDialog)
    assert (shown.steps.current(), shown.text()) == (first.id, "Dark\n\nHold the power key.")
    shown.ways.set_value(NOW)
    shown.ways.changed.emit(NOW)
    assert shown.text() == "Dark\n\nHold the key."
    assert newest.note == "Shorter"
