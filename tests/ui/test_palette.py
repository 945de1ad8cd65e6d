"""The palette: records by typing, commands in any language, one customer's records; all without leaving its field."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import CHINESE, ENGLISH, N_, set_language
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Customer
from crm_desktop.models.customising import own_kind
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.operations.saved_view import SavedViewDraft, save_view
from crm_desktop.ui.actions import Action
from crm_desktop.ui.dialogs.palette import Palette, open_palette
from crm_desktop.ui.pages import LIST_PAGES
from crm_desktop.ui.palette_commands import Command, PaletteCommands
from crm_desktop.ui.palette_recent import RecentRecords
from crm_desktop.ui.theme import Theme
from tests.builders import a_case, a_contact, a_customer, a_user, an_interaction, an_opportunity, an_order, entry
from tests.company import Company
from tests.ui.pages.office import CONTROL, Office

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Places:
    """Writes down where commands led."""

    def __init__(self) -> None:
        self.went: list[tuple[object, ...]] = []

    def show_view(self, page: str, key: str) -> None:
        self.went.append(("view", page, key))

    def show_page(self, page: str) -> None:
        self.went.append(("page", page))

    def carry_out(self, page: str, action: str) -> None:
        self.went.append(("carry out", page, action))

    def show_saved_view(self, page: str, view_id: str) -> None:
        self.went.append(("saved view", page, view_id))

    def show_report(self, first: date, last: date) -> None:
        self.went.append(("report", first.isoformat(), last.isoformat()))

    def open_company_settings(self, section: str) -> None:
        self.went.append(("settings", section))

    def choose_language(self, code: str) -> None:
        self.went.append(("language", code))

    def choose_theme(self, mode: str) -> None:
        self.went.append(("theme", mode))

    def choose_text_size(self, scale: float) -> None:
        self.went.append(("size", scale))


class Hands:
    """Somebody at the palette."""

    def __init__(self, qtbot: QtBot, office: Office) -> None:
        self._qtbot, self.office, self.notebook = qtbot, office, office.notebook
        self.ran: list[str] = []
        self.apart: list[tuple[str, str]] = []
        self.places = Places()
        self.recent = RecentRecords(office.context)
        self.open()

    def open(self, current: tuple[str, str] | None = None) -> None:
        actions = [
            Action("a.import", N_("Import spreadsheets…"), lambda: self.ran.append("import"), shortcut="Ctrl+I"),
            Action("a.undo", N_("Undo"), lambda: self.ran.append("undo"), enabled=lambda: False),
            Action("a.quit", N_("Quit"), lambda: self.ran.append("quit")),
        ]
        context = self.office.context
        commands = self.commands = PaletteCommands(context, self.places, actions, LIST_PAGES)
        self.palette: Palette = open_palette(
            self.office.window, context, commands, self.recent, lambda *key: self.apart.append(key), current
        )
        QAbstractItemModelTester(self.palette.list.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)

    def type(self, text: str) -> None:
        self.palette.field.setText("")
        self.palette.field.insert(text)

    def press(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.palette, key, modifiers)

    def carry_out(self, text: str) -> None:
        """Type it into the palette opened anew, and press Enter."""
        self.palette.reject()
        self.open()
        self.type(text)
        self.press(Key.Key_Return)

    def titles(self) -> list[str]:
        return [row.title for row in self.palette.list.rows()]

    def notes(self) -> dict[str, str]:
        return {row.title: row.note for row in self.palette.list.rows()}

    def marked(self, title: str) -> tuple[list[str], list[str]]:
        """What is marked in the title and in the note of a row."""
        row = next(each for each in self.palette.list.rows() if each.title == title)
        return [title[a:b] for a, b in row.spans], [row.note[a:b] for a, b in row.note_spans]

    def wait_for(self, holds: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(holds)


@pytest.fixture
def hands(qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path) -> Iterator[Hands]:
    """The palette over a company with two customers and what belongs to one of them, and three commands."""
    with company.write() as work:
        haiwei = a_customer(work, "重庆海维康医疗", city="重庆")
        a_customer(work, "Haverton")
        a_contact(work, "何文凯", haiwei)
        an_opportunity(work, "Screens", customer_id=haiwei)
        an_order(work, customer_id=haiwei)
        a_case(work, "Probe drifts", customer_id=haiwei)
        an_interaction(work, "Showed the probe", customer_id=haiwei)
    office = Office(company, theme, tmp_path)
    qtbot.addWidget(office.window)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    yield Hands(qtbot, office)
    assert office.errors == []
    office.background.close()


def test_without_a_text_the_possible_commands_are_offered(hands: Hands) -> None:
    assert hands.titles() == ["Actions", "Import spreadsheets…", "Quit"]
    hands.press(Key.Key_Down, Key.Key_Return)
    assert hands.ran == ["quit"]
    assert not hands.palette.isVisible()


def test_a_record_is_found_by_what_is_typed_and_opened(hands: Hands) -> None:
    for text in ("海维", "cqhwk", "haiwei", "重 haiwei"):
        hands.type(text)
        assert hands.titles()[:2] == ["Customers", "重庆海维康医疗"]
        assert hands.palette.list.rows()[1].spans
    hands.press(Key.Key_Return)
    (opened,) = hands.notebook.opened
    assert opened[0] == "customer"
    assert not hands.palette.isVisible()


def test_the_letters_of_pinyin_that_were_typed_are_told_from_the_others(hands: Hands) -> None:
    for text, spoken in (
        ("hwk", (("hai", 1), ("wei", 1), ("kang", 1))),
        ("haiw", (("hai", 3), ("wei", 1))),
        ("海", ()),
    ):
        hands.type(text)
        row = next(row for row in hands.palette.list.rows() if row.title == "重庆海维康医疗")
        assert row.spoken == spoken
        assert [row.title[a:b] for a, b in row.spans] == ["海维康"[: max(1, len(spoken))]]


def test_what_matched_elsewhere_stands_in_the_second_line(hands: Hands) -> None:
    with hands.office.company.write() as work:
        a_customer(work, "Kestrel", phone="+86 138-1234-5678", city="Leeds")
    hands.type("2345678")
    assert hands.marked("Kestrel") == ([], ["234-5678"])
    assert hands.notes()["Kestrel"] == "+86 138-1234-5678 · Ada Lin · Leeds"


def test_a_hit_says_at_which_customer_it_is(hands: Hands) -> None:
    hands.type("screens")
    row = hands.palette.list.rows()[1]
    assert row.note.endswith("重庆海维康医疗")
    hands.type("何文")
    assert "重庆海维康医疗" in hands.notes()["何文凯"]


def test_enter_before_the_answer_means_its_first_row(hands: Hands) -> None:
    hands.type("haver")
    hands.press(Key.Key_Return)
    hands.wait_for(lambda: bool(hands.notebook.opened))
    assert hands.ran == []


def test_control_enter_opens_apart(hands: Hands) -> None:
    hands.type("haverton")
    hands.press(Key.Key_Return, modifiers=CONTROL)
    assert [kind for kind, _ in hands.apart] == ["customer"]
    assert hands.notebook.opened == []


def test_tab_narrows_to_the_next_kind_and_chips_count(hands: Hands) -> None:
    hands.type("h")
    hands.wait_for(lambda: "Haverton" in hands.titles())
    assert hands.palette.scopes.words()[:3] == ["All 2", "Customers 1", "Contacts 1"]
    assert "何文凯" in hands.titles()
    hands.press(Key.Key_Tab, Key.Key_Tab)
    hands.wait_for(lambda: "Haverton" not in hands.titles())
    assert hands.titles() == ["Contacts", "何文凯", "Actions", "New contact “h”"]
    hands.press(Key.Key_Backtab, Key.Key_Backtab)
    hands.wait_for(lambda: "Haverton" in hands.titles())


def test_what_is_not_listed_is_counted(hands: Hands) -> None:
    with hands.office.company.write() as work:
        for n in range(9):
            a_customer(work, f"Studio {n}")
    hands.type("studio")
    assert hands.palette.scopes.words()[:2] == ["All 9", "Customers 9"]
    assert hands.palette.count.text().startswith("9 found")


def test_a_click_on_a_chip_narrows_too(hands: Hands) -> None:
    hands.type("h")
    chips = hands.palette.scopes
    QTest.mouseClick(chips, Qt.MouseButton.LeftButton, pos=chips._boxes()[2].center())
    assert hands.titles()[0] == "Contacts"


def test_what_was_not_found_can_be_made(hands: Hands) -> None:
    hands.type("Quillfeather")
    hands.wait_for(lambda: "New customer “Quillfeather”" in hands.titles())
    assert hands.titles()[0] == "Actions"
    # A command typed wrongly shall not begin a customer of that name: Enter alone makes nothing.
    hands.press(Key.Key_Return)
    assert (hands.notebook.made, hands.palette.isVisible()) == ([], True)
    hands.press(Key.Key_Down, Key.Key_Return)
    assert hands.notebook.made == [("customer", {"name": "Quillfeather"})]


def test_what_has_its_name_in_the_trade_is_found_by_the_initials_of_its_pinyin(hands: Hands) -> None:
    set_language(CHINESE)
    for text in ("tcgz", "tcd", "xyed", "hkjh", "jgb", "kjfp", "qbyj"):
        hands.carry_out(text)
    assert hands.places.went == [
        ("settings", "commission"),
        ("page", "commission"),
        ("settings", "parameters"),
        ("page", "receivables"),
        ("page", "products"),
        ("carry out", "customers", "customer.hand_everything"),
    ]
    assert [kind for kind, _ in hands.notebook.made] == ["invoice"]


def test_what_is_called_just_so_comes_before_what_is_called_more(hands: Hands) -> None:
    commands = hands.commands
    commands._commands = tuple(Command((title,), lambda: None) for title in ("新建合同", "合同：草稿", "合同"))
    for typed in ("hetong", "ht", "合同"):
        assert next(each.command.title for each in commands.fitting(typed)) == "合同"


def test_shift_enter_makes_it_at_once(hands: Hands) -> None:
    hands.type("haver")
    hands.press(Key.Key_Return, modifiers=SHIFT)
    assert hands.notebook.made == [("customer", {"name": "haver"})]


def test_a_new_record_is_named_in_the_command(hands: Hands) -> None:
    wishes = {
        "new customer Kestrel Ltd": ("customer", {"name": "Kestrel Ltd"}),
        "New Case it drifts": ("service_case", {"subject": "it drifts"}),
        "新建客户海维康": ("customer", {"name": "海维康"}),
        "新建商机 二期": ("opportunity", {"name": "二期"}),
    }
    for text in wishes:
        hands.carry_out(text)
    assert hands.notebook.made == list(wishes.values())


def test_a_record_of_an_own_kind_is_named_in_the_command_too(hands: Hands) -> None:
    with hands.office.company.write() as work:
        kind = own_kind(create_own_kind(work, OwnKindDraft("Machine", "设备", "Machines")))
    hands.office.learn_choices()
    for text in ("new machine Press 7", "新建设备 Press 7"):
        hands.carry_out(text)
    hands.palette.reject()
    hands.open()
    hands.type("Quillfeather")
    hands.wait_for(lambda: "New: Machine “Quillfeather”" in hands.titles())
    assert hands.notebook.made == [(kind, {"name": "Press 7"})] * 2


@pytest.mark.parametrize("speaks", [ENGLISH, CHINESE])
def test_a_visit_is_begun_in_either_language(hands: Hands, speaks: str) -> None:
    set_language(speaks)
    texts = ("new visit", "visit new", "新建拜访", "新建上门", "xjsmbf")
    for text in texts:
        hands.carry_out(text)
    assert hands.notebook.logged == [{"kind_id": entry("interaction_kind", "visit")}] * len(texts)


def test_views_reports_and_settings_are_commands(hands: Hands) -> None:
    wishes: dict[str, tuple[object, ...]] = {
        "report 2025 Q3": ("report", "2025-07-01", "2025-09-30"),
        "报表 2025年第三季度": ("report", "2025-07-01", "2025-09-30"),
        "report last quarter": ("view", "reports", "last_quarter"),
        "报表 上季度": ("view", "reports", "last_quarter"),
        "my customers": ("view", "customers", "mine"),
        "won this quarter": ("view", "opportunities", "won_quarter"),
        "language 中文": ("language", "zh_CN"),
        "colours dark": ("theme", "dark"),
        "text size 150": ("size", 1.5),
        "company settings forms": ("settings", "forms"),
    }
    for text in wishes:
        hands.carry_out(text)
    assert hands.places.went == list(wishes.values())


def test_views_that_people_saved_are_found_by_their_names(hands: Hands) -> None:
    with hands.office.company.write() as work:
        view = save_view(work, "contact", SavedViewDraft("Doctors of the north", is_shared=True), ListSpec(), None)
    hands.carry_out("doctors north")
    assert hands.places.went == [("saved view", "contacts", view)]


def test_a_command_of_the_other_language_says_by_which_name_it_was_found(hands: Hands) -> None:
    hands.type("深色")
    title = next(title for title in hands.titles() if "Dark" in title)
    assert hands.marked(title) == ([], ["深色"])


def test_a_sign_asks_for_commands_alone(hands: Hands) -> None:
    hands.type(">impo")
    hands.wait_for(lambda: hands.titles() == ["Actions", "Import spreadsheets…"])
    hands.press(Key.Key_Return)
    assert hands.ran == ["import"]


def test_a_sign_asks_for_people_alone(hands: Hands) -> None:
    hands.type("@h")
    assert hands.titles()[:2] == ["Contacts", "何文凯"]
    assert "Haverton" not in hands.titles()


def test_the_right_arrow_is_taught_only_where_it_leads_to_a_customer(hands: Hands) -> None:
    def taught() -> list[bool]:
        labels = hands.palette.findChildren(QLabel)
        return [each.isVisible() for each in labels if each.text() == "Within the customer"]

    hands.type("海维")
    assert taught() == [True]
    hands.type("zzqx")
    assert taught() == [False]
    hands.type("海维")
    hands.press(Key.Key_Right)
    assert taught() == [False]


def test_the_right_arrow_shows_everything_of_a_customer(hands: Hands) -> None:
    hands.type("海维")
    hands.press(Key.Key_Right)
    assert hands.palette.token.isVisible()
    kinds = [row.title for row in hands.palette.list.rows() if row.is_heading]
    assert kinds == ["Contacts", "Opportunities", "Service", "Orders", "Activities"]
    hands.type("probe")
    assert [row.title for row in hands.palette.list.rows() if not row.is_heading] == [
        "Probe drifts",
        "Showed the probe",
    ]
    hands.type("nothing of the kind")
    assert hands.titles() == ["Nothing of 重庆海维康医疗 is called so."]
    hands.press(Key.Key_Escape)
    assert hands.palette.isVisible()
    assert not hands.palette.token.isVisible()


@pytest.mark.parametrize("typed", ["海维", "screens"])
def test_everything_of_the_current_customer_is_found_by_words(hands: Hands, typed: str) -> None:
    hands.type(typed)
    hands.press(Key.Key_Return)
    hands.open(hands.notebook.opened[0])
    hands.wait_for(lambda: "Everything of this customer" in hands.titles())
    for text in ("此客户的全部", "everything", "everything of this cust"):
        hands.type(text)
        assert hands.titles()[:2] == ["Actions", "Everything of this customer"]
    assert hands.notes()["Everything of this customer"] == "重庆海维康医疗"
    hands.press(Key.Key_Return)
    assert hands.palette.token.isVisible()
    assert next(row.title for row in hands.palette.list.rows() if row.is_heading) == "Contacts"
    assert "Showed the probe" in hands.titles()


def test_without_a_current_customer_nobody_is_offered_everything_of_one(hands: Hands) -> None:
    hands.type("everything of this customer")
    assert "Everything of this customer" not in hands.titles()


def test_a_text_that_means_a_command_is_not_said_to_find_nothing(hands: Hands) -> None:
    hands.type("import spread")
    assert "Import spreadsheets…" in hands.titles()
    assert hands.palette.count.text() == ""
    hands.type("zzzz")
    assert hands.palette.count.text().startswith("0 found")


def test_the_customer_of_another_record_is_entered_from_there_and_left_by_backspace(hands: Hands) -> None:
    hands.type("screens")
    hands.press(Key.Key_Right)
    assert "Showed the probe" in hands.titles()
    hands.press(Key.Key_Backspace)
    assert not hands.palette.token.isVisible()


def test_an_order_is_shown_on_its_page(hands: Hands) -> None:
    hands.type("海维")
    hands.press(Key.Key_Right, *6 * [Key.Key_Backtab])
    assert hands.titles()[0] == "Orders"
    hands.press(Key.Key_Return)
    assert [kind for kind, _ in hands.notebook.opened] == ["sales_order"]


def test_what_was_opened_last_is_offered_first(hands: Hands) -> None:
    for text in ("haverton", "海维"):
        hands.type(text)
        hands.press(Key.Key_Return)
        hands.open()
    assert hands.titles()[:3] == ["Recent", "重庆海维康医疗", "Haverton"]


def test_what_was_opened_is_shown_only_while_one_may_see_it(hands: Hands) -> None:
    hands.type("haverton")
    hands.press(Key.Key_Return)
    (_, haverton) = hands.notebook.opened[0]
    with hands.office.company.write() as work:
        other = a_user(work, "Grace Lin", login="grace")
        work.session.get_one(Customer, haverton).owner_id = hands.office.company.viewer.user_id
    hands.open()
    assert "Haverton" in hands.titles()
    hands.palette.reject()
    grace = hands.office.company.seen_by("grace")
    assert grace.viewer.user_id == other
    # Another user has opened nothing yet; the one before lost nothing.
    hands.office.background.viewer = grace.viewer
    assert hands.recent.keys() == []
    hands.recent.note("customer", haverton)
    hands.open()
    assert "Haverton" not in hands.titles()


def test_the_list_goes_round_over_its_headings(hands: Hands) -> None:
    hands.type("haverton")
    hands.wait_for(lambda: "Haverton" in hands.titles())
    choosable = [row.title for row in hands.palette.list.rows() if not row.is_heading]
    seen = []
    for _ in choosable:
        seen.append(hands.palette.list.currentIndex().data())
        hands.press(Key.Key_Down)
    assert seen == choosable
    assert hands.palette.list.currentIndex().data() == choosable[0]


def test_a_click_opens_and_escape_leaves(hands: Hands) -> None:
    hands.type("haverton")
    hands.wait_for(lambda: "Haverton" in hands.titles())
    place = hands.palette.list.visualRect(hands.palette.list.model().index(1, 0)).center()
    QTest.mouseClick(hands.palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [kind for kind, _ in hands.notebook.opened] == ["customer"]


def test_escape_leaves(hands: Hands) -> None:
    hands.type("haverton")
    hands.press(Key.Key_Escape)
    assert not hands.palette.isVisible()
    assert (hands.ran, hands.notebook.opened) == ([], [])


def test_odd_texts_find_nothing_and_break_nothing(hands: Hands) -> None:
    for text in ('"', "*", "😀", "%", "a" * 5_000):
        hands.type(text)
        assert hands.titles()[0] == "Actions"


def test_a_paint_of_every_kind_of_row_ends(hands: Hands) -> None:
    for text in ("", "hwk", "haverton", "new visit", ">"):
        hands.type(text)
        assert not hands.palette.grab().isNull()
