"""The printed report, read back: its texts, pages, margins, fonts and bytes."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from crm_desktop.core.i18n import CHINESE, ENGLISH, LANGUAGES
from crm_desktop.reports import preview
from crm_desktop.reports.fonts import GETA
from crm_desktop.reports.management import render_management_pdf
from crm_desktop.reports.style import A4, MARGIN
from tests.reports import sample

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("typical", "empty", "one_month", "all_lost", "overfull", "strange")
# Letters may reach over their place by a hair, as ▲ and italics do everywhere.
OVERHANG = 1.5


@cache
def _pdf(kind: str, language: str = ENGLISH) -> bytes:
    return render_management_pdf(getattr(sample, kind)(language))


@cache
def _pages(kind: str, language: str = ENGLISH) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(_pdf(kind, language))
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _page(kind: str, title: str, language: str = ENGLISH) -> str:
    return next(text for text in _pages(kind, language) if title in text)


def _rectangles(pdf: bytes) -> Iterator[tuple[float, float, float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            text = page.get_textpage()
            yield from (text.get_rect(index) for index in range(text.count_rects()))
    finally:
        document.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_numbered_and_keeps_its_margins(kind: str, language: str) -> None:
    pages = _pages(kind, language)
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in text
    for left, bottom, right, top in _rectangles(_pdf(kind, language)):
        assert left >= MARGIN - OVERHANG
        assert right <= A4[0] - MARGIN + OVERHANG
        assert bottom >= 842 - 806 - 20
        assert top <= 842 - 20


def test_the_first_page_has_title_findings_figures_and_numbered_charts() -> None:
    page = _pages("typical")[0]
    for text in (
        "Sales report 2017",
        "Won revenue up 12.0%.",
        "Win rate 63.2%, down 1.8 pts.",
        "Open pipeline $4.97M.",
        "compared with 2016",
        "▲ 12.0%",
        "Dec 2017 brought $1.13M",
        "Qualified holds 40.2% of the open pipeline",
        "Data as of 31 Dec 2017 14:32",
    ):
        assert text in page


def test_chinese_is_searchable_in_text_and_in_charts() -> None:
    page = _pages("typical", CHINESE)[0]
    for text in ("2017 年销售管理报告", "成交额增长 12.0%。", "1,000.6", "万美元", "线索确认", "12月"):
        assert text in page


def test_figures_stand_in_full_in_the_tables() -> None:
    text = _page("typical", "All figures of the period")
    assert "10,005,535" in text
    assert "4,966,215" in text
    assert "63.2%" in text
    assert "1,873,420.50" in text


def test_a_long_table_repeats_its_header_and_ends_with_its_total() -> None:
    pages = [text for text in _pages("overfull") if "Revenue by owner, continued" in text]
    assert len(pages) >= 2
    assert all("Owner" in text and "Win rate" in text for text in pages)
    last = pages[-1]
    assert "140 others" in last
    assert "Total" in last[last.index("140 others") :]


def test_the_appendix_defines_every_figure_and_names_the_state_of_the_data() -> None:
    text = "".join(_pages("typical")[-1:])
    report = sample.typical()
    for title in [figure.title for figure in report.figures] + [breakdown.title for breakdown in report.breakdowns]:
        assert str(title) in text
    assert "4,238" in text
    assert report.data_state.transaction in text


def test_names_the_font_lacks_are_marked_and_explained() -> None:
    text = "".join(_pages("strange"))
    assert f"{GETA} Party & Söhne <b>GmbH</b>" in text
    assert "«Ромашка» Ж" in text
    assert "$x^2$ {name} %s \\frac" in text
    assert f"{GETA} stands for characters" in text
    assert GETA not in "".join(_pages("typical"))


@pytest.mark.parametrize("kind", ["typical", "overfull"])
def test_fonts_are_embedded_with_their_characters_and_charts_are_vector(kind: str) -> None:
    with pikepdf.open(io.BytesIO(_pdf(kind, CHINESE))) as document:
        fonts = 0
        for item in document.objects:
            if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                continue
            assert item.get("/Subtype") != pikepdf.Name.Image
            if item.get("/Type") == pikepdf.Name.Font and item.get("/Subtype") in ("/Type0", "/TrueType"):
                fonts += 1
                assert "/ToUnicode" in item
            if item.get("/Type") == pikepdf.Name.FontDescriptor:
                assert "/FontFile2" in item
        assert fonts >= 4


def test_the_file_says_what_it_is_and_stays_small() -> None:
    pdf = _pdf("typical", CHINESE)
    assert len(pdf) < 300_000
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == "华东销售一部 · 销售管理报告 · 2017 年"
        assert str(document.docinfo["/CreationDate"]) == "D:20171231143200"
        assert str(document.Root.Lang) == "zh-CN"
        with document.open_outline() as outline:
            assert [entry.title for entry in outline.root][:2] == ["概览", "关键指标"]


_PRINT = """
import hashlib, sys
from crm_desktop.reports.management import render_management_pdf
from tests.reports import sample
for kind in ("typical", "strange"):
    for language in ("en", "zh_CN"):
        print(hashlib.sha256(render_management_pdf(getattr(sample, kind)(language))).hexdigest())
"""


def test_two_processes_print_the_same_bytes(tmp_path: Path) -> None:
    """Another hash seed, another folder, another hour, another zone."""
    printed = []
    for seed, zone, order in (("1", "UTC0", 1), ("4711", "XXX-9", -1)):
        folder = tmp_path / seed
        folder.mkdir()
        kept = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(order + 86_400)}
        result = subprocess.run(
            [sys.executable, "-c", _PRINT],
            cwd=folder,
            env=os.environ | kept,
            capture_output=True,
            text=True,
            check=True,
        )
        assert result.stderr == ""
        printed.append(result.stdout.split())
    assert len(printed[0]) == 4
    assert printed[0] == printed[1]


def test_printing_again_after_other_reports_gives_the_same_bytes() -> None:
    before = _pdf("typical", CHINESE)
    _pdf("strange", CHINESE)
    assert render_management_pdf(sample.typical(CHINESE)) == before


def test_nothing_of_this_machine_is_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(_pdf("typical"))) as document:
        whole = b"".join(item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream)) + _pdf(
            "typical"
        )
    assert not re.search(rb"cut fonts|/tmp|[Mm]atplotlib|ReportLab", whole)


def test_preview_shows_pages_as_pixels() -> None:
    pdf = _pdf("typical")
    assert preview.page_count(pdf) == len(_pages("typical"))
    assert {(round(width), round(height)) for width, height in preview.page_sizes(pdf)} == {(595, 842)}
    image = preview.page_image(pdf, 0, 2.0)
    assert (image.width, image.height) == (1190, 1684)
    assert len(image.rgbx) == image.width * image.height * 4
    picture = Image.open(io.BytesIO(preview.page_png(pdf, 0, 2.0)))
    assert picture.getpixel((5, 5)) == (255, 255, 255)
    assert picture.getpixel((100, 155)) == (31, 87, 195)  # the accent above the title
    assert sum(1 for _ in preview.page_images(pdf, 0.2)) == preview.page_count(pdf)


def test_the_window_can_receive_charts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, crm_desktop.reports.charts, crm_desktop.reports.preview, crm_desktop.reports.figures;"
        "heavy = ('matplotlib', 'reportlab', 'pikepdf', 'pandas', 'scipy', 'numpy');"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
