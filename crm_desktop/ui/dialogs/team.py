"""The team a company is shared with: how it stands to the shared file, and the laptops that hold a copy."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.sync_state import SyncState
from crm_desktop.queries.replica import Laptop
from crm_desktop.sync.hubs.places import without_password
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.sync_sign import story
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label, section_heading
from crm_desktop.ui.widgets.place_field import PassphraseField
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_COLUMNS = (
    TextColumn(N_("Laptop")),
    TextColumn(N_("Last change seen here"), 180),
    TextColumn(N_("Steps"), 80, at_right=True),
)
_ROWS_SHOWN = 8


class TeamDialog(Dialog):
    """Tells where the shared file is and what of whom has arrived; a laptop can be taken out of the team's sharing."""

    sync_wanted = Signal()
    leave_wanted = Signal()
    passphrase_given = Signal(str)

    def __init__(self, window: QWidget, theme: Theme, address: str, zone: ZoneInfo, today: date) -> None:
        context = Message("Shared file: {address}", address=without_password(address))
        super().__init__(window, theme, N_("Team"), context=context, primary=N_("Done"), cancel=False, width=700)
        self._zone, self._today = zone, today
        self._story = Label(theme, Plain(""), Role.BODY, wrap=True)
        self._table = TextTable(theme, _COLUMNS, compact=True)
        self._table.setAccessibleName(tr("Laptops"))
        sync = Button(theme, N_("Exchange now"), icon="refresh-cw")
        leave = Button(theme, N_("Stop sharing on this laptop"), kind="quiet")
        sync.clicked.connect(self.sync_wanted)
        leave.clicked.connect(self.leave_wanted)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(sync)
        row.addStretch()
        row.addWidget(leave)
        self.passphrase = PassphraseField(theme, N_("Passphrase of the team"))
        self._use = Button(theme, N_("Go on with it"), height=Height.FIELD)
        self._use.clicked.connect(self._give_passphrase)
        self.passphrase.edit.returnPressed.connect(self._give_passphrase)
        self._secret = QWidget()
        beside = QHBoxLayout(self._secret)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(8))
        beside.addWidget(self.passphrase, 1)
        beside.addWidget(self._use, 0, Qt.AlignmentFlag.AlignBottom)
        self._secret.hide()
        self.body.addWidget(self._story)
        self.body.addWidget(self._secret)
        self.body.addLayout(row)
        self.body.addWidget(section_heading(theme, N_("Laptops")))
        self.body.addWidget(self._table)
        self.submitted.connect(self.accept)

    def show_state(self, state: SyncState) -> None:
        """Show how the company stands to the shared file."""
        self._story.set_text(Plain(story(state, self._zone, self._today)))
        if self._secret.isHidden() is state.needs_passphrase:
            self._secret.setVisible(state.needs_passphrase)
            if self.isVisible():
                self.place()

    def refuse_passphrase(self, reason: Text | None) -> None:
        """Say why the shared file cannot be met with what was given."""
        self._use.set_busy(None)
        if reason is not None:
            self.show_note(reason)

    def _give_passphrase(self) -> None:
        if (given := self.passphrase.value()) and not self._use.is_busy():
            self._use.set_busy(N_("Trying…"))
            self.passphrase_given.emit(given)

    def show_laptops(self, laptops: Sequence[Laptop]) -> None:
        """Show who holds a copy."""
        self._table.set_rows([self._row(each) for each in laptops])
        rows = min(len(laptops), _ROWS_SHOWN)
        height = self._table.horizontalHeader().height() + rows * self._table.verticalHeader().defaultSectionSize()
        self._table.setFixedHeight(height + 2)
        self.place()

    def _row(self, laptop: Laptop) -> list[str]:
        name = tr("{laptop} (this one)", laptop=laptop.label) if laptop.is_this else laptop.label
        if laptop.is_retired:
            name = tr("{laptop} (retired)", laptop=name)
        if laptop.user:
            name = f"{name} · {laptop.user}"
        at = None if laptop.last_ms is None else moment_of(laptop.last_ms, self._zone)
        return [name, formats.moment(at, language()), formats.integer(laptop.steps)]
