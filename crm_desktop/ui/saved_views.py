"""What a list page does with saved views: offer them beside the ready ones, and keep what is shown as another."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.core.i18n import N_, Message
from crm_desktop.queries.saved_view import SavedViewRow, saved_views
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import Latest
from crm_desktop.ui.list_declaration import View
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain

_READS = frozenset({"saved_view", "app_user"})
# Of the keys of all views, those of saved ones begin with this.
_SAVED = "saved:"
_MINE, _TEAM = "bookmark", "users"
_WIDTH = 460
_NOT_UNDERSTOOD = N_("This view was saved by a newer version of the program, which can show it.")


class SavedViews(QObject):
    """The saved views of one page, read again whenever one changes; its commands act on the view shown."""

    def __init__(self, page: ListPage, context: PageContext, kind: str) -> None:
        super().__init__(page)
        self._page, self._context, self._kind = page, context, kind
        self._rows: Sequence[SavedViewRow] = ()
        self._wanted = ""
        self._reads = Latest(context.background, self)
        context.feed.subscribe(page, _READS, lambda _changes: self.read())
        context.viewer_changed.connect(self.read)
        if page.is_left_at_saved_view:
            self.read()
        else:
            page.first_paint.then(self.read)

    @property
    def current(self) -> SavedViewRow | None:
        """The saved view that is shown, if it is one."""
        key = self._page.current_view.removeprefix(_SAVED)
        return next((each for each in self._rows if each.id == key), None)

    def has_own(self) -> bool:
        """Whether a view of the acting user is shown."""
        return self.current is not None and self.current.is_mine

    def is_shared(self) -> bool:
        """Whether the view shown is offered to the team."""
        return self.current is not None and self.current.is_shared

    def read(self) -> None:
        """Read which views there are."""
        kind = self._kind
        # A list of records, of which the page itself knows only how it is read.
        query: Any = self._page.declaration.query
        # Newest only: the answer for the user before must not arrive last.
        self._reads.read(lambda reading: saved_views(reading, kind, query.of(reading)), self._on_read)

    def show(self, view_id: str) -> None:
        """Show a view that was found elsewhere, as soon as it is known here."""
        if any(each.id == view_id for each in self._rows):
            self._show_now(view_id)
        else:
            self._show_soon(view_id)

    def save(self) -> None:
        """Ask for a name and keep what the list shows under it."""
        from crm_desktop.operations.saved_view import SavedViewDraft, save_view

        kind, shown = self._kind, self._page.view_spec()

        def write(work: Any, draft: SavedViewDraft) -> str:
            return save_view(work, kind, draft, shown.spec, shown.columns)

        self._ask(N_("Save this view"), Message("Save view"), SavedViewDraft(), write)

    def rename(self) -> None:
        """Ask for another name of the view shown, and whether the team sees it."""
        from crm_desktop.operations.saved_view import SavedViewDraft, rename_view

        if (row := self.current) is None:
            return

        def write(work: Any, draft: SavedViewDraft) -> str:
            rename_view(work, row.id, draft)
            return row.id

        draft = SavedViewDraft(row.name, row.is_shared)
        self._ask(N_("Rename view"), Message("Rename view"), draft, write)

    def update(self) -> None:
        """Let the view shown be what the list shows now."""
        from crm_desktop.operations.saved_view import update_view

        if (row := self.current) is not None:
            shown = self._page.view_spec()
            said = Message("View “{name}” shows this now", name=row.name)
            step = Message("Update view “{name}”", name=row.name)
            self._write(step, lambda work: update_view(work, row.id, shown.spec, shown.columns), said)

    def share(self) -> None:
        """Offer the view shown to the team, or keep it to oneself again."""
        from crm_desktop.operations.saved_view import share_view

        if (row := self.current) is not None:
            wanted = not row.is_shared
            told = Message("The team sees “{name}” now", name=row.name)
            kept = Message("Only you see “{name}” now", name=row.name)
            step = Message("Share view “{name}”", name=row.name)
            self._write(step, lambda work: share_view(work, row.id, wanted), told if wanted else kept)

    def move(self, step: int) -> None:
        """Put the view shown further up or down among one's own."""
        from crm_desktop.operations.saved_view import move_view

        if (row := self.current) is not None:
            self._write(Message("Move view “{name}”", name=row.name), lambda work: move_view(work, row.id, step), None)

    def delete(self) -> None:
        """Delete the view shown; its records stay."""
        from crm_desktop.operations.saved_view import delete_view

        if (row := self.current) is not None:
            said = Message("View “{name}” deleted", name=row.name)
            self._write(Message("Delete view “{name}”", name=row.name), lambda work: delete_view(work, row.id), said)

    def _show_soon(self, view_id: str) -> None:
        """Show a view that was just written, once it has been read."""
        self._wanted = view_id
        self.read()

    def _on_read(self, rows: Sequence[SavedViewRow]) -> None:
        self._rows = rows
        self._page.set_saved_views([_view(each) for each in rows])
        if self._wanted in [each.id for each in rows]:
            wanted, self._wanted = self._wanted, ""
            self._show_now(wanted)

    def _show_now(self, view_id: str) -> None:
        if any(each.id == view_id and not each.is_understood for each in self._rows):
            self._context.navigator.refuse(Message(_NOT_UNDERSTOOD))
        else:
            self._page.show_view(_SAVED + view_id)

    def _write(self, step: Message, operation: Callable[[Any], None], said: Message | None) -> None:
        navigator = self._context.navigator

        def refused(error: Exception) -> None:
            navigator.refuse(getattr(error, "message", Message("This could not be done.")))

        def done(_result: Any) -> None:
            if said is not None:
                navigator.did(said)

        self._context.background.write(step, operation, done, refused, owner=self)

    def _ask(self, title: str, step: Message, draft: Any, write: Callable[[Any, Any], str]) -> None:
        from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
        from crm_desktop.ui.widgets.fields import CheckField, LineField

        theme = self._context.theme
        name = LineField(theme, N_("Name"), required=True, max_length=60)
        shared = CheckField(
            theme, N_("Share with the team"), help_text=N_("Everyone sees in it what their role lets them see.")
        )
        section = FormSection(N_("View"), ((("name", name),), (("is_shared", shared),)))
        context = Plain(self._page.words())
        RecordForm(
            self._context,
            self._page.window(),
            FormTexts(title, context, step, _saved),
            [section],
            draft,
            write,
            self._show_soon,
            width=_WIDTH,
        ).open()


def view_actions(find: Callable[[], SavedViews | None]) -> list[Action]:
    """The commands of saved views; `find` gives those of the page once it has them."""

    def views() -> SavedViews:
        found = find()
        assert found is not None
        return found

    def own() -> bool:
        found = find()
        return found is not None and found.has_own()

    def shared() -> bool:
        found = find()
        return found is not None and found.is_shared()

    return [
        Action(
            "list.save_view",
            N_("Save this view…"),
            lambda: views().save(),
            N_("Keep filters, order and columns under a name"),
            "Ctrl+Shift+S",
            "bookmark",
            writes=True,
        ),
        Action(
            "list.update_view",
            N_("Update this view"),
            lambda: views().update(),
            N_("Let the saved view be what the list shows now"),
            "",
            "save",
            own,
            writes=True,
        ),
        Action(
            "list.rename_view",
            N_("Rename view…"),
            lambda: views().rename(),
            N_("Give the saved view another name"),
            "",
            "pencil",
            own,
            writes=True,
        ),
        Action(
            "list.share_view",
            N_("Share view with the team"),
            lambda: views().share(),
            N_("Offer the saved view to everyone, or keep it to yourself"),
            "",
            "users",
            own,
            checked=shared,
            writes=True,
        ),
        Action(
            "list.view_up",
            N_("Move view up"),
            lambda: views().move(-1),
            N_("Put the saved view before another"),
            "",
            "arrow-up",
            own,
            writes=True,
        ),
        Action(
            "list.view_down",
            N_("Move view down"),
            lambda: views().move(1),
            N_("Put the saved view after another"),
            "",
            "arrow-down",
            own,
            writes=True,
        ),
        Action(
            "list.delete_view",
            N_("Delete view"),
            lambda: views().delete(),
            N_("Delete the saved view; its records stay"),
            "",
            "trash-2",
            own,
            writes=True,
        ),
    ]


# What the menu of a view offers.
VIEW_MENU = (
    "list.save_view",
    "list.update_view",
    "list.rename_view",
    "list.share_view",
    None,
    "list.view_up",
    "list.view_down",
    None,
    "list.delete_view",
)


def _view(row: SavedViewRow) -> View:
    problem = "" if row.is_understood else _NOT_UNDERSTOOD
    sign = "circle-alert" if problem else _TEAM if row.is_shared else _MINE
    return View(_SAVED + row.id, Plain(row.name), row.spec, sign, row.columns, problem)


def _saved(name: str) -> Message:
    return Message("View “{name}” saved", name=name)
