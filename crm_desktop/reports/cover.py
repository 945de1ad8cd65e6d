"""The first page: title, three findings, five figures, one wide chart and two half ones."""

from collections.abc import Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.reports import figures as names
from crm_desktop.reports.caveats import caveats
from crm_desktop.reports.charts import chart_of
from crm_desktop.reports.document import (
    ACCENT,
    BAD,
    BLOCK_GAP,
    GOOD,
    LEAD,
    NOTE,
    STRONG_LINE,
    Composer,
    heading_height,
)
from crm_desktop.reports.figures import DAYS, RATIO, Figure, Report, exact
from crm_desktop.reports.findings import Finding, chart_title, findings
from crm_desktop.reports.fonts import REGULAR, SEMIBOLD
from crm_desktop.reports.style import COLUMN_WIDTH, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.typeset import elide
from crm_desktop.reports.wording import Change, Wording

STRIP = (names.WON_REVENUE, names.WIN_RATE, names.AVERAGE_DEAL, names.SALES_CYCLE, names.OPEN_PIPELINE)
TITLE = 25.0
KPI = 20.0
CHANGE = 8.0
CAVEAT = 9.0
SHORTEST_LINE = 45.0
NOTHING = 140.0
_WIDE_PART = 0.46


def set_cover(composer: Composer, report: Report, wording: Wording) -> None:
    """Set the first page."""
    composer.new_sheet(wording.speak.t(N_("Overview")))
    _set_title(composer, report, wording)
    _set_caveats(composer, report, wording)
    for finding in findings(report):
        _set_finding(composer, finding)
    composer.y += 10
    composer.rule(PAPER.text, 0.8)
    _set_strip(composer, report, wording)
    _set_charts(composer, report)
    composer.y = composer.bottom - 8
    for line in _small_print(composer, wording):
        composer.line(MARGIN, line, NOTE, colour=PAPER.text_3)
        composer.y += 12


def _set_title(composer: Composer, report: Report, wording: Wording) -> None:
    speak = wording.speak
    composer.page.box(MARGIN, 76, 24, 2.6, ACCENT)
    composer.y = 112
    title = speak.t(N_("Sales report {period}"), period=wording.period())
    size = TITLE
    while composer.page.text_width(title, size, SEMIBOLD) > TEXT_WIDTH and size > 14:
        size -= 1
    composer.line(MARGIN, title, size, weight=SEMIBOLD, width=TEXT_WIDTH)
    composer.y += 19
    before = wording.previous_period()
    parts = (
        report.company,
        speak.t(N_("prepared by {name}"), name=report.prepared_by) if report.prepared_by else "",
        *(wording.text(each) for each in report.filters),
        speak.t(N_("compared with {previous}"), previous=before) if before else "",
    )
    composer.line(MARGIN, " · ".join(filter(None, parts)), 9, colour=PAPER.text_3, width=TEXT_WIDTH)
    composer.y += 27


def _set_caveats(composer: Composer, report: Report, wording: Wording) -> None:
    """What is missing in the sums, before anybody reads one."""
    text = (" " if wording.language != CHINESE else "").join(caveats(report, wording.speak))
    if not text:
        return
    lines = composer.wrapped(text, TEXT_WIDTH - 10, CAVEAT, REGULAR, 3)
    composer.page.box(MARGIN, composer.y - 9, 2.6, 13.0 * len(lines), BAD)
    for line in lines:
        composer.line(MARGIN + 10, line, CAVEAT, colour=BAD)
        composer.y += 13
    composer.y += 10


def _set_finding(composer: Composer, finding: Finding) -> None:
    """A heavy beginning and its sentence on one paragraph, two lines at most."""
    page = composer.page
    composer.line(MARGIN, finding.head, LEAD, weight=SEMIBOLD, width=TEXT_WIDTH)
    indent = page.text_width(finding.head, LEAD, SEMIBOLD) + 6
    lines = composer.wrapped(finding.body, TEXT_WIDTH - indent, LEAD)
    if len(lines) == 2 and page.text_width(lines[1], LEAD) < SHORTEST_LINE:
        # A syllable alone on the second line looks lost: break earlier.
        lines = composer.wrapped(finding.body, TEXT_WIDTH - indent - 2 * SHORTEST_LINE, LEAD)
    first = lines[0] if indent < TEXT_WIDTH * 0.7 else ""
    composer.line(MARGIN + indent, first, LEAD, colour=PAPER.text_2)
    rest = finding.body[len(first) :].strip()
    if rest:
        composer.y += 15
        shown = elide(rest, TEXT_WIDTH, lambda part: page.text_width(part, LEAD))
        composer.line(MARGIN, shown, LEAD, colour=PAPER.text_2)
    composer.y += 19


def _set_strip(composer: Composer, report: Report, wording: Wording) -> None:
    """Five figures side by side between rules."""
    present = [figure for figure in (report.figure(name) for name in STRIP) if figure]
    top, width = composer.y, TEXT_WIDTH / max(1, len(present))
    against = _against(composer, present, width - 20, wording)
    for index, figure in enumerate(present):
        x = MARGIN + width * index + (10 if index else 0)
        inner = width - 10 - (10 if index else 0)
        composer.y = top + 17
        composer.line(x, wording.speak.message(figure.title), 8.5, colour=PAPER.text_2, width=inner)
        composer.y = top + 41.5
        _set_value(composer, figure, x, inner, wording)
        composer.y = top + 58
        _set_change(composer, figure, x, inner, against, wording)
        if index:
            line = MARGIN + width * index
            composer.page.stroke([(line, top + 10), (line, top + 62)], STRONG_LINE, 0.5)
    composer.y = top + 72
    composer.rule(STRONG_LINE, 0.5)


def _set_value(composer: Composer, figure: Figure, x: float, width: float, wording: Wording) -> None:
    number, unit = _value_and_unit(figure, wording)
    page = composer.page
    unit_width = page.text_width(unit, NOTE) + 4 if unit else 0.0
    size = KPI
    while page.text_width(number, size, SEMIBOLD) + unit_width > width and size > 12:
        size -= 0.5
    composer.line(x, number, size, weight=SEMIBOLD)
    composer.line(x + page.text_width(number, size, SEMIBOLD) + 4, unit, NOTE, colour=PAPER.text_3)


def _value_and_unit(figure: Figure, wording: Wording) -> tuple[str, str]:
    """The number that is set large and the unit that is set small beside it."""
    number = exact(figure.value)
    if number is None:
        return formats.MISSING, ""
    if figure.unit == RATIO:
        return formats.percent(number).removesuffix("%"), "%"
    if figure.unit == DAYS:
        text, _, unit = formats.days(number, wording.language, 1).partition(" ")
        return text, unit
    text = wording.short(figure.value, figure.unit)
    if wording.language == CHINESE and " " in text:
        text, _, unit = text.partition(" ")
        return text, unit
    return text, ""


def _set_change(composer: Composer, figure: Figure, x: float, width: float, against: str, wording: Wording) -> None:
    change, speak = wording.change(figure), wording.speak
    if change is None:
        same = exact(figure.value) is not None and exact(figure.value) == exact(figure.previous)
        text = speak.t(N_("unchanged")) if same else speak.t(N_("no comparison"))
        composer.line(x, text, CHANGE, colour=PAPER.text_3, width=width)
        return
    colour = PAPER.text_2 if change.good is None else GOOD if change.good else BAD
    composer.line(x, _arrow(change), CHANGE, colour=colour, weight=SEMIBOLD, width=width)
    taken = composer.page.text_width(_arrow(change), CHANGE, SEMIBOLD) + 3
    composer.line(x + taken, against, CHANGE, colour=colour)


def _arrow(change: Change) -> str:
    return ("▲ " if change.up else "▼ ") + change.size


def _against(composer: Composer, figures: Sequence[Figure], width: float, wording: Wording) -> str:
    """What the changes are measured against, in the longest words that fit beside each of them."""
    speak, page = wording.speak, composer.page
    words = [speak.t(N_("on the period before")), speak.t(N_("vs. prior period")), speak.t(N_("vs. prior"))]
    if before := wording.previous_period():
        words.insert(0, speak.t(N_("on {previous}"), previous=before))
    changes = [change for change in map(wording.change, figures) if change is not None]
    taken = max((page.text_width(_arrow(change), CHANGE, SEMIBOLD) for change in changes), default=0.0) + 3
    return next((text for text in words if taken + page.text_width(text, CHANGE) <= width), "")


def _set_charts(composer: Composer, report: Report) -> None:
    """What the findings leave of the page is shared by the wide chart above and the two halves below."""
    halves = (names.BY_STAGE, names.BY_OWNER)
    wide_lines = composer.title_lines(chart_title(report, names.BY_MONTH), TEXT_WIDTH)
    half_lines = max(composer.title_lines(chart_title(report, name), COLUMN_WIDTH) for name in halves)
    plots = composer.bottom - 26 - composer.y - heading_height(wide_lines) - heading_height(half_lines) - BLOCK_GAP
    if not any(exact(row.value) for name in (names.BY_MONTH, *halves) for row in report.rows(name)):
        plots = NOTHING
    tall = plots * _WIDE_PART
    if not any(exact(row.value) for row in report.rows(names.BY_MONTH)):
        tall = min(tall, NOTHING / 2)
    composer.wide(chart_of(report, names.BY_MONTH, TEXT_WIDTH, tall), ruled=False)
    left, right = (chart_of(report, name, COLUMN_WIDTH, plots - tall) for name in halves)
    composer.pair(left, right)


def _small_print(composer: Composer, wording: Wording) -> list[str]:
    speak = wording.speak
    text = speak.t(
        N_(
            "Revenue counts won deals by closing day, without tax; win rate = won ÷ (won + lost); open deals as of"
            " {day}. Every figure is defined in the appendix."
        ),
        day=wording.open_day(),
    )
    return composer.wrapped(text, TEXT_WIDTH, NOTE, REGULAR, 2)
