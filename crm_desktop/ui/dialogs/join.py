"""Joining a team: which shared file, its passphrase if it has one, and where the copy of this laptop shall lie."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.share import SUFFIX
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.place_field import PassphraseField, PlaceField

_COPY = ".crm"


@dataclass(frozen=True)
class Joining:
    """What was entered: the shared file by its path or address, its passphrase, and the file of this laptop."""

    address: str = ""
    passphrase: str = ""
    copy: str = ""


class JoinDialog(Dialog):
    """Asks what is needed to take a copy of a team's company to this laptop."""

    gives_up = True

    def __init__(self, window: QWidget, theme: Theme, folder: Path, then: Callable[[Joining], None]) -> None:
        super().__init__(
            window,
            theme,
            N_("Join a team"),
            primary=N_("Join"),
            width=640,
        )
        self._folder, self._then = folder, then
        self._proposed = ""
        ways = ((N_("File…"), self._ask_for_file), (N_("Folder…"), self._ask_for_folder))
        address_help = N_("The file or folder of the team, or the address of its PostgreSQL server")
        self.address = PlaceField(theme, N_("Shared file"), ways, required=True, help_text=address_help)
        self.passphrase = PassphraseField(
            theme, N_("Passphrase"), help_text=N_("Only if the team set one. Ask whoever shared it.")
        )
        self.copy = PlaceField(theme, N_("Copy of this laptop"), ((N_("Choose…"), self._ask_for_copy),), required=True)
        how = N_("This laptop gets a copy of its own, which is kept in step with the shared file.")
        self.body.addWidget(Label(theme, how, Role.BODY, colour="text2", wrap=True))
        form = Form(self)
        self.use_form(form)
        for name, field in (("address", self.address), ("passphrase", self.passphrase), ("copy", self.copy)):
            self.body.addWidget(form.bind(name, field))
        form.load(Joining())
        self.address.changed.connect(self._propose)
        self.submitted.connect(self._on_submitted)

    def show_progress(self, fraction: float) -> None:
        """Show how far it is."""
        self.set_busy(Message("Joining… {share}", share=f"{fraction:.0%}"))

    def _propose(self) -> None:
        """A copy called as the shared file, beside the other company files, until somebody chooses another."""
        if self.copy.value() in ("", self._proposed):
            name = Path(self.address.value().split("?")[0]).stem or tr("Company")
            self._proposed = str(self._folder / f"{name}{_COPY}")
            self.copy.set_value(self._proposed)

    def _ask_for_file(self) -> str:
        kinds = f"{tr('Shared files')} (*{SUFFIX})"
        return QFileDialog.getOpenFileName(self, tr("Shared file"), self.address.value(), kinds)[0]

    def _ask_for_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, tr("Shared file"), self.address.value())

    def _ask_for_copy(self) -> str:
        # A company file is never overwritten, so nobody is asked whether to.
        options = QFileDialog.Option.DontConfirmOverwrite
        kinds = f"{tr('Company files')} (*{_COPY})"
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Copy of this laptop"), self.copy.value(), kinds, options=options
        )
        return chosen if not chosen or chosen.lower().endswith(_COPY) else f"{chosen}{_COPY}"

    def _on_submitted(self) -> None:
        assert self.form is not None
        joining = self.form.read(Joining())
        if not joining.copy.lower().endswith(_COPY):
            self.fail(Invalid({"copy": Message("Choose a file whose name ends in .crm.")}))
            return
        self.set_busy(N_("Joining…"))
        self._then(joining)
