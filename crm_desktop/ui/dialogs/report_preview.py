"""The pages of a finished report or list, to look at, print or save."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPageLayout, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.reports.preview import PageImage
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.dialogs.print_pages import PrintJob, image_of, wanted_pages
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded, shadow
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.shrinking import Shrinking

_PAGE_WIDTH = 640
_PAGE_WIDTH_ACROSS = 800
_PIXELS_PER_POINT = 96 / 72
_ZOOMS = (50, 75, 100, 125, 150, 200)
_AROUND = 20


class ReportPreview(Panel):
    """Shows one page after the other; prints them through the system's print dialog."""

    def __init__(
        self, window: QWidget, theme: Theme, background: Background, pdf: bytes, save: Callable[[bytes], None]
    ) -> None:
        super().__init__(window, theme, N_("Preview"), 860)
        self._theme, self._background, self._pdf, self._save = theme, background, pdf, save
        self._number, self._count = 0, 0
        self._points = (595.0, 842.0)
        self._percent = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, Radius.DIALOG)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(Rule(theme, strong=True))
        self._page = _Sheet(theme)
        self._scroll = QScrollArea()
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._scroll.setWidget(self._page)
        self._scroll.setAccessibleName(tr("Preview"))
        # The paper lies on the ground of the panel, which keeps its round corners.
        for ground in (self._page, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        self._scroll.setStyleSheet("QScrollArea { background: transparent; }")
        column.addWidget(self._scroll, 1)
        self.open_panel()
        background.run(self, "crm_desktop.reports.preview.page_sizes", (pdf,), self._on_sizes)

    def wanted_size(self) -> QSize:
        """As tall as the window allows."""
        window = self.parentWidget() or self
        return QSize(self._theme.px(860), window.height() - self._theme.px(48))

    def next_page(self) -> None:
        """Show the next page."""
        self._go(self._number + 1)

    def previous_page(self) -> None:
        """Show the page before."""
        self._go(self._number - 1)

    def zoom_in(self) -> None:
        """Show the page larger."""
        self._zoom(next((each for each in _ZOOMS if each > self._percent), self._percent))

    def zoom_out(self) -> None:
        """Show the page smaller."""
        self._zoom(next((each for each in reversed(_ZOOMS) if each < self._percent), self._percent))

    def zoom_to_fit(self) -> None:
        """Show the page in the width it began with."""
        width = _PAGE_WIDTH_ACROSS if self._is_across else _PAGE_WIDTH
        self._zoom(round(width * 100 / (self._points[0] * _PIXELS_PER_POINT)))

    def focus_inside(self) -> None:
        """Begin where Enter does what one came for."""
        self._print.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.footer_height = self.height() - self._head.height() - 1

    def print_pages(self) -> None:
        """Ask for a printer and for which pages, and print them."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if self._is_across else QPageLayout.Orientation.Portrait
        )
        dialog = QPrintDialog(printer, self)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCurrentPage)
        dialog.setMinMax(1, max(1, self._count))
        dialog.accepted.connect(lambda: self.print_to(printer))
        dialog.show()

    def print_to(self, printer: QPrinter) -> None:
        """Print on the printer as it was set; closing the preview ends that."""
        pages = wanted_pages(printer, self._count, self._number)
        job = PrintJob(self, self._background, printer, self._pdf, pages)
        self.finished.connect(job.end)
        job.go_on()

    def submit(self) -> None:
        """Ctrl+S saves."""
        self._save(self._pdf)

    def _bar(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        bar = self._head = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(20), px(10), px(12), px(10))
        row.setSpacing(px(8))
        heading = Label(theme, N_("Preview"), Role.TITLE, elide=True)
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(heading)
        self._where = Label(theme, Plain(""), Role.BODY, colour="text3")
        self._scale_text = Label(theme, Plain(""), Role.SMALL, colour="text3", tabular=True)
        back = self._back = IconButton(theme, "chevron-left", N_("Previous page"), key="PgUp")
        onward = self._onward = IconButton(theme, "chevron-right", N_("Next page"), key="PgDown")
        smaller = self._smaller = IconButton(theme, "zoom-out", N_("Zoom out"), key="Ctrl+-")
        larger = self._larger = IconButton(theme, "zoom-in", N_("Zoom in"), key="Ctrl++")
        save = Button(theme, N_("Save as PDF"), icon="file-down", key="Ctrl+S")
        print_ = self._print = Button(theme, N_("Print"), kind="primary", icon="printer")
        close = IconButton(theme, "x", N_("Close"), key="Esc")
        for button, action in (
            (back, self.previous_page),
            (onward, self.next_page),
            (smaller, self.zoom_out),
            (larger, self.zoom_in),
            (save, self.submit),
            (print_, self.print_pages),
            (close, self.reject),
        ):
            button.clicked.connect(action)
        row.addWidget(self._where)
        row.addStretch(1)
        for each in (back, onward, smaller, self._scale_text, larger, save, print_, close):
            row.addWidget(each)
        Shrinking(bar, (save, print_))
        return bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageDown: self.next_page, Qt.Key.Key_PageUp: self.previous_page}
        zooms = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.zoom_to_fit,
        }
        known = zooms if event.modifiers() & Qt.KeyboardModifier.ControlModifier else turns
        act = known.get(Qt.Key(event.key()))
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _on_sizes(self, sizes: Sequence[tuple[float, float]]) -> None:
        self._count, self._points = len(sizes), sizes[0]
        self.zoom_to_fit()

    def _zoom(self, percent: int) -> None:
        if not self._count or percent == self._percent:
            return
        self._percent = percent
        width = self._theme.px(round(self._points[0] * _PIXELS_PER_POINT * percent / 100))
        self._page.show_size(width, round(width * self._points[1] / self._points[0]))
        self._scale_text.set_text(Plain(f"{percent}%"))
        self._go(self._number)

    @property
    def _is_across(self) -> bool:
        return self._points[0] > self._points[1]

    def _go(self, number: int) -> None:
        if not 0 <= number < self._count:
            return
        if number != self._number:
            self._scroll.verticalScrollBar().setValue(0)
        self._number = number
        self._enable()
        self._where.set_text(Message("Page {number} of {count}", number=number + 1, count=self._count))
        scale = self._page.paper().width() * self.devicePixelRatioF() / self._points[0]
        self._background.run(self, "crm_desktop.reports.preview.page_image", (self._pdf, number, scale), self._show)

    def _enable(self) -> None:
        """Only what can act takes the keyboard."""
        self._back.setEnabled(self._number > 0)
        self._onward.setEnabled(self._number < self._count - 1)
        self._smaller.setEnabled(self._percent > _ZOOMS[0])
        self._larger.setEnabled(self._percent < _ZOOMS[-1])

    def _show(self, page: PageImage) -> None:
        self._page.show_pixels(image_of(page), self.devicePixelRatioF())


class _Sheet(QWidget):
    """One page of paper."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()

    def show_pixels(self, image: QImage, ratio: float) -> None:
        """Show a page."""
        self._pixmap = QPixmap.fromImage(image)
        self._pixmap.setDevicePixelRatio(ratio)
        self.update()

    def show_size(self, width: int, height: int) -> None:
        """Be a sheet of this size, with room for its shadow around it."""
        around = 2 * self._theme.px(_AROUND)
        self.setFixedSize(width + around, height + around)

    def paper(self) -> QRect:
        """Where the paper lies."""
        around = self._theme.px(_AROUND)
        return self.rect().adjusted(around, around, -around, -around)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, paper = QPainter(self), QRectF(self.paper())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._theme.tokens.dark:
            shadow(painter, paper, 0, reach=10, drop=3, strength=24)
        painter.fillRect(paper, QColor("#FFFFFF"))
        # Until the page is drawn in another size, the one there is stands in for it.
        painter.drawPixmap(paper, self._pixmap, QRectF(self._pixmap.rect()))
        rounded(painter, paper.adjusted(-1, -1, 1, 1), 0, None, self._theme.tokens.strong_line)
        painter.end()
