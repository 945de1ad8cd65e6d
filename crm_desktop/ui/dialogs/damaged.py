"""A company file that cannot be read: its backups, newest first, and a rescue of what can still be read."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import local_moment
from crm_desktop.core.i18n import N_, Message, language, tr, tr_message
from crm_desktop.sync.backups import Generation
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.step_list import StepList, StepRow

_WIDTH, _ROWS, _ROW = 620, 4, 52


class DamagedDialog(Dialog):
    """Offers; nothing is touched before somebody chooses."""

    restore_wanted = Signal(str)
    rescue_wanted = Signal()

    def __init__(self, window: QWidget, theme: Theme, path: Path, found: Sequence[Generation]) -> None:
        primary: Text = N_("Restore this backup") if found else N_("Rescue what can be read…")
        title = Message("“{file}” is damaged", file=path.name)
        super().__init__(window, theme, title, context=Message("{text}", text=str(path)), primary=primary, width=_WIDTH)
        self._has_backups = bool(found)
        for text in _words(found):
            self.body.addWidget(Label(theme, text, Role.BODY, colour="text2", wrap=True))
        self.backups = StepList(theme)
        self.backups.setFixedHeight(theme.px(_ROW) * min(_ROWS, max(1, len(found))))
        self.backups.add([_row(each) for each in found], has_more=False)
        self.backups.setVisible(bool(found))
        self.body.addWidget(self.backups)
        self.rescue = Button(theme, N_("Rescue what can be read…"), icon="life-buoy")
        self.rescue.clicked.connect(self._rescue)
        self.rescue.setVisible(bool(found))
        row = QHBoxLayout()
        row.addWidget(self.rescue, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(row)
        self.submitted.connect(self._on_submitted)

    def focus_inside(self) -> None:
        """Begin in the list of backups."""
        (self.backups if self._has_backups else self.primary).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_submitted(self) -> None:
        chosen = self.backups.current()
        self.accept()
        if chosen is not None:
            self.restore_wanted.emit(chosen)
        else:
            self.rescue_wanted.emit()

    def _rescue(self) -> None:
        self.accept()
        self.rescue_wanted.emit()


def _words(found: Sequence[Generation]) -> list[Text]:
    kept = N_("The damaged file is kept as it is, beside the new one.")
    if found:
        again = N_("It is brought up to date with everything the damaged file still tells of what was done since.")
        return [N_("The program made these backups. The newest one comes first."), again, kept]
    return [N_("There is no backup of it on this computer. Often most of it can still be read."), kept]


def _row(generation: Generation) -> StepRow:
    moment = formats.moment(local_moment(generation.made_at), language())
    steps = generation.identity.steps if generation.identity else 0
    note = [tr_message(Message("{count} steps", count=steps)), formats.file_size(generation.size)]
    note.append(tr(N_("checked")) if generation.is_verified else tr(N_("not checked yet")))
    return StepRow(str(generation.path), moment, "", " · ".join(note))
