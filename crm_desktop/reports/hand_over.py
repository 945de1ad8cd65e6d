"""The protocol of a hand-over on paper: what went to whom, and room for both signatures."""

from crm_desktop.core import formats
from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import CHINESE, N_, Message
from crm_desktop.models import HandOver, User
from crm_desktop.operations.hand_over import TITLES, receives
from crm_desktop.queries.company import company_name
from crm_desktop.reports.document import Composer
from crm_desktop.reports.fonts import keep_font_list
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import MARGIN, PAPER
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.storage.database import Reading

_SIGNATURES = 90.0
_LINE = 200.0


def hand_over_pdf(reading: Reading, hand_over_id: str, language: str) -> bytes:
    """The protocol as PDF; its bytes follow from the hand-over alone."""
    row = reading.session.get(HandOver, hand_over_id)
    if row is None:
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))
    keep_font_list()
    speak, kept = Speech(language), receives(row.protocol)
    giver, takers = _name(reading, row.from_id), [_name(reading, each) for each in kept["to"]]
    title = speak.t(N_("Hand-over protocol"))
    composer = Composer()
    lead = speak.t(
        N_("From {giver} to {takers} on {day}"),
        giver=giver,
        takers=speak.listed(takers),
        day=formats.day_far(row.handed_on, language),
    )
    composer.open_section(title, " · ".join(part for part in (lead, row.reason, row.note) if part), 8)
    for kind, heading in TITLES.items():
        lines = [each for each in kept["lines"] if each["kind"] == kind]
        if lines:
            rows = tuple((each["name"], _name(reading, each["to"])) for each in lines)
            table = Table(
                f"{speak.t(heading)} ({formats.integer(len(lines))})",
                (
                    TableColumn(speak.t(N_("Record")), flexible=True, strong=True),
                    TableColumn(speak.t(N_("Taken over by")), flexible=True),
                ),
                rows,
                continued=speak.t(N_("{title}, continued"), title=speak.t(heading)),
            )
            set_table(composer, table)
    _signatures(composer, [giver, *takers], speak)
    company = company_name(reading)
    code = "zh-CN" if language == CHINESE else "en"
    imprint = Imprint(f"{company} · {title}", company, title, speak.t(N_("internal")), code, reading.viewer.name)
    return print_sheets(composer.sheets, imprint)


def _signatures(composer: Composer, people: list[str], speak: Speech) -> None:
    """A line with day and name for each, two side by side."""
    for start in range(0, len(people), 2):
        if composer.room < _SIGNATURES:
            composer.new_sheet()
        composer.y += 60
        for place, name in enumerate(people[start : start + 2]):
            x = MARGIN + place * (composer.text_width - _LINE)
            composer.page.stroke([(x, composer.y), (x + _LINE, composer.y)], PAPER.text, 0.6)
            composer.y += 13
            composer.line(x, speak.t(N_("Day, signature: {name}"), name=name), 8.5, colour=PAPER.text_2, width=_LINE)
            composer.y -= 13
        composer.y += 20


def _name(reading: Reading, user_id: str | None) -> str:
    user = reading.session.get(User, user_id) if user_id else None
    return user.name if user else ""
