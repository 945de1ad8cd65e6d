"""Articles that are used to answer a case: kept with it in the version they had, and taken away again."""

from collections.abc import Iterable

from crm_desktop.core.i18n import Message
from crm_desktop.models import Article, CaseArticle
from crm_desktop.models.article import PUBLISHED
from crm_desktop.operations.references import known
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork


def write_answers(work: UnitOfWork, case_id: str, wanted: Iterable[str], before: Iterable[str] = ()) -> None:
    """Keep these articles with a case; those of `before` that are wanted no more go, others stay as they were.

    Whoever calls has checked that the actor may change the case.
    """
    wanted, before = tuple(dict.fromkeys(wanted)), tuple(before)
    added = [each for each in wanted if each not in before]
    articles = _published(work, added)
    for article in articles:
        _use(work, case_id, article)
    for article_id in (each for each in before if each not in wanted):
        used = work.session.get(CaseArticle, CaseArticle.id_of(case_id, article_id))
        if used is not None:
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
    values = {"version": article.version, "used_by_id": work.viewer.user_id or None, "used_at": work.now_ms}
    used = work.session.get(CaseArticle, CaseArticle.id_of(case_id, article.id))
    if used is None:
        key = CaseArticle.id_of(case_id, article.id)
        work.session.add(CaseArticle(id=key, case_id=case_id, article_id=article.id, **values))
    elif used.deleted:
        used.deleted = False
        for name, value in values.items():
            setattr(used, name, value)
