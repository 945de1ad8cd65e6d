"""The answers library: articles are written, published as versions that never change, and withdrawn again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Article, ArticleVersion, Product, Synced, User
from crm_desktop.models.article import PUBLISHED, WITHDRAWN
from crm_desktop.operations import drafts, field_rules, numbering, ownership, records
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

TITLE_AT_MOST = 200
BODY_AT_MOST = 20_000
_POINTS_TO: dict[str, type[Synced]] = {"product_id": Product, "owner_id": User}
_TEXT = frozenset({"title", "body", "keywords"})


@dataclass(frozen=True)
class ArticleDraft:
    """An article as a form edits it; without a number it gets the next one."""

    title: str = ""
    number: str | None = None
    body: str | None = None
    keywords: str | None = None
    kind_id: str | None = None
    product_id: str | None = None
    owner_id: str | None = None


def new_article(reading: Reading) -> ArticleDraft:
    """The draft a form for a new article starts with: one's own."""
    return ArticleDraft(owner_id=reading.viewer.user_id or None)


def article_draft(reading: Reading, article_id: str) -> ArticleDraft:
    """What a form edits of an article."""
    return drafts.loaded(ArticleDraft, records.find(reading, Article, article_id))


def create_article(work: UnitOfWork, draft: ArticleDraft) -> str:
    """Write an article, which nobody is offered before it is published; returns its id."""
    field_rules.check_new(work, "article", draft)
    _check(work, draft)
    values = records.values_of(draft)
    values["number"] = values["number"] or numbering.number_of_later_kind(work, Article)
    values["owner_id"] = ownership.first_owner(work, draft.owner_id)
    article = Article(id=work.new_id(), created_at=work.now_ms, changed_at=work.now_ms, **values)
    work.session.add(article)
    return article.id


def update_article(
    work: UnitOfWork,
    article_id: str,
    draft: ArticleDraft,
    loaded: ArticleDraft | None = None,
    position: int | None = None,
) -> None:
    """Change an article; what was published of it stays as it is until the next version."""
    article = records.find_to_change(work, Article, article_id)
    field_rules.check_change(work, article, draft)
    _check(work, draft, article)
    before = records.values_of(loaded or article_draft(work, article_id))
    values = {**records.values_of(draft), "number": draft.number or article.number}
    owner_id = values.pop("owner_id")
    if records.apply(work, article, values, before, position) & _TEXT:
        article.changed_at = work.now_ms
    if owner_id != before["owner_id"]:
        ownership.hand_over(work, article, owner_id, position=position)


def publish_article(work: UnitOfWork, article_id: str, note: str | None = None) -> int:
    """Offer an article as it is now to whoever answers cases; returns the number of the version this makes."""
    article = records.find_to_change(work, Article, article_id)
    if not (article.body or "").strip():
        raise UserError(Message("“{name}” has no text yet. Write one, then publish it.", name=article.title))
    work.session.flush()
    last = _last(work, article.id)
    if last is not None and article.status == PUBLISHED and _says_the_same(article, last):
        raise UserError(
            Message(
                "Nothing was changed since version {number} was published. There is nothing new.", number=last.number
            )
        )
    number = max(article.version, last.number if last is not None else 0) + 1
    _keep_version(work, article, number, (note or "").strip() or None)
    article.status, article.version, article.published_at = PUBLISHED, number, work.now_ms
    return number


def withdraw_articles(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Offer articles no more; cases that used them keep what was said. Returns how many changed."""
    changed = 0
    for article in records.find_all_to_change(work, Article, ids):
        if article.status == PUBLISHED:
            article.status, changed = WITHDRAWN, changed + 1
    if not changed:
        raise UserError(Message("Only what is published can be withdrawn."))
    return changed


def delete_articles(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete articles; cases keep what was said by them. Returns how many."""
    return records.delete(work, Article, ids)


def _keep_version(work: UnitOfWork, article: Article, number: int, note: str | None) -> None:
    """The version that is read from now on. One whose publishing was undone comes back when it is published again."""
    text = f"{article.title}\n{article.body or ''}"
    values: dict[str, Any] = {
        "article_id": article.id,
        "number": number,
        "title": article.title,
        "body": article.body,
        "note": note,
        "published_by_id": work.viewer.user_id or None,
        "published_at": work.now_ms,
    }
    version_id = ArticleVersion.id_of(article.id, number, text)
    known = work.session.get(ArticleVersion, version_id)
    if known is None:
        work.session.add(ArticleVersion(id=version_id, **values))
    else:
        records.apply(work, known, {**values, "deleted": False})


def _last(work: UnitOfWork, article_id: str) -> ArticleVersion | None:
    of = ArticleVersion
    newest = func.max(of.number)
    living = (of.article_id == article_id, of.deleted.is_(False))
    number = work.session.scalar(select(newest).where(*living))
    statement = select(of).where(*living, of.number == number).order_by(of.published_at.desc(), of.id)
    return work.session.scalar(statement.limit(1))


def _says_the_same(article: Article, version: ArticleVersion) -> bool:
    return (article.title, article.body) == (version.title, version.body)


def _check(work: UnitOfWork, draft: ArticleDraft, current: Article | None = None) -> None:
    problems = Problems()
    problems.require("title", draft.title, Message("Say in a few words what the article answers."))
    for name, most in (("title", TITLE_AT_MOST), ("keywords", TITLE_AT_MOST), ("body", BODY_AT_MOST)):
        problems.at_most(name, getattr(draft, name), most)
    check_choice(work, problems, "kind_id", draft.kind_id, "case_kind")
    check_references(work, problems, draft, _POINTS_TO, current)
    numbering.check_number(work, problems, Article, draft.number, current)
    problems.refuse()
