"""The page of backups: what is there, what restoring would change, and how they are made."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.storage import backup
from crm_desktop.ui.background import Background, InlineBackground
from crm_desktop.ui.dialogs.backups import BackupsDialog, RestoreDialog
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.texts import Text
from tests.builders import a_customer
from tests.ui.pages.office import Office


class Keeper:
    """Backups as the program keeps them, without a process of their own."""

    def __init__(self, office: Office) -> None:
        self.background: Background = InlineBackground(office.company.database, office.errors.append)
        self.is_automatic, self.second, self.cap_gb = True, None, 4
        self.restored: list[tuple[Path, bool]] = []
        self._path, self._clock = office.company.database.path, office.company.clock

    second: str | None

    def make_now(self, owner: object, then: Callable[[Text, bool], None]) -> None:
        self._clock.instant += timedelta(minutes=1)
        second = Path(self.second) if self.second else None
        now = self._clock.now_ms()
        made = backup.make(self._path, backup.default_place(), now, second=second, is_automatic=False)
        then(made.second_problem or "The backup is made and checked.", made.second_problem is None)

    def restore(self, chosen: Path, *, merges: bool) -> None:
        self.restored.append((chosen, merges))


@pytest.fixture
def keeper(office: Office) -> Iterator[Keeper]:
    """A company with one backup, and a customer made since."""
    office.window.show()
    keeper = Keeper(office)
    keeper.make_now(None, lambda _said, _well: None)
    with office.company.write("Create customer Beta") as work:
        a_customer(work, "Beta")
    yield keeper
    keeper.background.close()


def opened(office: Office, keeper: Keeper) -> BackupsDialog:
    dialog = BackupsDialog(office.context, office.window, keeper)
    dialog.open_panel()
    return dialog


def test_it_says_what_restoring_would_change(office: Office, keeper: Keeper) -> None:
    dialog = opened(office, keeper)
    assert len(dialog.steps.rows()) == 1
    assert "by hand · checked" in dialog.steps.rows()[0].note
    model = dialog.table.model()
    first = [model.index(0, column).data() for column in range(4)]
    assert first == ["Customer", "1", "0", "−1"]
    assert "Create customer Beta" in dialog.newest.text()
    dialog.submit()


def test_where_there_is_nothing_no_table_is_begun(office: Office, keeper: Keeper) -> None:
    dialog = opened(office, keeper)
    header = dialog.table.horizontalHeader()
    shown = [header.isVisible()]
    dialog.show_nothing("There is no backup yet. The first is made a few minutes after the start.")
    shown.append(header.isVisible())
    dialog.show_rows(dialog.table.model().columns, [("Customer", "1", "0", "−1")])  # type: ignore[attr-defined]  # the table's own model
    shown.append(header.isVisible())
    assert shown == [True, False, True]
    dialog.submit()


def test_restoring_asks_how(office: Office, keeper: Keeper) -> None:
    dialog = opened(office, keeper)
    dialog.undo.click()
    asking = open_panel_of(office.window)
    assert isinstance(asking, RestoreDialog)
    assert "not in it: 1." in asking.says.text()
    asking.way.set_value("repair")
    asking.submit()
    ((chosen, merges),) = keeper.restored
    assert (chosen.exists(), merges) == (True, True)
    assert not dialog.isVisible()


def test_one_more_is_made_at_once_also_in_a_second_place(office: Office, keeper: Keeper, tmp_path: Path) -> None:
    dialog = opened(office, keeper)
    keeper.second = str(tmp_path / "stick")
    dialog.make.click()
    assert len(dialog.steps.rows()) == 2
    assert backup.generations_of(office.company.database.path, backup.second_place(tmp_path / "stick")) == []
    (tmp_path / "stick").mkdir()
    dialog.make.click()
    assert len(backup.generations_of(office.company.database.path, backup.second_place(tmp_path / "stick"))) == 1
    dialog.submit()


def test_settings_are_taken_at_once(office: Office, keeper: Keeper) -> None:
    dialog = opened(office, keeper)
    dialog.automatic.setChecked(False)
    dialog.cap.set_value("10")
    dialog.cap.changed.emit()
    assert (keeper.is_automatic, keeper.cap_gb) == (False, 10)
    dialog.submit()


def test_who_does_not_look_after_the_company_sees_why_a_backup_is_not_restored(office: Office, keeper: Keeper) -> None:
    viewer = office.background.viewer
    office.background.viewer = replace(viewer, rights=viewer.rights - {ADMINISTER})
    dialog = opened(office, keeper)
    assert not dialog.undo.isEnabled()
    assert "looks after the company file" in dialog.undo.toolTip()
    assert dialog.make.isEnabled()
    dialog.submit()
