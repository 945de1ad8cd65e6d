"""A field of tags: tokens that wrap, and a line to type the next."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QLayoutItem, QLineEdit, QSizePolicy, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.marks import TagChip


class FlowLayout(QLayout):
    """Items one after another, wrapped like words."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def insert_widget(self, index: int, widget: QWidget) -> None:
        """Add a widget at a place."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def height_for(self, width: int) -> int:
        """How high the rows are at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        margins = self.contentsMargins()
        width = max((size.width() for size in sizes), default=0) + margins.left() + margins.right()
        height = max((size.height() for size in sizes), default=0) + margins.top() + margins.bottom()
        return QSize(width, height)

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, y, row = area.left(), area.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > area.left() and x + size.width() > area.right() + 1:
                x, y, row = area.left(), y + row + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            row = max(row, size.height())
        return y + row + margins.bottom() - rect.top()


class _Tokens(QFrame):
    """The framed area of a tags field."""

    edited = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self._flow = FlowLayout(self, px(4))
        self._flow.setContentsMargins(px(6), px(5), px(6), px(5))
        self.tags: list[str] = []
        self.line = QLineEdit()
        self.line.setProperty("bare", True)
        self.line.setFont(theme.font(Role.BODY))
        self.line.setFixedSize(px(140), px(Height.CHIP))
        self.line.installEventFilter(self)
        self._flow.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def add(self, text: str) -> bool:
        """Add a tag unless it is there; says whether it was added."""
        tag = self._new(text)
        if not tag:
            return False
        chip = TagChip(self._theme, tag, removable=True)
        chip.removed.connect(self._on_removed)
        self._flow.insert_widget(len(self.tags), chip)
        self.tags.append(tag)
        self._fit()
        return True

    def begun(self) -> tuple[str, ...]:
        """The tag being typed, if there is one."""
        tag = self._new(self.line.text())
        return (tag,) if tag else ()

    def _new(self, text: str) -> str:
        """A text as a tag; nothing when it is there already."""
        tag = " ".join(text.split())
        return "" if tag.casefold() in (known.casefold() for known in self.tags) else tag

    def remove(self, tag: str) -> None:
        """Take a tag away."""
        index = self.tags.index(tag)
        item = self._flow.takeAt(index)
        self.tags.pop(index)
        if item and (widget := item.widget()):
            widget.hide()
            widget.deleteLater()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._on_key(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
            if event.type() is QEvent.Type.FocusOut:
                self._commit()
                self.left.emit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        edge = {"error": t.bad, "conflict": t.warning}.get(self.property("state") or "", t.field_edge)
        rounded(painter, QRectF(self.rect()), Radius.FIELD, t.content, edge)
        if self.line.hasFocus():
            ring(painter, QRectF(self.rect()), Radius.FIELD, t.accent_text)
        painter.end()

    def _on_key(self, event: QKeyEvent) -> bool:
        commits = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.text() in (",", "，", ";", "；", "、")
        if commits and self.line.text().strip() and not event.modifiers():
            self._commit()
            return True
        if event.text() and event.text() in ",，;；、":
            return True
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self.tags:
            self._on_removed(self.tags[-1])
            return True
        return False

    def _fit(self) -> None:
        """As high as its rows; a layout that asks for height by width gets it wrong when nested deeply."""
        self._flow.invalidate()
        self.setFixedHeight(max(self._theme.px(Height.FIELD), self._flow.height_for(self.width())))

    def _commit(self) -> None:
        added = self.add(self.line.text())
        self.line.clear()
        if added:
            self.edited.emit()

    def _on_removed(self, tag: str) -> None:
        self.remove(tag)
        self.edited.emit()
        self.line.setFocus()


class TagsField(Field):
    """Several tags; Enter or a comma adds one, Backspace takes the last away."""

    def __init__(self, theme: Theme, label: Text, *, help_text: Text = "") -> None:
        super().__init__(theme, label, help_text=help_text)
        self.tokens = _Tokens(theme)
        self._put(self.tokens)
        self.tokens.edited.connect(self.changed)
        self.tokens.left.connect(self.left)
        self.retranslate()

    def value(self) -> tuple[str, ...]:
        """The tags in their order, with the one being typed: saving by key must not lose it."""
        return (*self.tokens.tags, *self.tokens.begun())

    def set_value(self, value: Iterable[str] | None) -> None:
        """Show these tags."""
        self.tokens.line.clear()
        for tag in list(self.tokens.tags):
            self.tokens.remove(tag)
        for tag in value or ():
            self.tokens.add(tag)

    def retranslate(self) -> None:
        """Show the placeholder in the current language."""
        super().retranslate()
        self.tokens.line.setPlaceholderText(shown(_ADD))
        self.tokens.line.setAccessibleName(shown(self.label))


_ADD = N_("Add a tag")
