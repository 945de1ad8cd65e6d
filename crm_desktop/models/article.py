"""The answers library: articles with all their versions, and templates of replies."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
ARTICLE_STATUSES = (DRAFT, PUBLISHED, WITHDRAWN)


class Article(Synced):
    """An answer worth keeping, as it is now; `version` counts what was published of it."""

    __tablename__ = "article"
    __title__ = N_("Article")
    __search__ = SearchFields(
        kind="article", title="title", names=("title",), numbers=("number",), words=("keywords", "body")
    )
    __sync_groups__ = (("title", "body", "keywords"), ("status", "version", "published_at"))
    __table_args__ = (
        Index(None, "deleted", "number", "id"),
        *in_order_of("title", "status", "kind_id", "product_id", "owner_id", "changed_at", "published_at"),
    )

    number: Mapped[str] = titled(N_("Number"))
    title: Mapped[str] = titled(N_("Title"))
    body: Mapped[str | None] = titled(N_("Article text"))
    keywords: Mapped[str | None] = titled(N_("Keywords"))
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    status: Mapped[str] = titled(N_("Status"), default=DRAFT)
    version: Mapped[int] = titled(N_("Version"), default=0)
    published_at: Mapped[int | None] = titled(N_("Published"))
    changed_at: Mapped[int] = titled(N_("Changed"))
    created_at: Mapped[int] = titled(N_("Created"))


class ArticleVersion(Synced):
    """What was published of an article; it is never changed."""

    __tablename__ = "article_version"
    __title__ = N_("Version of an article")
    __table_args__ = (Index(None, "article_id", "number"),)

    article_id: Mapped[str] = ref(N_("Article"), "article")
    number: Mapped[int] = titled(N_("Version"))
    title: Mapped[str] = titled(N_("Title"))
    body: Mapped[str | None] = titled(N_("Article text"))
    note: Mapped[str | None] = titled(N_("Note on the version"))
    published_by_id: Mapped[str | None] = ref(N_("Published by"), "app_user")
    published_at: Mapped[int] = titled(N_("Published"))

    @staticmethod
    def id_of(article_id: str, number: int, text: str) -> str:
        """The id of a version; two laptops that publish other texts under one number keep both."""
        return derived_id("article_version", article_id, str(number), text)


class ReplyTemplate(Synced):
    """A text with fields in braces that answers to customers begin with."""

    __tablename__ = "reply_template"
    __title__ = N_("Reply template")

    name: Mapped[str] = titled(N_("Name"))
    subject: Mapped[str | None] = titled(N_("Subject"))
    body: Mapped[str] = titled(N_("Reply text"))
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    position: Mapped[int] = titled(N_("Position"), default=0)
