"""The kinds of records that a company adds: added, named, ordered, deleted."""

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations.own_kind import delete_own_kinds, order_own_kinds
from crm_desktop.queries.own_kind import OwnKind, own_kinds, record_count
from crm_desktop.ui.dialogs.confirm import confirm
from crm_desktop.ui.forms.own_kind import open_own_kind_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.settings.listed import ListedSection
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.check_list import CheckItem, CheckList
from crm_desktop.ui.widgets.labels import Label

_TOLD = N_(
    "What else you keep account of, such as machines or licences of customers. Each kind is a page with a list, forms"
    " and files; its fields are added under Own fields."
)
_NOTE = N_("Drag to order, or hold Alt and press an arrow.")
_NONE = N_("No kind was added yet.")


class OwnKindsSection(ListedSection):
    """The kinds in their order, with how many records each has."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _NONE)
        self._reason = against(context.background, ADMINISTER)
        self._kinds: dict[str, OwnKind] = {}
        theme = context.theme
        self.list = CheckList(theme, tr("Own kinds"), can_move=not self._reason)
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.change = Button(theme, N_("Change…"), icon="pencil")
        self.remove = Button(theme, N_("Delete…"), icon="trash-2")
        commands = ((self.add, self.add_new), (self.change, self.change_current), (self.remove, self.delete_current))
        column = self.column(self.list, commands)
        column.insertWidget(0, Label(theme, self._reason or _TOLD, Role.BODY, colour="text2", wrap=True))
        self.setLayout(column)
        self.list.itemDoubleClicked.connect(lambda _item: self.change_current())
        self.list.moved.connect(self._order)
        self.list.currentItemChanged.connect(lambda: self._refresh())
        context.feed.subscribe(self, ("custom_kind", "custom_record"), lambda _changes: self.reload())
        self.reload()

    def reload(self) -> None:
        """Read the kinds."""
        self._reads.read(
            lambda reading: [(each, record_count(reading, each.id)) for each in own_kinds(reading)], self._on_kinds
        )

    def add_new(self) -> None:
        """Ask for a new kind."""
        open_own_kind_form(self._context, self.window(), None, lambda _id: self.reload())

    def change_current(self) -> None:
        """Ask for other names of the current kind."""
        if not self._reason and (key := self.list.current_key) is not None:
            open_own_kind_form(self._context, self.window(), key, lambda _id: self.reload())

    def delete_current(self) -> None:
        """Ask with the number of records, then delete the current kind with them."""
        if (key := self.list.current_key) is None:
            return
        name = tr(self._kinds[key].title)

        def ask(count: int) -> None:
            many = Message(
                "Records that go with it: {count}. Undo or the recycle bin bring all back.", count=integer(count)
            )
            step, said = Message("Delete own kind “{name}”", name=name), Message("“{name}” deleted", name=name)
            confirm(
                self.window(),
                self._context.theme,
                Message("Delete the kind “{name}”?", name=name),
                (many,),
                action=N_("Delete"),
                asked=self._context.background.answered,
                then=lambda: self.write(step, lambda work: delete_own_kinds(work, [key]), said),
            )

        self._context.background.read(self, lambda reading: record_count(reading, key), ask)

    def _order(self, keys: list[str]) -> None:
        self.write(Message("Order own kinds"), lambda work: order_own_kinds(work, keys), Message("Order saved"))

    def _on_kinds(self, found: list[tuple[OwnKind, int]]) -> None:
        self._kinds = {each.id: each for each, _count in found}
        self.list.show_items(
            [
                CheckItem(
                    each.id, tr(each.title), False, trn("{count} record", "{count} records", count), icon=each.icon
                )
                for each, count in found
            ]
        )
        self.note.set_text(Plain(tr(_NOTE)) if found else _NONE)
        self._refresh()

    def _refresh(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(not self._reason and self.list.current_key is not None)
        self.add.setEnabled(not self._reason)


make = OwnKindsSection
