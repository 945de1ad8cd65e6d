"""Articles that are used to answer a case: kept with it in the version they had, and taken away again."""

from collections.abc import Iterable

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import Article, CaseArticle
from crm_desktop.models.article import PUBLISHED
from crm_desktop.operations import records
from crm_desktop.operations.references import known
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork


def write_answers(work: UnitOfWork, case_id: str, wanted: Iterable[str], before: Iterable[str] = ()) -> None:
    """Keep these articles with a case; those of `before` that are wanted no more go, others stay as they were.

    Whoever calls has checked that the actor may change the case.
    """
    wanted, before = tuple(dict.fromkeys(wanted)), tuple(before)
    for article in _published(work, [each for each in wanted if each not in before]):
        _use(work, case_id, article)
    for article_id in (each for each in before if each not in wanted):
        for used in _rows(work, case_id, article_id):
            used.deleted = True


def _published(work: UnitOfWork, ids: Iterable[str]) -> list[Article]:
    problems, found = Problems(), []
    for article_id in ids:
        article = known(work, Article, article_id)
        if article is None or article.deleted:
            problems.add("articles", Message("What was chosen here no longer exists. Choose again."))
        elif article.status != PUBLISHED:
            problems.add(
                "articles", Message("“{name}” is not published. Take it away, or publish it first.", name=article.title)
            )
        else:
            found.append(article)
    problems.refuse()
    return found


def _use(work: UnitOfWork, case_id: str, article: Article) -> None:
    if any(not each.deleted for each in _rows(work, case_id, article.id)):
        return
    values = {"version": article.version, "used_by_id": work.viewer.user_id or None, "used_at": work.now_ms}
    key = CaseArticle.id_of(case_id, article.id)
    used = work.session.get(CaseArticle, key)
    if used is None:
        work.session.add(CaseArticle(id=key, case_id=case_id, article_id=article.id, **values))
    else:
        records.apply(work, used, {**values, "case_id": case_id, "deleted": False})


def _rows(work: UnitOfWork, case_id: str, article_id: str) -> list[CaseArticle]:
    """All that says that an article is used for a case: what came from a case merged into it has an id of that one."""
    work.session.flush()
    of = (CaseArticle.case_id == case_id, CaseArticle.article_id == article_id)
    return list(work.session.scalars(select(CaseArticle).where(*of)))
