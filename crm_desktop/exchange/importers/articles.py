"""Articles: a row is an article; one that is published where it comes from is published here as its first version."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.models import Article, ArticleVersion
from crm_desktop.models.article import DRAFT, PUBLISHED, WITHDRAWN
from crm_desktop.operations.article import (
    BODY_AT_MOST,
    TITLE_AT_MOST,
    ArticleDraft,
    article_draft,
    publish_article,
    update_article,
    withdraw_articles,
)
from crm_desktop.operations.numbering import know_pattern
from crm_desktop.storage.database import UnitOfWork


class ArticleImporter(RecordImporter):
    """Imports articles."""

    kind = "articles"
    entity = Article
    unique = "number"
    plain = ("number", "title", "body", "keywords")
    choices = (("kind", "case_kind"),)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        for name, most in (("title", TITLE_AT_MOST), ("keywords", TITLE_AT_MOST), ("body", BODY_AT_MOST)):
            if len(given.get(name) or "") > most:
                row.refuse(name, Message("Write {most} characters at most.", most=f"{most:,}"))
        links = {"product_id": self.link(row, "product"), "owner_id": self.link(row, "owner")}
        return given | {name: value for name, value in links.items() if value}

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """It is called something, and what is published says something."""
        if not given.get("title"):
            row.refuse(None, Message("{field} is missing.", field=Message(self.import_kind.field("title").title)))
        if row.get("status") == PUBLISHED and not given.get("body"):
            row.refuse("status", Message("A published article has a text. Fill its column, or bring it as a draft."))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The article, and the version that is published."""
        if self.context.work is not None and not given.get("number"):
            know_pattern(self.context.work, Article)
        now, me = self.reading.now_ms, self.reading.viewer.user_id or None
        status = row.get("status") or DRAFT
        columns = {"number": None, "owner_id": self.context.default_owner or me, **given, "status": status}
        columns |= {"created_at": now, "changed_at": now, "version": 0}
        if status == PUBLISHED:
            columns |= {"version": 1, "published_at": now}
            title, body = given["title"], given["body"]
            version = {"article_id": record_id, "number": 1, "title": title, "body": body}
            version |= {"published_by_id": me, "published_at": now}
            self.batch.add(
                ArticleVersion, {"id": ArticleVersion.id_of(record_id, 1, f"{title}\n{body}"), "note": None, **version}
            )
        self.batch.add(Article, {"id": record_id, **columns})

    def draft(self, work: UnitOfWork, record_id: str) -> ArticleDraft:
        """The article as it is."""
        return article_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: ArticleDraft, given: dict[str, Any], row: Row
    ) -> ArticleDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: ArticleDraft, before: ArticleDraft) -> None:
        """The ordinary change."""
        update_article(work, record_id, draft, before)

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """What is published or withdrawn in the file is so here, too."""
        status, article = row.get("status"), work.session.get_one(Article, record_id)
        if status == article.status:
            return False
        if status == PUBLISHED:
            publish_article(work, record_id)
        elif status == WITHDRAWN and article.status == PUBLISHED:
            withdraw_articles(work, [record_id])
        else:
            return False
        return True
