"""The pages of a finished report or list, to look at, print or save."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPainter, QPaintEvent, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.reports.preview import PageImage
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.dialogs.print_pages import PrintJob, image_of, wanted_pages
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.labels import Label, Rule

_PAGE_WIDTH = 640
_PAGE_WIDTH_ACROSS = 800


class ReportPreview(Panel):
    """Shows one page after the other; prints them through the system's print dialog."""

    def __init__(
        self, window: QWidget, theme: Theme, background: Background, pdf: bytes, save: Callable[[bytes], None]
    ) -> None:
        super().__init__(window, theme, N_("Preview"), 860)
        self._theme, self._background, self._pdf, self._save = theme, background, pdf, save
        self._number, self._count = 0, 0
        self._points = (595.0, 842.0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(Rule(theme, strong=True))
        self._page = _Sheet(theme)
        scroll = QScrollArea()
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        scroll.setWidget(self._page)
        column.addWidget(scroll, 1)
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
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(20), px(10), px(12), px(10))
        row.setSpacing(px(8))
        row.addWidget(Label(theme, N_("Preview"), Role.TITLE))
        self._where = Label(theme, Plain(""), Role.BODY, colour="text3")
        back = IconButton(theme, "chevron-left", N_("Previous page"), key="PgUp")
        onward = IconButton(theme, "chevron-right", N_("Next page"), key="PgDown")
        save = Button(theme, N_("Save as PDF"), icon="file-down", key="Ctrl+S")
        print_ = Button(theme, N_("Print"), kind="primary", icon="printer")
        close = IconButton(theme, "x", N_("Close"), key="Esc")
        for button, action in (
            (back, self.previous_page),
            (onward, self.next_page),
            (save, self.submit),
            (print_, self.print_pages),
            (close, self.reject),
        ):
            button.clicked.connect(action)
        row.addWidget(self._where)
        row.addStretch(1)
        for each in (back, onward, save, print_, close):
            row.addWidget(each)
        return bar

    def keyPressEvent(self, event: object) -> None:
        key = getattr(event, "key", lambda: 0)()
        if key == Qt.Key.Key_PageDown:
            self.next_page()
        elif key == Qt.Key.Key_PageUp:
            self.previous_page()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]  # only passed on

    def _on_sizes(self, sizes: Sequence[tuple[float, float]]) -> None:
        self._count, self._points = len(sizes), sizes[0]
        width = self._theme.px(_PAGE_WIDTH_ACROSS if self._is_across else _PAGE_WIDTH)
        self._page.setFixedSize(width, round(width * self._points[1] / self._points[0]))
        self._go(0)

    @property
    def _is_across(self) -> bool:
        return self._points[0] > self._points[1]

    def _go(self, number: int) -> None:
        if not 0 <= number < self._count:
            return
        self._number = number
        self._where.set_text(Message("Page {number} of {count}", number=number + 1, count=self._count))
        scale = self._page.width() * self.devicePixelRatioF() / self._points[0]
        self._background.run(self, "crm_desktop.reports.preview.page_image", (self._pdf, number, scale), self._show)

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

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), 0, "#FFFFFF", self._theme.tokens.strong_line)
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), QColor("#FFFFFF"))
        painter.drawPixmap(0, 0, self._pixmap)
        painter.end()
