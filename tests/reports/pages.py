"""What the pages of a PDF say."""

from io import BytesIO

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return [document[at].get_textpage().get_text_range() for at in range(len(document))]
