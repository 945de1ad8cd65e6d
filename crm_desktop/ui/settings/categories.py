"""The categories of products, each perhaps within another: added, renamed, moved, deleted."""

from collections.abc import Iterator
from typing import Any

from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.core.viewer import PRODUCTS
from crm_desktop.operations.product import (
    CategoryDraft,
    category_draft,
    create_category,
    delete_categories,
    update_category,
)
from crm_desktop.queries.product import CategoryView, categories
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.rights import against
from crm_desktop.ui.settings.listed import ListedSection
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import LineField
from crm_desktop.ui.widgets.step_list import StepList, StepRow

_NOTE = N_("Products are filtered, reported and paid commission for by category. A category may lie within another.")
_NONE = N_("No categories yet. Add one, and choose it in the form of a product.")
_WITHIN = " / "


class CategoriesSection(ListedSection):
    """Every category by its whole way down, with how many products are in it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _NOTE)
        theme = context.theme
        self._rows: dict[str, CategoryView] = {}
        self.list = StepList(theme)
        self.list.setAccessibleName(tr("Product categories"))
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.change = Button(theme, N_("Change…"), icon="pencil")
        self.remove = Button(theme, N_("Delete"), icon="trash-2")
        commands = ((self.add, self.add_new), (self.change, self.change_current), (self.remove, self.delete_current))
        self.setLayout(self.column(self.list, commands))
        self.list.chosen.connect(lambda _key: self._refresh())
        context.feed.subscribe(self, ("product_category", "product"), lambda _changes: self.reload())
        context.viewer_changed.connect(self._refresh)
        self.reload()

    def reload(self) -> None:
        """Read the categories."""
        self._reads.read(categories, self._on_read)

    # --- what can be done

    def add_new(self) -> None:
        """Ask for a category, perhaps within another."""
        self._open(N_("New category"), Message("Add product category"), CategoryDraft())

    def change_current(self) -> None:
        """Open the form of the current category."""
        if (category_id := self.list.current()) is None:
            return

        def show(opened: Opened) -> None:
            self._open(N_("Product category"), Message("Change product category"), opened.draft, category_id, opened)

        def read(reading: Any) -> Opened:
            draft = category_draft(reading, category_id)
            return Opened(draft, reading.position, lambda later: category_draft(later, category_id))

        self._context.background.read(self, read, show, self._on_failed)

    def delete_current(self) -> None:
        """Delete the current category; its products stay without one."""
        if (row := self._rows.get(self.list.current() or "")) is not None:
            said = Message("Category “{name}” deleted", name=row.name)
            self.write(Message("Delete product category"), lambda work: delete_categories(work, [row.id]), said)

    def _open(
        self, title: Text, step: Message, start: CategoryDraft, category_id: str = "", opened: Opened | None = None
    ) -> None:
        context, theme = self._context, self._context.theme

        def save(work: Any, draft: CategoryDraft) -> str:
            if opened is None:
                return create_category(work, draft)
            update_category(work, category_id, draft, opened.draft, opened.position)
            return category_id

        section = FormSection(
            "",
            (
                (("name", LineField(theme, N_("Name"), required=True, max_length=100)),),
                (("parent_id", choice(context, N_("Belongs to"), "categories")),),
                (("external_key", LineField(theme, N_("Key in the other system"), max_length=200)),),
            ),
        )
        texts = FormTexts(title, "", step, lambda name: Message("“{name}” saved", name=name))
        RecordForm(
            context, self.window(), texts, [section], start, save, lambda _id: self.reload(), width=460, opened=opened
        ).open()

    # --- showing

    def _on_read(self, found: list[CategoryView]) -> None:
        self._rows = {each.id: each for each in found}
        shown = sorted(((self._way(each), each) for each in found), key=lambda pair: (pair[0], pair[1].id))
        self.list.clear()
        self.list.add([_as_step(way, each) for way, each in shown], has_more=False)
        self.note.set_text(_NOTE if found else _NONE)
        self._refresh()

    def _way(self, row: CategoryView) -> tuple[str, ...]:
        """The names from the outermost category down to this one."""
        return tuple(each.name for each in self._outwards(row))[::-1]

    def _outwards(self, row: CategoryView | None) -> Iterator[CategoryView]:
        # What two laptops put into each other goes in circles until it is reviewed.
        seen = set[str]()
        while row is not None and row.id not in seen:
            seen.add(row.id)
            yield row
            row = self._rows.get(row.parent_id or "")

    def _refresh(self) -> None:
        reason = against(self._context.background, PRODUCTS)
        has = self.list.current() is not None
        for button, possible in ((self.add, True), (self.change, has), (self.remove, has)):
            button.setEnabled(possible and not reason)
            button.set_reason(reason)


def _as_step(way: tuple[str, ...], row: CategoryView) -> StepRow:
    """Its name, and below in which others it lies: of a long way down the last name is what tells it apart."""
    products = trn("{count} product", "{count} products", row.products)
    return StepRow(row.id, row.name, "", " · ".join(filter(None, (products, _WITHIN.join(way[:-1])))))


make = CategoriesSection
