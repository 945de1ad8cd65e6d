"""Backups of the company file: when they were made, what restoring one would change, and how they are made."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, tr_message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.sync.backups import Generation, Preview, backups_of, preview_restore
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.step_dialog import StepDialog, spoken_failure
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.step_words import when
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.choices import CheckBox, Segmented
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.step_list import StepRow
from crm_desktop.ui.widgets.text_table import TextColumn

_KINDS = (
    TextColumn(N_("Records"), 220, "text2", is_whole=True),
    TextColumn(N_("Now"), 130, "text1", at_right=True),
    TextColumn(N_("In the backup"), 150, "text1", at_right=True),
    TextColumn(""),
)
BACK, REPAIR = "back", "repair"
_WAYS = ((BACK, N_("Go back to it")), (REPAIR, N_("Keep what was done since")))
_CAPS = tuple((str(size), Plain(f"{size} GB")) for size in (1, 2, 4, 10, 20, 50, 100))
_NEWEST = 6


class Backups(Protocol):
    """What makes backups and knows how they are to be made."""

    is_automatic: bool
    second: str | None
    cap_gb: int

    @property
    def background(self) -> Background:
        """What reads and compares them, in a process of its own."""

    def make_now(self, owner: QWidget, then: Callable[[Text, bool], None]) -> None:
        """Make one now; `then` hears what came of it, and whether it went well."""

    def restore(self, chosen: Path, *, merges: bool) -> None:
        """Put one in the place of the company file."""


class BackupsDialog(StepDialog):
    """The backups of one file at the left; at the right what the current one lacks and has."""

    def __init__(self, context: PageContext, window: QWidget, backups: Backups) -> None:
        restore = N_("Restore this backup…")
        about = Plain(str(context.path))
        super().__init__(context, window, N_("Backups"), about, restore, "archive-restore")
        theme = context.theme
        self._backups = backups
        self._found: dict[str, Generation] = {}
        self._seen: Preview | None = None
        self.make = Button(theme, N_("Back up now"), icon="save")
        self.make.clicked.connect(self._make)
        self.folder = Button(theme, N_("Open folder"), icon="folder-open")
        self.folder.clicked.connect(self._open_folder)
        self.automatic = CheckBox(theme, N_("By itself, every hour in which something changed"))
        self.automatic.setChecked(backups.is_automatic)
        self.automatic.toggled.connect(self._on_automatic)
        self.cap = ChoiceField(theme, N_("Room at most"), _CAPS, required=True)
        self.cap.show_label(False)
        self.cap.setFixedWidth(theme.px(110))
        self.cap.set_value(str(backups.cap_gb))
        self.cap.changed.connect(self._on_cap)
        self.second = LinkButton(theme, "")
        self.second.clicked.connect(self._choose_second)
        self.no_second = LinkButton(theme, N_("Only here"))
        self.no_second.clicked.connect(lambda: self._set_second(None))
        self.newest = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.right.addWidget(self.newest)
        self._place_settings()
        self._show_second()

    def open_panel(self) -> None:
        """Show it and list the backups."""
        super().open_panel()
        self.reload()

    def reload(self) -> None:
        """List the backups again."""
        source, second = self.page_context.path, self._backups.second
        self.page_context.background.call(self, lambda: backups_of(source, second), self._on_listed)

    def show_step(self, key: str) -> None:
        """Compare a backup with the present file."""
        self.undo.setEnabled(False)
        self._seen = None
        self.newest.set_text(N_("Comparing…"))
        self.table.set_rows(())
        present = str(self.page_context.path)
        self._backups.background.run(
            self, preview_restore, (present, key), lambda seen: self._on_seen(key, seen), self._on_not_seen
        )

    def act(self) -> None:
        """Ask how to restore the current backup."""
        generation = self._found.get(self.steps.current() or "")
        if generation is not None and self._seen is not None:
            dialog = RestoreDialog(self.page_context, self.window(), generation, self._seen)
            dialog.chosen.append(lambda merges: self._restore(generation, merges))
            dialog.open_panel()

    def _restore(self, generation: Generation, merges: bool) -> None:
        self.accept()
        self._backups.restore(generation.path, merges=merges)

    def _on_listed(self, found: list[Generation]) -> None:
        self._found = {str(each.path): each for each in found}
        self.steps.clear()
        self.steps.add([self._row(each) for each in found], has_more=False)
        self.folder.setEnabled(bool(found))
        if not found:
            self.show_nothing(N_("There is no backup yet. The first is made a few minutes after the start."))
            self.newest.set_text("")

    def _row(self, generation: Generation) -> StepRow:
        kind = N_("by itself") if generation.is_automatic else N_("by hand")
        parts = [formats.file_size(generation.size), tr(kind)]
        parts.append(tr(N_("checked")) if generation.is_verified else tr(N_("not checked yet")))
        steps = generation.identity.steps if generation.identity else None
        title = tr_message(Message("{count} steps", count=steps)) if steps is not None else generation.path.name
        return StepRow(
            str(generation.path), when(self.page_context, generation.made_at), "", " · ".join([title, *parts])
        )

    def _on_seen(self, key: str, seen: Preview) -> None:
        if self.steps.current() != key:
            return
        self._seen = seen
        # Whatever everybody did since goes with it.
        reason = against(self.page_context.background, ADMINISTER)
        self.undo.setEnabled(not reason)
        self.undo.set_reason(reason)
        self.show_rows(_KINDS, [_kind(each.title, each.now, each.then) for each in seen.kinds])
        self.newest.set_text(_missing(self.page_context, seen))

    def _on_not_seen(self, error: Exception) -> None:
        self.newest.set_text(spoken_failure(error))

    def _make(self) -> None:
        self.make.set_busy(N_("Backing up…"))
        self._backups.make_now(self, self._on_made)

    def _on_made(self, said: Text, went_well: bool) -> None:
        self.make.set_busy(None)
        if went_well:
            self.set_context(said)
        else:
            self.show_note(said)
        self.reload()

    def _open_folder(self) -> None:
        if (key := self.steps.current()) is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(key).parent)))

    # --- how they are made

    def _place_settings(self) -> None:
        px, theme = self.theme.px, self.theme
        bar = QWidget()
        column = QVBoxLayout(bar)
        column.setContentsMargins(px(Space.XXL), px(10), px(Space.XXL), px(12))
        column.setSpacing(px(6))
        first, second = self.line(), self.line()
        for row in (first, second):
            column.addLayout(row)
        first.addWidget(self.automatic)
        first.addStretch(1)
        first.addLayout(_beside(px(10), self.folder, self.make))
        room, elsewhere = N_("Room at most"), N_("Second place")
        second.addLayout(_beside(px(10), Label(theme, room, Role.BODY, colour="text2"), self.cap))
        second.addSpacing(px(10))
        place = Label(theme, elsewhere, Role.BODY, colour="text2")
        second.addLayout(_beside(px(10), place, self.second, self.no_second), 1)
        self.body.insertWidget(0, bar)
        self.body.insertWidget(1, Rule(theme))

    def _on_automatic(self, is_on: bool) -> None:
        self._backups.is_automatic = is_on

    def _on_cap(self) -> None:
        if (chosen := self.cap.value()) is not None:
            self._backups.cap_gb = int(chosen)

    def _choose_second(self) -> None:
        begin = self._backups.second or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, tr("Where to keep every backup a second time"), begin)
        if chosen:
            self._set_second(chosen)

    def _set_second(self, chosen: str | None) -> None:
        self._backups.second = chosen
        self._show_second()
        self.reload()

    def _show_second(self) -> None:
        second = self._backups.second
        self.second.set_text(Plain(second) if second else N_("Choose a folder, best on another disk…"))
        self.no_second.setVisible(bool(second))


class RestoreDialog(Dialog):
    """The last question before a restore: what would be missing, and whether to bring it in again."""

    def __init__(self, context: PageContext, window: QWidget, generation: Generation, seen: Preview) -> None:
        theme = context.theme
        title, about = N_("Restore this backup?"), Plain(when(context, generation.made_at))
        super().__init__(window, theme, title, context=about, primary=N_("Restore"), width=560)
        self.chosen: list[Callable[[bool], None]] = []
        self.way = Segmented(theme, _WAYS)
        self.way.set_value(BACK if seen.present is not None else REPAIR)
        self.way.changed.connect(lambda _key: self._show())
        self.says = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self._count = seen.missing_count
        self.body.addWidget(self.way)
        self.body.addWidget(self.says)
        kept = N_("The present file is kept beside it, so that nothing is lost either way.")
        self.body.addWidget(Label(theme, kept, Role.BODY, colour="text2", wrap=True))
        team = N_(
            "If the company is shared with a team, all that is in the shared file comes back with the next exchange."
        )
        self.body.addWidget(Label(theme, team, Role.SMALL, colour="text3", wrap=True))
        self._show()
        self.submitted.connect(self._on_submitted)

    def _show(self) -> None:
        if self.way.value() == BACK:
            self.says.set_text(
                Message(
                    "Everything is as it was then. Steps made since that are not in it: {count}.", count=self._count
                )
            )
        else:
            self.says.set_text(N_("The backup takes the place of the file, then all steps made since are added to it."))

    def _on_submitted(self) -> None:
        self.accept()
        for each in self.chosen:
            each(self.way.value() == REPAIR)


def _beside(spacing: int, *parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row


def _kind(title: str, now: int | None, then: int) -> list[str]:
    difference = then - now if now is not None else 0
    sign = "" if not difference else f"{'+' if difference > 0 else formats.MINUS}{formats.integer(abs(difference))}"
    return [tr(title), formats.MISSING if now is None else formats.integer(now), formats.integer(then), sign]


def _missing(context: PageContext, seen: Preview) -> Text:
    if seen.present is None:
        return N_("The present file cannot be read.")
    if not seen.missing_count:
        return N_("It has every step of the present file.")
    lines = [tr_message(Message("Steps that are not in it: {count}", count=seen.missing_count))]
    lines += [f"{when(context, each.at)}  {each.by}  {tr_message(each.label)}" for each in seen.missing[:_NEWEST]]
    return Plain("\n".join(lines))


def open_backups(context: PageContext, window: QWidget, backups: Backups) -> BackupsDialog:
    """Show the backups of the company."""
    dialog = BackupsDialog(context, window, backups)
    dialog.open_panel()
    return dialog
