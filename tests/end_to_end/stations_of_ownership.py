"""Who may do what: a role, a person and a team as they are edited, what the pool shows, the protection of a level."""

from collections.abc import Iterator
from functools import partial

from crm_desktop.models import Role
from crm_desktop.operations.level_rule import LevelRuleDraft
from crm_desktop.operations.pool import ClaimRoom
from crm_desktop.ui.dialogs.level_rule import open_level_rule
from crm_desktop.ui.forms.ownership import claim_form
from crm_desktop.ui.forms.person import open_person_form, open_team_form
from crm_desktop.ui.forms.role import open_pool_form, open_role_form
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list


def ownership_stations(driver: Driver) -> Iterator[Station]:
    """The forms behind the settings of people and roles, and those that say what the pool allows."""
    has_records = show_list(driver, "customers")
    session = driver.desk.session
    assert session is not None
    context, window = session.context, driver.window
    me = session.background.viewer.user_id
    yield from dialog(driver, "role", partial(open_role_form, context, window, Role.id_of("salesperson")))
    yield from dialog(driver, "pool_shows", partial(open_pool_form, context, window))
    yield from dialog(driver, "person", partial(open_person_form, context, window, me))
    yield from dialog(driver, "team_new", partial(open_team_form, context, window, None))
    rule = LevelRuleDraft(contact_days=60, order_days=365, warn_days=7)
    yield from dialog(driver, "level_rule", partial(open_level_rule, driver.page, context, None, rule))
    if has_records:
        ids = driver.page.selected_or_current
        yield from dialog(driver, "claim", partial(claim_form, driver.page, ids, ClaimRoom(99, 100, 4, 5)))
