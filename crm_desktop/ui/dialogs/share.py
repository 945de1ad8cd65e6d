"""Sharing a company with the team: where the shared file shall lie, in which form, and whether it is encrypted."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core import file_names
from crm_desktop.core.errors import Invalid, Problem
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.sync.hubs.places import Form as HubForm
from crm_desktop.sync.hubs.places import Kind, Place, reaches_servers, recognise
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.labels import Label, section_heading
from crm_desktop.ui.widgets.place_field import PassphraseField, PlaceField
from crm_desktop.ui.widgets.text_fields import LineField

SUFFIX = ".crmhub"
LONGEST_ADDRESS = 1_000
# Of a name, in bytes: systems take 255, and what is written aside has longer names.
_LONGEST_NAME = 150
_SERVER = HubForm.POSTGRESQL.value
_FORMS = (
    (HubForm.FILE.value, N_("One file")),
    (HubForm.FOLDER.value, N_("Folder of pieces")),
    (_SERVER, N_("PostgreSQL server")),
)
_WHAT_FITS = {
    Kind.NETWORK: N_("A drive in the network: one file fits well."),
    Kind.REMOVABLE: N_("A stick or a drive that is carried around: one file fits well."),
    Kind.CLOUD: N_("A folder of a cloud service: pieces fit, because such services carry files one by one."),
    Kind.LOCAL: N_("A folder of this computer. The others have to reach it too, over the network or by a service."),
}


@dataclass(frozen=True)
class ShareDraft:
    """What was entered: a folder, or the address of a server, and the passphrase twice."""

    folder: str = ""
    server: str = ""
    passphrase: str = ""
    again: str = ""


@dataclass(frozen=True)
class Sharing:
    """What is to be done: where, in which form, and how it is encrypted."""

    address: str
    form: str
    passphrase: str | None


class ShareDialog(Dialog):
    """Asks where the team meets; the form that fits the place is proposed and may be changed."""

    gives_up = True

    def __init__(
        self, window: QWidget, theme: Theme, background: Background, company: str, then: Callable[[Sharing], None]
    ) -> None:
        super().__init__(
            window,
            theme,
            N_("Share with the team"),
            primary=N_("Share the company"),
            width=640,
        )
        self._background, self._company, self._then = background, company, then
        self._form_was_chosen = False
        self._forms = Segmented(theme, [each for each in _FORMS if each[0] != _SERVER or reaches_servers()])
        self._forms.changed.connect(self._on_form_chosen)
        ways = ((N_("Choose…"), self._ask_for_folder),)
        self.folder = PlaceField(theme, N_("Folder that all of you reach"), ways)
        server_help = N_("Such as postgresql+psycopg://name:password@server/database")
        self.server = LineField(theme, N_("Address of the server"), help_text=server_help, max_length=LONGEST_ADDRESS)
        self._advice = Label(theme, Plain(""), Role.SMALL, colour="text2", wrap=True)
        secret_help = N_("If you set one, nobody reads the shared file without it, and nobody can bring it back.")
        self.passphrase = PassphraseField(theme, N_("Passphrase (optional)"), help_text=secret_help)
        self.again = PassphraseField(theme, N_("Passphrase once more"))
        self._lay_out_fields()
        self.folder.changed.connect(self._look_at_place)
        self.submitted.connect(self._on_submitted)
        self._show_form(HubForm.FILE.value)

    def show_progress(self, fraction: float) -> None:
        """Show how far it is."""
        self.set_busy(Message("Sharing… {share}", share=f"{fraction:.0%}"))

    def _lay_out_fields(self) -> None:
        form = Form(self)
        self.use_form(form)
        how = N_("The team meets in a shared file. Each laptop keeps a copy of its own and works without it.")
        self.body.addWidget(Label(self.theme, how, Role.BODY, colour="text2", wrap=True))
        self.body.addWidget(section_heading(self.theme, N_("Where")))
        self.body.addWidget(self._forms)
        for name, field in (("folder", self.folder), ("server", self.server)):
            self.body.addWidget(form.bind(name, field))
        self.body.addWidget(self._advice)
        self.body.addWidget(section_heading(self.theme, N_("Who may read it")))
        for name, field in (("passphrase", self.passphrase), ("again", self.again)):
            self.body.addWidget(form.bind(name, field))
        form.load(ShareDraft())

    def _on_form_chosen(self) -> None:
        self._form_was_chosen = True
        self._show_form(self._forms.value())

    def _show_form(self, chosen: str) -> None:
        self._forms.blockSignals(True)
        self._forms.set_value(chosen)
        self._forms.blockSignals(False)
        self.folder.setVisible(chosen != _SERVER)
        self.server.setVisible(chosen == _SERVER)
        self._advice.setVisible(chosen != _SERVER and bool(self._advice.text()))
        if self.isVisible():
            self.place()

    def _look_at_place(self) -> None:
        """A folder of a network may answer late or never, so it is looked at aside."""
        folder = self.folder.value()
        self._background.call(self, lambda: recognise(Path(folder)), lambda found: self._on_place(folder, found))

    def _on_place(self, folder: str, found: Place) -> None:
        if folder != self.folder.value():
            return
        self._advice.set_text(_WHAT_FITS.get(found.kind, "") if folder else Plain(""))
        self._show_form(self._forms.value() if self._form_was_chosen else found.form.value)

    def _ask_for_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, tr("Folder that all of you reach"), self.folder.value())

    def _on_submitted(self) -> None:
        assert self.form is not None
        draft, form = self.form.read(ShareDraft()), self._forms.value()
        try:
            address = _address(draft, form, self._company)
        except Problem as problem:
            self.fail(problem)
            return
        self.set_busy(N_("Sharing…"))
        self._then(Sharing(address, form, draft.passphrase or None))


def _address(draft: ShareDraft, form: str, company: str) -> str:
    """The address of the shared file; refused with the fields to mend."""
    wrong: dict[str, Message] = {}
    if form == _SERVER and not draft.server:
        wrong["server"] = Message("Type the address of the server.")
    if form != _SERVER and not draft.folder:
        wrong["folder"] = Message("Choose the folder in which the team shall meet.")
    if draft.passphrase != draft.again:
        wrong["again"] = Message("The two passphrases differ. Type the same twice.")
    if wrong:
        raise Invalid(wrong)
    return draft.server if form == _SERVER else str(Path(draft.folder) / f"{_file_name(company)}{SUFFIX}")


def _file_name(company: str) -> str:
    """A company's name as every system takes it: “A/B: Söhne?” is called “A_B_ Söhne_”."""
    name = file_names.tidy(company.replace("/", "_").replace("\\", "_"))
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(". ")
