"""Pages of a finished PDF as pictures, for the preview and for printers; runs in the worker process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any


@dataclass(frozen=True)
class PageImage:
    """One page: rows of `width` pixels of four bytes (red, green, blue, unused), top to bottom, without padding."""

    width: int
    height: int
    rgbx: bytes


def page_count(pdf: bytes) -> int:
    """How many pages the file has."""
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points."""
    with _opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_image(pdf: bytes, number: int, scale: float = 1.0) -> PageImage:
    """A page, counted from 0, at `scale` pixels per point (printers: dots per inch / 72)."""
    with _opened(pdf) as document:
        page = document[number]
        bitmap = page.render(scale=scale, rev_byteorder=True, maybe_alpha=False, prefer_bgrx=True)
        try:
            return PageImage(bitmap.width, bitmap.height, _tight(bitmap))
        finally:
            bitmap.close()
            page.close()


def page_png(pdf: bytes, number: int, scale: float = 1.0) -> bytes:
    """A page, counted from 0, as a PNG picture."""
    from PIL import Image

    image = page_image(pdf, number, scale)
    target = BytesIO()
    Image.frombytes("RGB", (image.width, image.height), image.rgbx, "raw", "RGBX").save(target, "PNG")
    return target.getvalue()


def page_images(pdf: bytes, scale: float = 1.0) -> Iterator[PageImage]:
    """All pages, one at a time, so that a long document needs the memory of one page."""
    for number in range(page_count(pdf)):
        yield page_image(pdf, number, scale)


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _tight(bitmap: Any) -> bytes:
    rows, width = memoryview(bitmap.buffer), bitmap.width * 4
    if bitmap.stride == width:
        return bytes(rows)
    return b"".join(rows[start : start + width] for start in range(0, bitmap.stride * bitmap.height, bitmap.stride))
