"""The dialog that shares a company: what it asks for, and what it gives on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.sync.hubs.places import recognise
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.dialogs import share
from crm_desktop.ui.dialogs.join import JoinDialog, Joining
from crm_desktop.ui.dialogs.share import ShareDialog, Sharing
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.field import Field


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1000, 760)
    window.show()
    return window


def _enter(field: Field, value: str) -> None:
    field.set_value(value)
    field.changed.emit()


class Sharer:
    """Somebody who fills the dialog of sharing."""

    def __init__(self, window: QMainWindow, theme: Theme, company: str = "East Sales") -> None:
        self.shared: list[Sharing] = []
        background = InlineBackground(None, lambda error: None)  # type: ignore[arg-type]  # nothing is read here
        self.dialog = ShareDialog(window, theme, background, company, self.shared.append)
        self.dialog.open_panel()

    def choose_form(self, form: str) -> None:
        self.dialog._forms.set_value(form)
        self.dialog._on_form_chosen()

    def problem(self, field: Field) -> str:
        return str(field.error() or "")


@pytest.fixture
def sharer(window: QMainWindow, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Sharer:
    monkeypatch.setattr(share, "reaches_servers", lambda: True)
    return Sharer(window, theme)


def test_a_server_is_offered_by_an_edition_that_can_reach_one(
    window: QMainWindow, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = []
    for can_reach in (True, False):
        monkeypatch.setattr(share, "reaches_servers", lambda answer=can_reach: answer)
        buttons = Sharer(window, theme).dialog.findChildren(QAbstractButton)
        offered.append("PostgreSQL server" in {each.text() for each in buttons})
    assert offered == [True, False]


def test_the_shared_file_is_called_as_the_company(sharer: Sharer, tmp_path: Path) -> None:
    _enter(sharer.dialog.folder, str(tmp_path))
    sharer.dialog.submit()
    form = recognise(tmp_path).form.value
    assert sharer.shared == [Sharing(str(tmp_path / "East Sales.crmhub"), form, None)]
    assert sharer.dialog.primary.is_busy()


@pytest.mark.parametrize(
    ("company", "name"),
    [("A/B: “Söhne” & 团队?", "A_B_ “Söhne” & 团队_"), ("..\\x", "_x"), ("海" * 90, "海" * 50)],
)
def test_a_company_with_signs_that_no_file_may_have_can_be_shared(
    window: QMainWindow, theme: Theme, tmp_path: Path, company: str, name: str
) -> None:
    sharer = Sharer(window, theme, company)
    _enter(sharer.dialog.folder, str(tmp_path))
    sharer.dialog.submit()
    assert Path(sharer.shared[0].address) == tmp_path / f"{name}.crmhub"


def test_a_folder_of_a_cloud_service_gets_pieces(sharer: Sharer, tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    _enter(sharer.dialog.folder, str(tmp_path / "Dropbox"))
    sharer.dialog.submit()
    assert sharer.shared[0].form == "folder"


def test_a_chosen_form_stays(sharer: Sharer, tmp_path: Path) -> None:
    sharer.choose_form("file")
    (tmp_path / "Dropbox").mkdir()
    _enter(sharer.dialog.folder, str(tmp_path / "Dropbox"))
    sharer.dialog.submit()
    assert sharer.shared[0].form == "file"


def test_a_server_is_named_by_its_address(sharer: Sharer) -> None:
    sharer.choose_form("postgresql")
    assert sharer.dialog.server.isVisible()
    assert not sharer.dialog.folder.isVisible()
    _enter(sharer.dialog.server, "postgresql+psycopg://ada@server/team")
    sharer.dialog.submit()
    assert sharer.shared == [Sharing("postgresql+psycopg://ada@server/team", "postgresql", None)]


def test_nothing_is_shared_without_a_place(sharer: Sharer) -> None:
    sharer.dialog.submit()
    assert not sharer.shared
    assert "Choose the folder" in sharer.problem(sharer.dialog.folder)


def test_a_passphrase_is_typed_twice_and_keeps_its_spaces(sharer: Sharer, tmp_path: Path) -> None:
    _enter(sharer.dialog.folder, str(tmp_path))
    _enter(sharer.dialog.passphrase, " secret ")
    _enter(sharer.dialog.again, "secret")
    sharer.dialog.submit()
    assert "differ" in sharer.problem(sharer.dialog.again)
    _enter(sharer.dialog.again, " secret ")
    sharer.dialog.submit()
    assert sharer.shared[0].passphrase == " secret "


def test_joining_proposes_a_copy_called_as_the_shared_file(window: QMainWindow, theme: Theme, tmp_path: Path) -> None:
    joined: list[Joining] = []
    dialog = JoinDialog(window, theme, tmp_path, joined.append)
    dialog.open_panel()
    dialog.submit()
    assert not joined
    _enter(dialog.address, "/media/stick/East Sales.crmhub")
    assert dialog.copy.value() == str(tmp_path / "East Sales.crm")
    _enter(dialog.copy, str(tmp_path / "mine.crm"))
    _enter(dialog.address, "/media/stick/West.crmhub")
    dialog.submit()
    assert joined == [Joining("/media/stick/West.crmhub", "", str(tmp_path / "mine.crm"))]
