"""The answers library with its forms and versions, what may help beside a case, and replies."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def answer_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs and forms; then the forms of a case."""
    from crm_desktop.ui.forms.reply_template import open_template_form

    has_records = show_list(driver, "articles")
    yield "articles", driver.window
    yield from dialog(driver, "articles_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        for tab in ("text", "versions", "cases", "details"):
            driver.page.detail.show_tab(tab)
            yield f"articles{DETAIL}{tab}", driver.window
        for command in ("edit", "versions"):
            yield from dialog(driver, f"articles_{command}", partial(trigger, driver, command))
        yield from dialog(driver, "articles_publish", driver.page.publish)
    if show_list(driver, "service"):
        driver.page.actions_set.trigger("list.open")
        driver.page.detail.later.read_now()
        driver.page.detail.show_tab("answers")
        yield f"service{DETAIL}answers", driver.window
        for command, ask in (("edit", driver.page.edit), ("reply", driver.page.cases.reply)):
            yield from dialog(driver, f"service_{command}_answers", ask)
    session = driver.desk.session
    assert session is not None
    opened = partial(open_template_form, session.context, driver.window, None, lambda: None)
    yield from dialog(driver, "reply_template", opened)
    driver.window.show_page("customers")
