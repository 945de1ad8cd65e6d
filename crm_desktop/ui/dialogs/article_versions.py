"""What was published of an article: each version is read, or compared with the one before or the text now."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.queries.article import ArticleDetails, Version, article_details, article_of_version
from crm_desktop.ui.background import Latest
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.dialogs.step_dialog import StepDialog, spoken_failure
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.review.diff_text import DiffText
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.step_list import StepRow

READ, BEFORE, NOW = "read", "before", "now"
_WAYS = ((READ, N_("As it was")), (BEFORE, N_("Since the version before")), (NOW, N_("What changed until now")))


class ArticleVersionsDialog(StepDialog):
    """The versions at the left, the newest first; the current one at the right."""

    def __init__(self, context: PageContext, window: QWidget, article_id: str, version_id: str = "") -> None:
        super().__init__(context, window, N_("Versions"), N_("What was published, and never changes"))
        self._article_id, self._wanted = article_id, version_id
        self._article: ArticleDetails | None = None
        self._reading = Latest(context.background, self)
        self.steps.setAccessibleName(tr("Versions"))
        self.undo.hide()
        self.table.hide()
        self.ways = Segmented(context.theme, _WAYS)
        self.ways.set_value(READ)
        self.ways.changed.connect(lambda _key: self._show())
        row = self.line()
        row.addWidget(self.ways)
        row.addStretch(1)
        self.right.insertLayout(1, row)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The panel paints the ground.
        self._area.viewport().setAutoFillBackground(False)
        self.right.addWidget(self._area, 1)

    def open_panel(self) -> None:
        """Show it and read the versions."""
        super().open_panel()
        self.reload()

    def reload(self) -> None:
        """Read the versions."""
        article_id = self._article_id
        self._reading.read(
            lambda reading: article_details(reading, article_id),
            self._on_read,
            lambda error: self.show_nothing(spoken_failure(error)),
        )

    def show_step(self, key: str) -> None:
        """Show a version."""
        self._wanted = key
        self._show()

    def text(self) -> str:
        """What is read at the right."""
        shown = self._area.widget()
        return shown.findChildren(DiffText)[0].accessibleName() if shown is not None else ""

    def marked(self) -> str:
        """The same with what came and went marked."""
        shown = self._area.widget()
        return shown.findChildren(DiffText)[0].text() if shown is not None else ""

    def _on_read(self, article: ArticleDetails) -> None:
        # The first one becomes current as soon as it is there.
        self._article, wanted = article, self._wanted
        self.steps.clear()
        self.steps.add([self._as_step(each) for each in article.versions], has_more=False)
        row = next((n for n, each in enumerate(article.versions) if each.id == wanted), 0)
        self.steps.setCurrentIndex(self.steps.model().index(row, 0))
        if not article.versions:
            self.show_nothing(N_("Nothing was published of it yet."))

    def _as_step(self, version: Version) -> StepRow:
        title = tr("Version {number}", number=version.number)
        note = " · ".join(part for part in (version.published_by, version.note) if part)
        return StepRow(version.id, title, when(version.published_at, self.page_context), note)

    def _show(self) -> None:
        article = self._article
        if article is None:
            return
        listed = article.versions
        place = next((n for n, each in enumerate(listed) if each.id == self._wanted), None)
        if place is None:
            return
        said = _said(listed[place].title, listed[place].body)
        before, after = said, said
        if self.ways.value() == BEFORE and place + 1 < len(listed):
            before = _said(listed[place + 1].title, listed[place + 1].body)
        elif self.ways.value() == BEFORE:
            before = ""
        elif self.ways.value() == NOW:
            after = _said(article.title, article.body)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(DiffText(self.theme, before, after))
        column.addStretch(1)
        self._area.setWidget(page)
        page.setAutoFillBackground(False)


def open_versions(
    context: PageContext, window: QWidget, article_id: str, version_id: str = ""
) -> ArticleVersionsDialog:
    """Show the versions of an article, and one of them."""
    dialog = ArticleVersionsDialog(context, window, article_id, version_id)
    dialog.open_panel()
    return dialog


def version_opener(context: PageContext, window: QWidget) -> Callable[[str], None]:
    """What shows a version by its id, beside the others of its article."""

    def refuse(error: Any) -> None:
        context.navigator.refuse(getattr(error, "message", Message("This could not be read.")))

    def open_version(version_id: str) -> None:
        def show(article_id: str) -> None:
            open_versions(context, window, article_id, version_id)

        context.background.read(window, lambda reading: article_of_version(reading, version_id), show, refuse)

    return open_version


def _said(title: str, body: str | None) -> str:
    return f"{title}\n\n{body or ''}"
