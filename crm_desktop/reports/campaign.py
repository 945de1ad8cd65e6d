"""A campaign on paper, set by the worker process: a call list for each caller, letters, and labels for envelopes."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import CHINESE, N_, Message
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.models import Campaign
from crm_desktop.operations.letter import complaint
from crm_desktop.queries import rights
from crm_desktop.queries.campaign_recipient import Recipient, recipients, refusing
from crm_desktop.queries.company import company_name
from crm_desktop.reports.campaign_letters import Letter, set_labels, set_letter
from crm_desktop.reports.campaign_request import CALL_LIST, LABELS, CampaignPrint, PrintedCampaign
from crm_desktop.reports.document import Composer
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.sender import sender_of
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import A4
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.storage.database import Database, Reading

Told = Callable[..., None]
# What is set takes about as long as what is printed then.
_SET_PART = 0.5
_ROW, _ROOM = 34.0, 26
_TOLD_EVERY = 50


def print_campaign(path: str, viewer: Viewer, wanted: CampaignPrint, progress: Told | None = None) -> PrintedCampaign:
    """Set the pages as PDF."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return set_campaign(reading, wanted, progress or _unheard)
    finally:
        database.close()


def set_campaign(reading: Reading, wanted: CampaignPrint, progress: Told) -> PrintedCampaign:
    """The same within a reading."""
    rights.require(reading.viewer, EXPORT)
    campaign = rights.find(reading, Campaign, wanted.campaign_id)
    people = list(recipients(reading, wanted.spec, campaign.id, wanted.only, wanted.most))
    refused = 0 if wanted.only else refusing(reading, wanted.spec, campaign.id)
    composer, speak = Composer(A4), Speech(wanted.language)
    lost = 0
    if wanted.what == CALL_LIST:
        _refuse_nobody(people)
        _call_lists(reading, composer, campaign, people, wanted, speak)
    else:
        reached = [each for each in people if each.address]
        lost = len(people) - len(reached)
        _refuse_nobody(reached)
        if wanted.what == LABELS:
            set_labels(composer, reached, wanted.language)
        else:
            _letters(reading, composer, campaign, reached, wanted, progress)
        people = reached
    pdf = print_sheets(
        composer.sheets,
        _imprint(reading, campaign, wanted, speak),
        lambda part: progress(_SET_PART + (1 - _SET_PART) * part, None),
    )
    return PrintedCampaign(pdf, len(people), refused, lost)


def _refuse_nobody(people: Sequence[Recipient]) -> None:
    if not people:
        raise UserError(Message("There is nobody to print this for: no member that wants it and can be reached so."))


def _call_lists(
    reading: Reading,
    composer: Composer,
    campaign: Campaign,
    people: Sequence[Recipient],
    wanted: CampaignPrint,
    speak: Speech,
) -> None:
    """A section for each caller, which begins on a page of its own."""
    title = speak.t(N_("Call list: {name}"), name=campaign.name)
    columns = (
        TableColumn(speak.t(N_("No."))),
        TableColumn(speak.t(N_("Customer")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Contact")), flexible=True),
        TableColumn(speak.t(N_("Phone"))),
        TableColumn(speak.t(N_("Last contact"))),
        TableColumn(speak.t(N_("Answer"))),
    )
    for caller, group in groupby(people, key=lambda each: each.row.owner or ""):
        listed = list(group)
        name = caller or speak.t(N_("Nobody in charge yet"))
        count = speak.tn("{count} call", "{count} calls", len(listed))
        goal = " ".join((campaign.goal or "").split())
        composer.open_section(title, " · ".join(part for part in (name, count, goal) if part), 5)
        rows = tuple(_call(number, each, reading, wanted.language) for number, each in enumerate(listed, 1))
        table = Table("", columns, rows, continued=speak.t(N_("{title}, continued"), title=name), row_height=_ROW)
        set_table(composer, table)


def _call(number: int, one: Recipient, reading: Reading, language: str) -> tuple[str, ...]:
    last = one.row.last_contact_at
    spoken = formats.day_far(day_of(last, reading.zone), language) if last else formats.MISSING
    return str(number), one.company, one.contact, one.row.phone or formats.MISSING, spoken, "_" * _ROOM


def _letters(
    reading: Reading,
    composer: Composer,
    campaign: Campaign,
    people: Sequence[Recipient],
    wanted: CampaignPrint,
    progress: Told,
) -> None:
    text = wanted.text if wanted.text is not None else campaign.letter or ""
    if not text.strip():
        raise UserError(Message("This campaign has no letter yet. Write its text first."))
    if (wrong := complaint(text)) is not None:
        raise UserError(wrong)
    sender = sender_of(reading)
    day = formats.day_far(wanted.day, wanted.language)
    for number, each in enumerate(people):
        set_letter(composer, Letter(text, sender, day, wanted.language), each)
        if number % _TOLD_EVERY == 0:
            progress(_SET_PART * number / len(people), None)


def _imprint(reading: Reading, campaign: Campaign, wanted: CampaignPrint, speak: Speech) -> Imprint:
    company = company_name(reading)
    code = "zh-CN" if wanted.language == CHINESE else "en"
    footer = speak.t(N_("{name} · internal"), name=campaign.name)
    made = _moment(wanted.day)
    is_framed = wanted.what == CALL_LIST
    return Imprint(
        f"{company} · {campaign.name}", company, campaign.name, footer, code, company, made, is_framed=is_framed
    )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""
