"""Campaigns with their members, their forms, and what people do not want."""

from collections.abc import Iterator
from functools import partial

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.models.insight import BY_PHONE, RUNNING
from crm_desktop.operations.campaign import create_campaign, new_campaign
from crm_desktop.operations.campaign_member import add_members
from crm_desktop.queries.campaign_target import ids_of_list
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list

_NAME = "Calibration of thermometers before winter 冬季前温度计校准"
_LETTER = "Dear {name},\n\nplease visit us. {nmae}"


def campaign_stations(driver: Driver) -> Iterator[Station]:
    """A campaign that is under way, from its list to the letter."""
    _begin_one(driver)
    for page in ("campaigns", "members"):
        if show_list(driver, page):
            yield page, driver.window
            for tab in ("results", "orders", "details"):
                driver.page.detail.show_tab(tab)
                yield f"{page}_{tab}", driver.window
    trigger = driver.page.actions_set.trigger
    yield from dialog(driver, "member", partial(trigger, "campaign_member.edit"))
    yield from dialog(driver, "member_answer", partial(trigger, "campaign_member.answer_in_full"))
    if show_list(driver, "campaigns"):
        trigger = driver.page.actions_set.trigger
        yield from dialog(driver, "campaign_new", partial(trigger, "campaign.new"))
        yield from dialog(driver, "campaign_edit", partial(trigger, "campaign.edit"))
        yield from _letter(driver)
    if show_list(driver, "customers"):
        trigger = driver.page.actions_set.trigger
        yield from dialog(driver, "campaign_add", partial(trigger, "customer.campaign"))
        yield from dialog(driver, "opt_out", partial(trigger, "customer.opt_out"))


def _begin_one(driver: Driver) -> None:
    session = driver.desk.session
    assert session is not None
    with session.database.write(Message("Campaign"), session.background.viewer) as work:
        draft = new_campaign(work, name=_NAME, channel=BY_PHONE, status=RUNNING, planned_cost_minor=1_284_000)
        made = create_campaign(work, draft)
        work.session.flush()
        add_members(work, made, "customer", ids_of_list(work, "customer", ListSpec())[:40])


def _letter(driver: Driver) -> Iterator[Station]:
    """A text with a field that is not known."""
    driver.page.actions_set.trigger("campaign.letter")
    field = driver.panel.form.field("letter")
    field.edit.setPlainText(_LETTER)
    yield "letter", driver.window
    field.set_value("")
    driver.panel.reject()
    driver.wait_until_closed()
