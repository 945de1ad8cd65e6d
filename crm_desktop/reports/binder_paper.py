"""The binder as one PDF: cover, contents, findings, the report on sales, all others, the records, the definitions."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.reports.binder import Binder
from crm_desktop.reports.binder_findings import Pointed, binder_findings
from crm_desktop.reports.binder_request import ISO
from crm_desktop.reports.document import ACCENT, LEAD, NOTE, PALE_LINE, Composer, Sheet
from crm_desktop.reports.fonts import REGULAR, SEMIBOLD
from crm_desktop.reports.kept import fingerprint
from crm_desktop.reports.management import imprint_of, set_definitions, set_management
from crm_desktop.reports.press import first_pages, print_sheets
from crm_desktop.reports.sketch import RIGHT
from crm_desktop.reports.statistic_paper import set_statistic, set_tables
from crm_desktop.reports.style import A4, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.wording import Wording

# Letter is broader and lower: the text keeps its width and stands in the middle.
_LETTER = (612.0, 792.0)
_TITLE, _PERIOD, _FACT = 34.0, 19.0, 10.0
_LINE, _PARAGRAPH = 23.0, 15.0
_NUMBER_WIDTH, _TITLE_WIDTH = 40.0, 110.0


def render_binder(binder: Binder, paper: str = ISO, progress: Callable[[float], None] | None = None) -> bytes:
    """The binder as PDF; equal ones give equal bytes."""
    size = (A4[0], A4[1] if paper == ISO else _LETTER[1])
    wording, body = Wording(binder.report), Composer(size)
    set_management(body, binder.report, wording)
    for each in binder.statistics:
        set_statistic(body, each)
    if binder.records:
        lead = wording.speak.t(N_("The largest of the deals that the key figures are made of."))
        body.open_section(wording.speak.t(N_("Records behind the figures")), lead)
        set_tables(body, binder.records, wording.speak)
    set_definitions(body, binder.report, wording)
    # Where everything stands is known once it is set; the numbers written then move no line of it.
    sections = list(first_pages(body.sheets))
    front = _front(binder, wording, size, sections, {})
    front = _front(binder, wording, size, sections, first_pages([*front, *body.sheets]))
    heading = wording.speak.t(N_("Manager's binder · {period}"), period=wording.period())
    imprint = imprint_of(binder.report, wording, heading, 0.0 if paper == ISO else _LETTER[0] - A4[0])
    return print_sheets([*front, *body.sheets], imprint, progress)


def _front(
    binder: Binder, wording: Wording, size: tuple[float, float], sections: Sequence[str], pages: Mapping[str, int]
) -> list[Sheet]:
    """Cover, contents and findings; `pages` are the numbers of the first pages of sections."""
    speak, composer = wording.speak, Composer(size)
    _set_cover(composer, binder, wording)
    found = speak.t(N_("Findings"))
    composer.open_section(speak.t(N_("Contents")), speak.t(N_("All sections, each with its first page.")))
    composer.y += 8
    for section in (found, *sections):
        _set_entry(composer, section, pages.get(section, 0))
    composer.open_section(found, speak.t(N_("What changed, what made it so, and where to read on.")))
    composer.y += 24
    for each in binder_findings(binder):
        _set_finding(composer, each, pages.get(each.section, 0))
    return composer.sheets


def _set_cover(composer: Composer, binder: Binder, wording: Wording) -> None:
    speak = wording.speak
    composer.new_sheet(speak.t(N_("Cover")))
    composer.page.box(MARGIN, composer.bottom * 0.3, 24, 2.6, ACCENT)
    composer.y = composer.bottom * 0.3 + 46
    composer.line(MARGIN, speak.t(N_("Manager's binder")), _TITLE, weight=SEMIBOLD, width=TEXT_WIDTH)
    composer.y += 32
    composer.line(MARGIN, wording.period(), _PERIOD, colour=PAPER.text_2, width=TEXT_WIDTH)
    composer.y += 44
    composer.rule(PAPER.text, 0.8)
    for title, value in _facts(binder, wording):
        composer.y += _LINE
        composer.line(MARGIN, title, _FACT, colour=PAPER.text_3)
        composer.line(MARGIN + _TITLE_WIDTH, value, _FACT, width=TEXT_WIDTH - _TITLE_WIDTH)
    composer.y = composer.bottom - 8
    said = speak.t(N_("The same data printed again give the same file."))
    composer.line(MARGIN, said, NOTE, colour=PAPER.text_3, width=TEXT_WIDTH)


def _facts(binder: Binder, wording: Wording) -> Iterator[tuple[str, str]]:
    speak, report = wording.speak, binder.report
    yield speak.t(N_("Company")), report.company
    if report.prepared_by:
        yield speak.t(N_("Prepared by")), report.prepared_by
    yield speak.t(N_("Data")), wording.data_state()
    if binder.frozen_at is not None:
        at = formats.moment(binder.frozen_at, wording.language)
        yield speak.t(N_("Frozen")), " · ".join(filter(None, (at, binder.frozen_by)))
    for each in report.filters:
        yield speak.t(N_("Only")), wording.text(each)
    yield speak.t(N_("Fingerprint")), fingerprint(binder)


def _set_entry(composer: Composer, section: str, page: int) -> None:
    """A line of the contents, which leads there."""
    if composer.room < _LINE:
        composer.new_sheet()
    top = composer.y
    composer.y += _LINE * 0.66
    composer.line(MARGIN, section, LEAD, width=TEXT_WIDTH - _NUMBER_WIDTH)
    composer.line(MARGIN + TEXT_WIDTH, str(page), LEAD, colour=PAPER.text_2, anchor=RIGHT)
    composer.y = top + _LINE
    composer.rule(PALE_LINE, 0.5)
    composer.sheets[-1].links.append(((MARGIN, top, TEXT_WIDTH, _LINE), section))


def _set_finding(composer: Composer, pointed: Pointed, page: int) -> None:
    """A finding in bold and plain words, with the page that shows it at the right."""
    finding, width = pointed.finding, TEXT_WIDTH - _NUMBER_WIDTH
    lines = [
        *((line, SEMIBOLD, PAPER.text) for line in composer.wrapped(finding.head, width, LEAD, SEMIBOLD, 2)),
        *((line, REGULAR, PAPER.text_2) for line in composer.wrapped(finding.body, width, LEAD, most=3)),
    ]
    if composer.room < _PARAGRAPH * len(lines):
        composer.new_sheet()
    top = composer.y
    for place, (line, weight, colour) in enumerate(lines):
        composer.line(MARGIN, line, LEAD, colour=colour, weight=weight)
        if place == 0:
            composer.line(MARGIN + TEXT_WIDTH, str(page), LEAD, colour=ACCENT, anchor=RIGHT)
        composer.y += _PARAGRAPH
    composer.sheets[-1].links.append(((MARGIN, top - 11, TEXT_WIDTH, composer.y - top), pointed.section))
    composer.y += 9
