"""The switch between the two faces of a page: its list and its board."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.texts import Retranslating
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus
from crm_desktop.ui.widgets.key_hints import key_text

_INSET = 2


class FaceSwitch(Retranslating):
    """Two icons in a frame, the shown face raised; `chosen` says whether the board is wanted."""

    chosen = Signal(bool)

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self._key = theme, key
        self.board = _Half(theme, "square-kanban", self)
        self.list = _Half(theme, "list", self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        row.setSpacing(0)
        row.addWidget(self.board)
        row.addWidget(self.list)
        self.board.clicked.connect(lambda: self.chosen.emit(True))
        self.list.clicked.connect(lambda: self.chosen.emit(False))
        self.retranslate()

    def show_face(self, is_board: bool) -> None:
        """Show which face is shown."""
        self.board.setChecked(is_board)
        self.list.setChecked(not is_board)

    def retranslate(self) -> None:
        """Name the halves in the current language."""
        for half, name in ((self.board, N_("Shown as board")), (self.list, N_("Shown as list"))):
            half.setAccessibleName(tr(name))
            half.setToolTip(f"{tr(name)}  {key_text(self._key)}")

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            rounded(painter, QRectF(self.rect()), Radius.FIELD, tokens.hover, tokens.strong_line)


class _Half(QAbstractButton):
    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._icon = theme, icon
        self._ring = RingedFocus(theme, self, Radius.CHIP)
        self.setCheckable(True)
        # The page says which half is on: a press alone does not change it.
        self.setAutoExclusive(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Stay as the page says."""

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(32), px(Height.BUTTON) - 2 * _INSET)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        with QPainter(self) as painter:
            if self.isChecked():
                rounded(painter, QRectF(self.rect()), Radius.CHIP, tokens.content, tokens.strong_line)
            elif self.underMouse():
                rounded(painter, QRectF(self.rect()), Radius.CHIP, tokens.active)
            ink = tokens.text1 if self.isChecked() else tokens.text2
            icon = self._theme.pixmap(self._icon, ink, ratio=self.devicePixelRatioF())
            painter.drawPixmap((self.width() - px(16)) // 2, (self.height() - px(16)) // 2, icon)
