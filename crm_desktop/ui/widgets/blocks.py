"""Blocks of a detail side: key figures, notices that say why and what next, and rows that stand in while loading."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import Mark, hairline, rounded, vertical_line
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.marks import draw_sign
from crm_desktop.ui.widgets.room import fair_share

_GAP, _LEAST_GAP = 25, 10
_INKS = {Tone.GOOD: "good", Tone.WARNING: "warning", Tone.BAD: "bad", Tone.INFO: "info", Tone.NEUTRAL: "text3"}


@dataclass(frozen=True)
class Figure:
    """A key figure: its label, its value as shown, and what it means."""

    label: Text
    value: Text
    note: Text = ""
    tone: Tone = Tone.NEUTRAL


class _Value(Label):
    """A figure in the largest type it fits in whole: one that is cut is a wrong figure."""

    def __init__(self, theme: Theme, value: Text, role: Role) -> None:
        super().__init__(theme, value, role, elide=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._restyle()
        super().resizeEvent(event)

    def retranslate(self) -> None:
        """Show the figure in the current language."""
        super().retranslate()
        self._restyle()

    def least_width(self) -> int:
        """How wide the figure is in the smallest of its sizes."""
        return int(self._theme.width_of(self.text(), self._theme.font(Role.SMALL, 600))) + 2

    def _restyle(self) -> None:
        super()._restyle()
        fonts = [self._theme.font(role, 600) for role in (self._role, Role.BODY, Role.SMALL)]
        fitting = (font for font in fonts if self._theme.width_of(self.text(), font) <= self.width())
        self.setFont(next(fitting, fonts[-1]))


class FigureBlock(QWidget):
    """One figure, in the size of a detail side or, as `Role.KPI`, of a report."""

    def __init__(self, theme: Theme, figure: Figure, role: Role = Role.FIGURE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(theme, figure.label, Role.SMALL, colour="text2", elide=True)
        self._value = _Value(theme, figure.value, role)
        self._note = Label(theme, figure.note, Role.SMALL, elide=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self._label, self._value, self._note):
            column.addWidget(label)
        self.set_figure(figure)

    def label_width(self) -> int:
        """How wide its label is in whole."""
        return self._label.sizeHint().width()

    def least_width(self) -> int:
        """How wide it must be for its label, and for its figure written small."""
        return max(self.label_width(), self._value.least_width())

    def set_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self._label.set_text(figure.label)
        self._value.set_text(figure.value)
        self._note.set_text(figure.note)
        self._note.set_colour(_INKS[figure.tone])
        self.setAccessibleName(f"{shown(figure.label)} {shown(figure.value)} {shown(figure.note)}".strip())


class FigureRow(QWidget):
    """Figures side by side, split by lines."""

    def __init__(
        self, theme: Theme, figures: list[Figure], role: Role = Role.FIGURE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(_GAP))
        self.blocks = [FigureBlock(theme, figure, role) for figure in figures]
        for block in self.blocks:
            self._row.addWidget(block, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """The gaps become smaller before a label is cut; and columns become uneven before a figure is."""
        px, count = self._theme.px, max(1, len(self.blocks))
        widest = max((block.label_width() for block in self.blocks), default=0)
        left = (self.width() - widest * count) // max(1, count - 1)
        least = [block.least_width() for block in self.blocks]
        is_tight = max(least, default=0) * count + px(_GAP) * (count - 1) > self.width()
        self._row.setSpacing(px(_LEAST_GAP) if is_tight else max(px(_LEAST_GAP), min(px(_GAP), left)))
        most = fair_share(least, self.width() - px(_LEAST_GAP) * (count - 1))
        for place, width in enumerate(least):
            self._row.setStretch(place, min(width, most) if is_tight else 1)

    def set_figures(self, figures: list[Figure]) -> None:
        """Show other figures, as many as before."""
        for block, figure in zip(self.blocks, figures, strict=True):
            block.set_figure(figure)
        self._share_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for block in self.blocks[1:]:
            x = block.x() - self._row.spacing() // 2 - 1
            vertical_line(painter, x, 4, self.height() - 4, self._theme.tokens.line)
        painter.end()


class Notice(QWidget):
    """A strip that says why something is so, and what to do next; at most one action at its right.

    Its title wraps, on at most `most` lines if given.
    """

    def __init__(
        self,
        theme: Theme,
        tone: Tone,
        title: Text,
        body: Text = "",
        *,
        sign: Mark | str | None = None,
        action: QWidget | None = None,
        most: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._tone, self._sign = theme, tone, sign
        row = QHBoxLayout(self)
        px = theme.px
        row.setContentsMargins(px(33) if sign else px(12), px(8), px(12), px(8))
        column = QVBoxLayout()
        column.setSpacing(0)
        ink = "text1" if tone is Tone.NEUTRAL else _INKS[tone]
        role = Role.SMALL if body else Role.BODY
        self._title = Label(theme, title, role, weight=500, colour=ink, wrap=True, most=most)
        self._body = Label(theme, body, Role.SMALL, colour="text2", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._body)
        row.addLayout(column, 1)
        if action:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
        self._say(title, body)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_notice(self, tone: Tone, title: Text, body: Text = "", sign: Mark | str | None = None) -> None:
        """Say something else."""
        self._tone, self._sign = tone, sign
        self._title.set_colour("text1" if tone is Tone.NEUTRAL else _INKS[tone])
        self._title.set_text(title)
        self._body.set_text(body)
        self._say(title, body)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t, px = self._theme.tokens, self._theme.px
        rounded(painter, QRectF(self.rect()), Radius.FIELD, t.tint(self._tone))
        if self._sign:
            side = px(14)
            middle = px(8) + px(9) if self._body.isVisible() else self.height() / 2
            box = QRectF(px(10), middle - side / 2, side, side)
            draw_sign(painter, self._theme, box, self._sign, t.ink(self._tone))
        painter.end()

    def _say(self, title: Text, body: Text) -> None:
        self._body.setVisible(bool(body))
        self.setAccessibleName(f"{shown(title)} {shown(body)}".strip())


class SkeletonRows(QWidget):
    """Still bars where rows will be; shown only when loading takes longer than 150 ms."""

    def __init__(self, theme: Theme, rows: int = 6, row_height: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._rows, self._row_height = theme, rows, row_height
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._rows * self._theme.px(self._row_height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        height, width = px(self._row_height), self.width()
        for number in range(self._rows):
            top = number * height
            share = (0.28, 0.22, 0.31)[number % 3]
            middle = top + (height - px(10)) / 2
            for left, bar, fill in (
                (px(14), width * share, t.active),
                (width * 0.45, width * 0.09, t.hover),
                (width - px(14) - width * 0.09, width * 0.09, t.hover),
            ):
                rounded(painter, QRectF(left, middle, bar, px(10)), 3, fill)
            hairline(painter, self.rect().adjusted(0, top, 0, top + height - self.height()), t.line)
        painter.end()
