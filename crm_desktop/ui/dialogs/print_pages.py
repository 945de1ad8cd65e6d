"""Printing pages one by one: the worker draws each, so the window stays free."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from crm_desktop.reports.preview import PageImage
from crm_desktop.ui.background import Background

_DPI = 200


class PrintJob:
    """Prints the pages asked for. `end` may be called at any time; without it the printer waits for more for ever."""

    def __init__(self, owner: QObject, background: Background, printer: QPrinter, pdf: bytes, pages: range) -> None:
        self._owner, self._background, self._printer, self._pdf = owner, background, printer, pdf
        self._pages: Iterator[int] = iter(pages)
        self._painter: QPainter | None = None

    def go_on(self) -> None:
        """Print the next page, or end."""
        number = next(self._pages, None)
        if number is None:
            self.end()
            return
        job = "crm_desktop.reports.preview.page_image"
        arguments = (self._pdf, number, _DPI / 72)
        self._background.run(self._owner, job, arguments, self._put, lambda _error: self.end())

    def end(self) -> None:
        """Give the printer what there is."""
        self._pages = iter(())
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def _put(self, page: PageImage) -> None:
        if self._painter is None:
            self._painter = QPainter(self._printer)
        else:
            self._printer.newPage()
        image = image_of(page)
        self._painter.drawImage(fitted(image.size(), self._painter.viewport()), image)
        self.go_on()


def wanted_pages(printer: QPrinter, count: int, current: int) -> range:
    """The pages chosen in the system's print dialog, counted from zero."""
    chosen = printer.printRange()
    if chosen == QPrinter.PrintRange.CurrentPage:
        return range(current, current + 1)
    if chosen == QPrinter.PrintRange.PageRange and printer.fromPage():
        return range(min(printer.fromPage(), count) - 1, min(printer.toPage() or count, count))
    return range(count)


def fitted(size: QSize, paper: QRect) -> QRect:
    """As large as the paper allows, in the middle, with the proportions of the page."""
    placed = QRect(paper.topLeft(), size.scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio))
    placed.moveCenter(paper.center())
    return placed


def image_of(page: PageImage) -> QImage:
    """The pixels of a page as a picture that owns them."""
    return QImage(page.rgbx, page.width, page.height, page.width * 4, QImage.Format.Format_RGBX8888).copy()
