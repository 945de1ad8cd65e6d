"""Every page, dialog, menu and window of the program in turn, as it looks: for pictures and for measuring them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.ui.settings import SECTIONS
from crm_desktop.ui.widgets.choices import TabRow
from tests.end_to_end.desk import Driver, Quiet

COMMANDS = (
    "file.import",
    "file.backups",
    "view.settings",
    "view.search",
    "view.log",
    "help.keys",
    "help.check",
    "help.about",
)
DETAIL = "_detail_"
OWNERSHIP = ("release", "protect", "share", "hand_everything")
LISTS = ("customers", "contacts", "leads", "opportunities", "service", "tasks")
Station = tuple[str, QWidget]
_ROW = 2
_TURNS = 3


def stations(driver: Driver, only: Sequence[str] = ()) -> Iterator[Station]:
    """Each place, when all it shows has arrived; with `only` those of the walks that are called so."""
    # Whoever walks the rest asks this module how to choose a row and how to wait.
    from tests.end_to_end.stations_of_answers import answer_stations
    from tests.end_to_end.stations_of_campaigns import campaign_stations
    from tests.end_to_end.stations_of_cases import case_stations
    from tests.end_to_end.stations_of_channel import channel_stations
    from tests.end_to_end.stations_of_churn import churn_stations
    from tests.end_to_end.stations_of_commission import commission_stations
    from tests.end_to_end.stations_of_contracts import contract_stations
    from tests.end_to_end.stations_of_documents import document_stations
    from tests.end_to_end.stations_of_duplicates import duplicate_stations
    from tests.end_to_end.stations_of_field_work import field_work_stations
    from tests.end_to_end.stations_of_follow_up import follow_up_stations
    from tests.end_to_end.stations_of_forms import form_stations
    from tests.end_to_end.stations_of_imports import import_stations
    from tests.end_to_end.stations_of_menus import menu_stations
    from tests.end_to_end.stations_of_orders import order_stations
    from tests.end_to_end.stations_of_own_kinds import own_kind_stations
    from tests.end_to_end.stations_of_ownership import ownership_stations
    from tests.end_to_end.stations_of_products import product_stations
    from tests.end_to_end.stations_of_quotations import quotation_stations
    from tests.end_to_end.stations_of_receipts import receipt_stations
    from tests.end_to_end.stations_of_receivables import receivable_stations
    from tests.end_to_end.stations_of_sales import sales_stations
    from tests.end_to_end.stations_of_service import service_stations
    from tests.end_to_end.stations_of_service_report import (
        forecast_stations,
        pipeline_stations,
        service_report_stations,
        ten_c_stations,
    )
    from tests.end_to_end.stations_of_sharing import sharing_stations
    from tests.end_to_end.stations_of_surveys import survey_stations
    from tests.end_to_end.stations_of_targets import target_stations
    from tests.end_to_end.stations_of_windows import first_windows, window_stations

    quiet = Quiet(driver)
    walks = (
        _pages,
        _report,
        _commands,
        _company_settings,
        _bin,
        answer_stations,
        campaign_stations,
        case_stations,
        channel_stations,
        contract_stations,
        commission_stations,
        document_stations,
        duplicate_stations,
        field_work_stations,
        follow_up_stations,
        form_stations,
        menu_stations,
        import_stations,
        order_stations,
        own_kind_stations,
        ownership_stations,
        quotation_stations,
        receipt_stations,
        receivable_stations,
        churn_stations,
        product_stations,
        sales_stations,
        service_stations,
        service_report_stations,
        pipeline_stations,
        forecast_stations,
        ten_c_stations,
        sharing_stations,
        survey_stations,
        target_stations,
        window_stations,
    )
    called = {each.__name__.strip("_").removesuffix("_stations"): each for each in walks}
    assert {*only} <= {*called}, f"{only} are not all of {[*called]}"
    for called_so, walk in called.items():
        for name, place in walk(driver) if not only or called_so in only else ():
            quiet.wait(name)
            settle()
            # What waited for its pages may have been followed by another dialog.
            yield name, driver.panel if driver.panels else place
    if only:
        return
    # These end the session whose questions are followed here.
    for name, place in first_windows(driver):
        settle()
        yield name, place


def choose_a_row(driver: Driver) -> None:
    """Make a row current and wait for everything beside the list."""
    table = driver.page.table
    row = min(_ROW, table.records.rowCount() - 1)
    driver.wait(lambda: table.records.id_at(row) is not None, "the rows")
    wanted = table.records.id_at(row)
    table.set_current(wanted)
    driver.wait_for_detail(wanted)
    table.setFocus()


def show_list(driver: Driver, page: str) -> bool:
    """Go to a list and to one of its records; whether it has any."""
    driver.window.show_page(page)
    driver.wait_for_list()
    has_records = bool(driver.page.table.records.rowCount())
    if has_records:
        choose_a_row(driver)
    return has_records


def close_overlay(driver: Driver) -> None:
    """Give the list its room again where the detail side lies over it."""
    if driver.page._sides.is_over:
        driver.page.close_detail()
    driver.page.table.setFocus()


def settle(milliseconds: int = 0) -> None:
    """Let layouts and posted events arrive, and what they lead to; answers are waited for by `Quiet`."""
    for _ in range(_TURNS):
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def dialog(driver: Driver, name: str, command: Callable[[], object]) -> Iterator[Station]:
    """What a command opens, closed again afterwards."""
    command()
    assert driver.panel is not None, name
    yield name, driver.window
    for panel in reversed(driver.panels):
        panel.reject()
    driver.wait_until_closed()


def trigger(driver: Driver, command: str) -> None:
    """Do what a command of the page does."""
    driver.page.actions_set.trigger(f"{driver.page.kind}.{command}")


def _pages(driver: Driver) -> Iterator[Station]:
    for page in LISTS:
        has_records = show_list(driver, page)
        yield page, driver.window
        if page in ("opportunities", "service"):
            driver.page.show_board(True)
            driver.wait(lambda: driver.page.board.board is not None, "the board")
            yield ("board" if page == "opportunities" else "board_of_cases"), driver.window
            driver.page.show_board(False)
        if has_records:
            yield from _tabs(driver, page)
            driver.page.table.records.select_everything(True)
            yield f"{page}_chosen", driver.window
            yield from dialog(driver, f"{page}_many", partial(trigger, driver, "bulk"))
            driver.page.table.records.select_everything(False)
        own = OWNERSHIP if page == "customers" else ()
        for command in ("new", "edit", "log", *own) if has_records else ("new",):
            yield from dialog(driver, f"{page}_{command}", partial(trigger, driver, command))


def _tabs(driver: Driver, page: str) -> Iterator[Station]:
    """Each tab of the detail side."""
    driver.page.actions_set.trigger("list.open")
    driver.wait(lambda: driver.page.detail.findChild(TabRow) is not None, "the detail side")
    row = driver.page.detail.findChild(TabRow)
    for number in range(row.count()):
        row.setCurrentIndex(number)
        yield f"{page}{DETAIL}{row.current()}", driver.window
    row.setCurrentIndex(0)
    close_overlay(driver)


def _commands(driver: Driver) -> Iterator[Station]:
    """What the menus and keys of the window open over a list."""
    has_records = show_list(driver, "customers")
    for name in COMMANDS:
        yield from dialog(driver, name.replace(".", "_"), partial(driver.window.actions_set.trigger, name))
    yield from dialog(driver, "print", partial(trigger, driver, "print"))
    yield from dialog(driver, "new_company", driver.desk.make_company)
    if has_records:
        yield from dialog(driver, "history", partial(driver.page.actions_set.trigger, "detail.history"))
        driver.page.table.records.select_everything(True)
        yield from dialog(driver, "delete_many", partial(trigger, driver, "delete"))
        driver.page.table.records.select_everything(False)


def _bin(driver: Driver) -> Iterator[Station]:
    """The recycle bin, with something in it where the company has records."""
    if show_list(driver, "contacts"):
        records = driver.page.table.records
        before = records.rowCount()
        trigger(driver, "delete")
        driver.wait(lambda: records.rowCount() < before, "the contact to be gone")
    driver.window.show_page("bin")
    yield "bin", driver.window
    driver.window.show_page("customers")


def _company_settings(driver: Driver) -> Iterator[Station]:
    """Each section of the company's settings."""
    show_list(driver, "customers")
    session = driver.desk.session
    assert session is not None
    for section in SECTIONS:
        opened = partial(session.commands.open_company_settings, section.key)
        yield from dialog(driver, f"settings_{section.key}", opened)


def _report(driver: Driver) -> Iterator[Station]:
    driver.window.show_page("today")
    yield "today", driver.window
    for span in ("month", "week", "day"):
        driver.window.show_page("calendar")
        driver.page.actions_set.trigger(f"calendar.{span}")
        yield f"calendar_{span}", driver.window
    driver.window.show_page("reports")
    driver.wait_for_report()
    yield "reports", driver.window
    yield from dialog(driver, "report_preview", driver.page.preview)
