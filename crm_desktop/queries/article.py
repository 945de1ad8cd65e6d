"""The answers library as a user sees it: articles, and one with its versions and the cases it helped."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Article, ArticleVersion, CaseArticle, Product, ServiceCase, User
from crm_desktop.models.article import PUBLISHED
from crm_desktop.models.base import Flag
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, NUMBER, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.names import customer_name, product_name, user_name
from crm_desktop.storage.database import Reading

_CASES_LISTED = 50


class ArticleRow(NamedTuple):
    """One line of the list of articles; `is_changed` says that it says more than what is published of it."""

    id: str
    number: str
    title: str
    keywords: str | None
    kind_id: str | None
    product: str | None
    owner: str | None
    status: str
    version: int
    is_changed: bool
    used: int
    published_at: int | None
    changed_at: int


class Version(NamedTuple):
    """What was published of an article at one time."""

    id: str
    number: int
    title: str
    body: str | None
    note: str | None
    published_by: str | None
    published_at: int


class Helped(NamedTuple):
    """A case for which an article was used, in the version it had then."""

    id: str
    number: str
    subject: str
    customer: str | None
    status: str
    version: int
    used_at: int


@dataclass(frozen=True)
class ArticleDetails:
    """Everything about one article: its versions, the newest first, and the cases that the viewer may see."""

    id: str
    number: str
    title: str
    body: str | None
    keywords: str | None
    kind_id: str | None
    product_id: str | None
    product: str | None
    owner_id: str | None
    owner: str | None
    status: str
    version: int
    is_changed: bool
    used: int
    published_at: int | None
    changed_at: int
    created_at: int
    versions: tuple[Version, ...]
    cases: tuple[Helped, ...]


_published = aliased(ArticleVersion)
_AS_PUBLISHED = (
    exists()
    .where(
        _published.article_id == Article.id,
        _published.number == Article.version,
        _published.title == Article.title,
        _published.body.is_not_distinct_from(Article.body),
        _published.deleted.is_(False),
    )
    .correlate(Article)
)
IS_CHANGED = type_coerce((Article.status == PUBLISHED) & ~_AS_PUBLISHED, Flag)
USED: Any = (
    select(func.count(CaseArticle.case_id.distinct()))
    .join(ServiceCase, ServiceCase.id == CaseArticle.case_id)
    .where(CaseArticle.article_id == Article.id, CaseArticle.deleted.is_(False), ServiceCase.deleted.is_(False))
    .correlate(Article)
    .scalar_subquery()
)
_OWN = {
    "product": product_name(Article.product_id),
    "owner": user_name(Article.owner_id),
    "is_changed": IS_CHANGED,
    "used": USED,
}

ARTICLES = ListQuery(
    kind="article",
    entity=Article,
    row=ArticleRow,
    cells=cells(ArticleRow, Article, _OWN),
    fields=(
        Field("number", N_("Number"), TEXT, Article.number),
        Field("title", N_("Title"), TEXT, Article.title),
        Field("keywords", N_("Keywords"), TEXT, Article.keywords),
        Field("kind", N_("Kind"), CHOICE, Article.kind_id, choices="case_kind"),
        Field(
            "product",
            N_("Product"),
            CHOICE,
            Article.product_id,
            choices="products",
            order=_OWN["product"],
            along=Product.name,
        ),
        Field("owner", N_("Owner"), PERSON, Article.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        # Spelled in the order of their meaning: draft, published, withdrawn.
        Field("status", N_("Status"), CHOICE, Article.status, choices="article_status"),
        Field("version", N_("Version"), NUMBER, Article.version),
        Field("is_changed", N_("Changed since it was published"), FLAG, IS_CHANGED),
        Field("used", N_("Used for cases"), NUMBER, USED),
        Field("published_at", N_("Published"), DATE, Article.published_at, is_instant=True),
        Field("changed_at", N_("Changed"), DATE, Article.changed_at, is_instant=True),
    ),
    default_sorts=(Sort("title"),),
)

_SHOWN = cells(ArticleDetails, Article, _OWN, without=("versions", "cases"))
_VERSIONS = (
    select(
        ArticleVersion.id,
        ArticleVersion.number,
        ArticleVersion.title,
        ArticleVersion.body,
        ArticleVersion.note,
        user_name(ArticleVersion.published_by_id),
        ArticleVersion.published_at,
    )
    .where(ArticleVersion.article_id == RECORD, ArticleVersion.deleted.is_(False))
    .order_by(ArticleVersion.number.desc(), ArticleVersion.published_at.desc(), ArticleVersion.id)
)


def article_details(reading: Reading, article_id: str) -> ArticleDetails:
    """One article, which everybody may see."""
    asked = {"record": article_id}
    return ArticleDetails(
        **one(reading, Article, article_id, _SHOWN),
        versions=tuple(Version(*row) for row in reading.fetch(_VERSIONS, asked)),
        cases=tuple(Helped(*row) for row in reading.fetch(_helped(reading.viewer), asked)),
    )


@lru_cache(maxsize=64)
def _helped(viewer: Viewer) -> Select[Any]:
    listed = (
        select(
            ServiceCase.id,
            ServiceCase.number,
            ServiceCase.subject,
            customer_name(ServiceCase.customer_id),
            ServiceCase.status,
            CaseArticle.version,
            # The version is of this row: a case that others were merged into may have an article several times.
            func.max(CaseArticle.used_at),
        )
        .join(CaseArticle, CaseArticle.case_id == ServiceCase.id)
        .where(CaseArticle.article_id == RECORD, CaseArticle.deleted.is_(False), ServiceCase.deleted.is_(False))
        .group_by(ServiceCase.id)
        .order_by(func.max(CaseArticle.used_at).desc(), ServiceCase.id)
    )
    return rights.seen(ServiceCase, viewer, listed, few=True).limit(_CASES_LISTED)


def article_of_version(reading: Reading, version_id: str) -> str:
    """The article that a version is of."""
    return rights.find(reading, ArticleVersion, version_id).article_id
