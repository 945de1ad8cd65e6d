"""Articles from a file: what is published there is published here, and what was exported comes back."""

from pathlib import Path

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.export_run import export
from crm_desktop.models import Article
from crm_desktop.models.article import DRAFT, PUBLISHED, WITHDRAWN
from crm_desktop.operations.article import article_draft, delete_articles
from crm_desktop.queries.article import ARTICLES, ArticleRow, article_details
from tests.builders import a_product
from tests.company import Company
from tests.exchange.test_import_run import imported, written

FILE = (
    "标题,正文,关键词,类型,产品,状态",
    "屏幕不亮,按住电源键十秒,黑屏,咨询,GTX Pro,已发布",
    "如何安装探头,见手册,,,,草稿",
)


def rows(company: Company) -> list[ArticleRow]:
    with company.read() as reading:
        return ARTICLES.first(reading, ListSpec(), 9)


def test_what_is_published_in_a_file_is_published_here(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        product = a_product(work)
    assert imported(company, written(tmp_path, *FILE), "articles").created == 2
    told = {row.title: (row.number, row.status, row.version, row.product) for row in rows(company)}
    assert told == {
        "屏幕不亮": ("A-0001", PUBLISHED, 1, "GTX Pro"),
        "如何安装探头": ("A-0002", DRAFT, 0, None),
    }
    dark = next(row for row in rows(company) if row.version)
    with company.read() as reading:
        details = article_details(reading, dark.id)
    assert not details.is_changed
    assert ([each.body for each in details.versions], details.product_id) == (["按住电源键十秒"], product)


def test_what_was_exported_comes_back(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_product(work)
    imported(company, written(tmp_path, *FILE), "articles")
    before = rows(company)
    with company.read() as reading:
        assert export(reading, "articles", tmp_path / "articles.csv") == 2
    with company.write() as work:
        delete_articles(work, [row.id for row in before])
    assert imported(company, tmp_path / "articles.csv", "articles").created == 2
    known = ("number", "title", "keywords", "kind_id", "status", "version")
    assert [[getattr(row, name) for name in known] for row in rows(company)] == [
        [getattr(row, name) for name in known] for row in before
    ]


def test_a_known_article_follows_its_file(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_product(work)
    imported(company, written(tmp_path, *FILE), "articles")
    lines = ("Number,Title,Text,Status", "A-0001,屏幕不亮,更换电源线,withdrawn", "A-0002,如何安装探头,,published")
    result = imported(company, written(tmp_path, *lines), "articles")
    assert (result.updated, result.rejected) == (2, 0)
    first, second = sorted(rows(company), key=lambda row: row.number)
    assert (first.status, second.status, second.version) == (WITHDRAWN, PUBLISHED, 1)
    with company.read() as reading:
        assert article_draft(reading, first.id).body == "更换电源线"
        assert reading.session.get_one(Article, second.id).body == "见手册"


def test_a_published_article_without_a_text_is_refused(company: Company, tmp_path: Path) -> None:
    result = imported(company, written(tmp_path, "Title,Status", "No text,published", "No text yet,draft"), "articles")
    assert (result.created, result.rejected) == (1, 1)
