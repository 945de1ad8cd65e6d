"""The answers library: what is known about questions that come again, published for whoever answers cases."""

from collections.abc import Callable
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.article import PUBLISHED
from crm_desktop.operations.article import article_draft, delete_articles, update_article, withdraw_articles
from crm_desktop.queries.article import ARTICLES, ArticleRow, article_details
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.article import describe
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields, relative_moment
from crm_desktop.ui.state_signs import article_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"article", "article_version", "case_article", "product"})
# No activity is about an article.
_NOT_HERE = frozenset({"article.log"})


class ArticlesPage(RecordPage):
    """What is known about questions that come again."""

    kind = "article"
    imported_as = "articles"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Publish"), "check", "S", lambda: self.publish(), _has_news),
                edit_button(lambda: self.edit()),
                DetailAction(N_("Versions"), "history", "R", lambda: self.compare(), _has_versions, adds=True),
                DetailAction(N_("Withdraw"), "circle-x", "W", lambda: self.withdraw(), _is_published),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        # What it says is asked more often than who changed it.
        detail.show_tab("text")

    def publish(self) -> None:
        """Ask what is new, then offer the current article as it is now."""
        from crm_desktop.ui.forms.article import ask_what_changed

        if (row := self._row()) is not None:
            ask_what_changed(self.context, self.window(), row.id, Plain(row.title), self.stay_at)

    def withdraw(self) -> None:
        """Offer the chosen articles no more."""
        if ids := self.selected_or_current:
            self.carry_out(
                Message("Withdraw articles"),
                lambda work: withdraw_articles(work, ids),
                lambda count: Message("{text}", text=trn("1 article withdrawn", "{count} articles withdrawn", count)),
            )

    def compare(self) -> None:
        """Show what was published of the current article, and what changed from version to version."""
        from crm_desktop.ui.dialogs.article_versions import open_versions

        if (row := self._row()) is not None:
            open_versions(self.context, self.window(), row.id)

    def is_published(self) -> bool:
        """Whether the current article can be withdrawn."""
        row = self._row()
        return row is not None and row.status == PUBLISHED

    def has_news(self) -> bool:
        """Whether there is something to publish of the current article."""
        row = self._row()
        return row is not None and _has_news(row)

    def has_versions(self) -> bool:
        """Whether anything was published of the current article."""
        row = self._row()
        return row is not None and _has_versions(row)

    def _row(self) -> ArticleRow | None:
        current = self.table.current_id
        found: ArticleRow | None = self.table.records.row_of(current) if current else None
        return found


def _has_news(of: Any) -> bool:
    return of.status != PUBLISHED or bool(of.is_changed)


def _has_versions(of: Any) -> bool:
    return bool(of.version)


def _is_published(of: Any) -> bool:
    return bool(of.status == PUBLISHED)


def _forms() -> Forms:
    from crm_desktop.ui.forms.article import load_known, load_new, open_article_form

    return Forms(load_new, load_known, open_article_form)


SOURCE = DetailSource(
    kind="article",
    about="",
    read=article_details,
    describe=describe,
    reads=READS | {"service_case", "customer"},
    # No activity is about an article: the cases it was used for stand in a tab of their own.
    timeline=lambda _reading, _key, _before, _only: Timeline((), 0),
    editable=Editable(article_draft, update_article, Message("Edit article")),
    forms=_forms,
)


def _declaration(page: ArticlesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_articles, Message("Delete articles"))

    common = [each for each in common_actions(page, N_("New article"), delete) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="articles",
        title=N_("Articles"),
        query=ARTICLES,
        columns=_columns(context),
        filters=filter_fields(context, ARTICLES),
        views=offered_views(context, "article"),
        reads=READS,
        counted=lambda count: trn("{count} article", "{count} articles", count),
        totals=lambda _sums: "",
        empty_title=N_("No articles yet"),
        empty_body=N_(
            "Keep answers that are worth it: they are found while a case is typed, and taken over with a key."
        ),
        actions=[*common, *_own_actions(page)],
        primary="article.new",
        secondary="article.import",
        drop_hint=DROP_HINT,
        tools=("article.export", "article.print"),
        selection_actions=("article.withdraw", "article.bulk", "article.export_chosen", "article.delete"),
        menu=(
            "article.edit",
            "article.edit_cell",
            None,
            "article.publish",
            "article.withdraw",
            "article.versions",
            None,
            "article.copy",
            "article.copy_cell",
            "article.paste",
            None,
            "article.bulk",
            "article.delete",
            "article.delete_why",
        ),
    )


def _own_actions(page: ArticlesPage) -> list[Action]:
    def make(
        name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str, when: Callable[[], bool]
    ) -> Action:
        return Action(f"article.{name}", text, do, told, key, icon, when, reason=page.against_editing, writes=True)

    return [
        make(
            "publish",
            N_("Publish…"),
            page.publish,
            N_("Offer it as it is now; what was published before can still be read"),
            "S",
            "check",
            page.has_news,
        ),
        make(
            "withdraw",
            N_("Withdraw"),
            page.withdraw,
            N_("Offer the chosen articles no more"),
            "W",
            "circle-x",
            page.is_published,
        ),
        Action(
            "article.versions",
            N_("Versions…"),
            page.compare,
            N_("Read what was published, and see what changed from version to version"),
            "R",
            "history",
            page.has_versions,
        ),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def kind(row: ArticleRow) -> str:
        return context.choices.name(row.kind_id, language()) or formats.MISSING

    return (
        Column("number", N_("Number"), 84, is_quiet=True, min_width=72, gives_way=3),
        Column("title", N_("Title"), 220, format=_title, weight=500, stretches=True, min_width=160),
        Column("kind", N_("Kind"), 90, format=kind, is_quiet=True, min_width=82, gives_way=2),
        Column("product", N_("Product"), 120, is_quiet=True, min_width=90, gives_way=4),
        Column("status", N_("Status"), 110, Kind.STATUS, lambda row: _status(row, context)),
        Column("version", N_("Version"), 72, Kind.NUMBER, lambda row: str(row.version or formats.MISSING)),
        Column("used", N_("Used for cases"), 110, Kind.NUMBER, lambda row: formats.integer(row.used)),
        Column("changed_at", N_("Changed"), 104, Kind.DATE, lambda row: relative_moment(context, row.changed_at)),
        Column("owner", N_("Owner"), 110, is_quiet=True, min_width=96, gives_way=1),
        Column("keywords", N_("Keywords"), 160, is_quiet=True, is_hidden=True),
        Column(
            "published_at",
            N_("Published"),
            104,
            Kind.DATE,
            lambda row: relative_moment(context, row.published_at),
            is_hidden=True,
        ),
    )


def _title(row: ArticleRow) -> Cell:
    return Cell(row.title, is_strong=row.status == PUBLISHED)


def _status(row: ArticleRow, context: PageContext) -> Cell:
    tone, sign = article_sign(row.status)
    name = context.choices.state("article_status", row.status, language()) or row.status
    if row.is_changed:
        return Cell(name, tone, "pencil", tooltip=tr("Changed since version {number}", number=row.version))
    return Cell(name, tone, sign)
