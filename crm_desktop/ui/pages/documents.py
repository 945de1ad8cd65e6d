"""The register of documents: every file kept with a record, its newest version, and what expires."""

from collections.abc import Callable
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.core.viewer import EXPORT
from crm_desktop.models.attachment import KINDS
from crm_desktop.queries.document import DOCUMENTS, DocumentRow
from crm_desktop.ui.actions import Action, always
from crm_desktop.ui.detail_files import until_words
from crm_desktop.ui.details.document import DocumentSide
from crm_desktop.ui.file_commands import FileCommands, KeptFile
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_page import filter_fields, relative_moment
from crm_desktop.ui.recycled_record import kind_title
from crm_desktop.ui.rights import against
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

_TONES = {"bad": (Tone.BAD, "circle-alert"), "warning": (Tone.WARNING, "hourglass")}
_READS = frozenset({"attachment", *KINDS})


class DocumentsPage(ListPage):
    """The list of documents with the side that shows one of them; files are added at their records."""

    kind = "attachment"
    hints = (
        ("↑↓", N_("Move")),
        ("O", N_("Open")),
        ("E", N_("Properties")),
        ("U", N_("New version")),
        ("?", N_("All keys")),
    )

    def __init__(self, context: PageContext) -> None:
        self.context = context
        detail = DocumentSide(
            context,
            (
                (N_("Open"), "external-link", "O", self.with_current(FileCommands.open)),
                (N_("New version…"), "upload", "U", lambda: self.actions_set.trigger("attachment.renew")),
            ),
            self._open_version,
        )
        super().__init__(
            context.theme,
            context.background,
            context.feed,
            context.preferences,
            _declaration(self, context),
            context.today,
            detail,
            str(context.path),
        )
        self.commands = FileCommands(context, self)
        context.viewer_changed.connect(self.act_for_viewer)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))

    def row(self) -> DocumentRow | None:
        """The current line."""
        found: DocumentRow | None = self.table.records.row_of(self.current_id) if self.current_id else None
        return found

    def open_record(self) -> None:
        """Go to the record the document is kept with."""
        if (row := self.row()) is not None:
            self.context.navigator.open(row.record_kind, row.record_id)

    def print_shown(self) -> None:
        """Set what the list shows on paper and show its pages."""
        from crm_desktop.ui.dialogs.print_list import print_list

        of = self.context
        print_list(self, self.kind, of.theme, of.background, of.preferences, of.path, of.navigator)

    def export(self) -> None:
        """Ask where to, then write what the list shows."""
        from crm_desktop.ui.dialogs.export_list import export_list

        of = self.context
        export_list(self, self.kind, of.theme, of.background, of.preferences, of.path, of.navigator, ())

    def delete_chosen(self) -> None:
        """Delete the chosen documents; the toast offers to undo it."""
        if ids := self.selected_or_current:
            self.commands.remove(ids)
            self.table.records.select_everything(False)

    def with_current(self, command: Callable[[FileCommands, KeptFile], None]) -> Callable[[], None]:
        """What carries a command out for the current document."""

        def do() -> None:
            if (row := self.row()) is not None:
                command(self.commands, KeptFile(row.id, row.name, row.record_kind, row.record_id))

        return do

    def _open_version(self, file_id: str) -> None:
        side = self.detail
        assert isinstance(side, DocumentSide)
        details = side.details
        version = next((each for each in details.versions if each.id == file_id), None) if details else None
        if details is not None and version is not None:
            self.commands.open(KeptFile(file_id, version.name, details.row.record_kind, details.row.record_id))


def _own_actions(page: DocumentsPage) -> list[Action]:
    def lacks(right: str) -> Callable[[], str]:
        return lambda: against(page.context.background, right)

    def has() -> bool:
        return page.row() is not None

    def is_newest() -> bool:
        row = page.row()
        return row is not None and row.is_current

    def action(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str, **more: Any) -> Action:
        return Action(f"attachment.{name}", text, do, told, key, icon, **{"enabled": has, **more})

    on = page.with_current
    return [
        action("open", N_("Open"), on(FileCommands.open), N_("In the program of the system"), "O", "external-link"),
        action(
            "renew",
            N_("New version…"),
            on(FileCommands.renew),
            N_("Keep a newer version; the one before stays to be looked at"),
            "U",
            "upload",
            enabled=is_newest,
            writes=True,
        ),
        action(
            "edit",
            N_("Properties…"),
            on(FileCommands.describe),
            N_("Name, until when it holds, and a note"),
            "E",
            "pencil",
            writes=True,
        ),
        action("record", N_("Go to its record"), page.open_record, N_("What it is kept with"), "G", "arrow-right"),
        action("save", N_("Save file as…"), on(FileCommands.save_as), N_("Keep a copy elsewhere"), "S", "save"),
        action(
            "delete",
            N_("Delete"),
            page.delete_chosen,
            N_("Delete the chosen documents; it can be undone"),
            "Del",
            "trash-2",
            enabled=lambda: page.has_chosen,
            writes=True,
        ),
        action(
            "export",
            N_("Export this list"),
            page.export,
            N_("Write what the list shows to Excel or CSV"),
            "Ctrl+Shift+E",
            "download",
            enabled=always,
            reason=lacks(EXPORT),
        ),
        action(
            "print",
            N_("Print this list"),
            page.print_shown,
            N_("See what the list shows on pages, to print or keep as PDF"),
            "Ctrl+P",
            "printer",
            enabled=always,
            reason=lacks(EXPORT),
        ),
    ]


def _declaration(page: DocumentsPage, context: PageContext) -> ListDeclaration:
    return ListDeclaration(
        name="documents",
        title=N_("Documents"),
        query=DOCUMENTS,
        columns=_columns(context),
        filters=filter_fields(context, DOCUMENTS),
        views=offered_views(context, "attachment"),
        reads=_READS,
        counted=lambda count: trn("{count} document", "{count} documents", count),
        totals=lambda _sums: "",
        empty_title=N_("No documents yet"),
        empty_body=N_(
            "Drop files on a customer, a deal or any other record: they are all listed here, with their versions and"
            " until when they hold."
        ),
        actions=_own_actions(page),
        tools=("attachment.export", "attachment.print"),
        selection_actions=("attachment.delete",),
        menu=(
            "attachment.open",
            "attachment.save",
            "attachment.record",
            None,
            "attachment.edit",
            "attachment.renew",
            None,
            "attachment.delete",
        ),
    )


def _columns(context: PageContext) -> tuple[Column, ...]:
    def until(row: DocumentRow) -> Cell:
        words, ink = until_words(row.valid_until, context.today())
        if row.valid_until is None:
            return Cell(formats.MISSING)
        tone, sign = _TONES.get(ink, (Tone.NEUTRAL, ""))
        far = formats.day_far(row.valid_until, language())
        return Cell(far, tone, sign, tooltip=words) if sign else Cell(far, tooltip=words)

    def version(row: DocumentRow) -> str:
        return str(row.version)

    def record(row: DocumentRow) -> str:
        return f"{kind_title(row.record_kind)} · {row.record or formats.MISSING}"

    def size(row: DocumentRow) -> str:
        return formats.file_size(row.size)

    return (
        Column("name", N_("Name"), 230, weight=500, stretches=True, min_width=150),
        Column("record", N_("Record"), 190, format=record, is_quiet=True, min_width=110),
        Column("version", N_("Version"), 74, Kind.NUMBER, version, gives_way=2),
        Column("valid_until", N_("Valid until"), 130, Kind.DATE, until),
        Column("added_by", N_("Added by"), 110, is_quiet=True, gives_way=1),
        Column("added_at", N_("Added"), 96, Kind.DATE, lambda row: relative_moment(context, row.added_at), gives_way=3),
        Column("size", N_("File size"), 84, Kind.NUMBER, size, gives_way=1),
        Column("note", N_("Note"), 160, is_quiet=True, is_hidden=True),
    )
