"""The answers library: written, published as versions that stay, withdrawn, found, and brought together again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.listing import ListSpec
from crm_desktop.models.article import DRAFT, PUBLISHED, WITHDRAWN
from crm_desktop.operations.article import (
    ArticleDraft,
    article_draft,
    create_article,
    delete_articles,
    publish_article,
    update_article,
    withdraw_articles,
)
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.article import ARTICLES, ArticleDetails, article_details
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.search import search
from tests.builders import a_user, role
from tests.company import Company
from tests.meeting import meet

Laptop = Callable[[str], Company]
RESET = ArticleDraft("The screen stays dark", body="Hold the power key for ten seconds.", keywords="black, 黑屏")


def written(company: Company, draft: ArticleDraft = RESET) -> str:
    with company.write() as work:
        return create_article(work, draft)


def published(company: Company, article_id: str, note: str | None = None) -> int:
    with company.write("Publish article") as work:
        return publish_article(work, article_id, note)


def changed(company: Company, article_id: str, **values: str) -> None:
    with company.write() as work:
        loaded = article_draft(work, article_id)
        update_article(work, article_id, replace(loaded, **values), loaded)


def details(company: Company, article_id: str) -> ArticleDetails:
    with company.read() as reading:
        return article_details(reading, article_id)


def titles(company: Company, view: str) -> list[str]:
    spec = next(each.spec for each in views("article") if each.key == view)
    with company.read() as reading:
        return [row.title for row in ARTICLES.first(reading, spec, 9)]


def test_what_was_published_never_changes(company: Company) -> None:
    article = written(company)
    assert (details(company, article).status, details(company, article).number) == (DRAFT, "A-0001")
    assert published(company, article) == 1
    changed(company, article, body="Replace the cable.")
    now = details(company, article)
    assert (now.status, now.is_changed, [each.body for each in now.versions]) == (PUBLISHED, True, [RESET.body])
    assert titles(company, "changed") == [RESET.title]
    assert published(company, article, "The key is not enough") == 2
    now = details(company, article)
    assert not now.is_changed
    told = [(each.number, each.body, each.note, each.published_by) for each in now.versions]
    assert told == [
        (2, "Replace the cable.", "The key is not enough", "Ada Lin"),
        (1, RESET.body, None, "Ada Lin"),
    ]


def test_nothing_new_and_nothing_at_all_is_not_published(company: Company) -> None:
    empty = written(company, ArticleDraft("No text yet"))
    with pytest.raises(UserError, match="no text yet"):
        published(company, empty)
    article = written(company)
    published(company, article)
    with pytest.raises(UserError, match="Nothing was changed since version 1"):
        published(company, article)
    with company.write() as work:
        assert withdraw_articles(work, [article]) == 1
    assert details(company, article).status == WITHDRAWN
    with company.write() as work, pytest.raises(UserError, match="Only what is published"):
        withdraw_articles(work, [article])
    assert published(company, article) == 2


def test_publishing_is_undone_and_done_again(company: Company) -> None:
    article = written(company)
    published(company, article)
    with company.write() as work:
        undo(work)
    now = details(company, article)
    assert (now.status, now.version, now.versions) == (DRAFT, 0, ())
    published(company, article, "Once more")
    assert [(each.number, each.note) for each in details(company, article).versions] == [(1, "Once more")]


def test_everybody_reads_an_article_and_its_owner_changes_it(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
    article = written(company)
    seller = company.seen_by("grace")
    assert details(seller, article).title == RESET.title
    with pytest.raises(NotAllowed, match="belongs to someone else"):
        published(seller, article)
    with company.write() as work:
        loaded = article_draft(work, article)
        update_article(work, article, replace(loaded, owner_id=grace), loaded)
    assert published(seller, article) == 1


def test_a_deleted_article_comes_back_with_its_versions(company: Company) -> None:
    article = written(company)
    published(company, article)
    with company.write() as work:
        delete_articles(work, [article])
    with company.read() as reading:
        assert ARTICLES.count(reading, ListSpec()) == 0
    with company.write() as work:
        restore_records(work, "article", [article])
    assert [each.number for each in details(company, article).versions] == [1]


def test_articles_are_found_by_their_words_in_both_languages(company: Company) -> None:
    article = written(company)
    with company.read() as reading:
        found = {
            text: [hit.id for hit in search(reading, text, ["article"]).hits] for text in ("黑屏", "power key", "A-1")
        }
        assert found == {"黑屏": [article], "power key": [article], "A-1": [article]}


def test_a_wrong_article_is_refused_in_words(company: Company) -> None:
    with pytest.raises(Invalid) as said:
        written(company, ArticleDraft("", body="x" * 20_001))
    assert said.value.fields.keys() == {"title", "body"}
    written(company, replace(RESET, number="K-7"))
    with pytest.raises(Invalid, match="has this number"):
        written(company, replace(RESET, number="K-7"))


def test_versions_that_two_laptops_publish_are_both_kept(company: Company, laptop: Laptop) -> None:
    article = written(company)
    anna = laptop("anna")
    published(company, article, "Ours")
    changed(anna, article, body="Replace the cable.")
    published(anna, article, "Theirs")
    meet(company, anna)
    both = [{(each.number, each.note) for each in details(where, article).versions} for where in (company, anna)]
    assert both == [{(1, "Ours"), (1, "Theirs")}] * 2
    # What is published next has a number of its own.
    changed(company, article, body="Hold the key, then replace the cable.")
    assert published(company, article) == 2
