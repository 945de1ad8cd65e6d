"""Arranging forms as people meet it: by dragging, by keys, and in every form of the kind at once."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.form_layout import FULL, FormLayout, Part, Placed
from crm_desktop.core.i18n import Message
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.customer import customer_draft
from crm_desktop.operations.field_rules import FieldRuleDraft, create_field_rule
from crm_desktop.operations.form_layout import KINDS, set_form_layout
from crm_desktop.queries.form_layout import form_layouts
from crm_desktop.ui.dialogs.company_settings import open_company_settings
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.form_layout.arrange import forms_of, shipped_sections
from crm_desktop.ui.form_layout.field import LayoutField
from crm_desktop.ui.form_places import shipped_layout
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.record_form import RecordForm
from crm_desktop.ui.settings.forms import FormsSection
from crm_desktop.ui.widgets.form import EXTRA
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from crm_desktop.ui.widgets.inline_value import InlineRow
from tests.builders import a_customer
from tests.company import Company
from tests.ui.pages.office import Office

ALT, SHIFT, Key = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier, Qt.Key
CITY_FIRST = FormLayout(
    (Part("Address", (Placed("city", FULL), Placed("name"))),),
    ("phone", "fax", "name", "country", "province", "district"),
)


def arrange(office: Office, kind: str = "customer") -> LayoutField:
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    part = open_company_settings(office.context, office.window, "forms").part("forms")
    assert isinstance(part, FormsSection)
    part.lines[kind].open()
    field = office.window.findChildren(LayoutField)[-1]
    QApplication.sendPostedEvents()
    return field


def save(office: Office) -> None:
    [each for each in office.window.findChildren(Dialog) if each.isVisible()][-1].submit()


def keep(company: Company, layout: FormLayout | None) -> None:
    with company.write() as work:
        set_form_layout(work, "customer", layout)


def kept(company: Company) -> FormLayout | None:
    with company.read() as reading:
        return form_layouts(reading).get("customer")


def values(page: CustomersPage) -> list[str]:
    """The labels of what the detail side shows, from top to bottom."""
    QApplication.sendPostedEvents()
    shown = [each for each in page.detail.findChildren(InlineRow) if each.isVisible()]
    return [each.button.label for each in sorted(shown, key=lambda each: each.mapTo(page.detail, QPoint()).y())]


def test_the_detail_side_stands_as_the_form_is_arranged(office: Office, company: Company) -> None:
    with company.write() as work:
        beds = create_custom_field(work, CustomFieldDraft("customer", "Beds", "床位", "integer"))
        customer = a_customer(work, "Haverton", city="York", fax="0571 2047", number="C-7")
        work.session.flush()
        set_custom_value(work, "customer", customer, beds, 40)
    office.learn_choices()
    page = office.open_page(CustomersPage)
    page.detail.show_tab("details")
    assert [each for each in values(page) if each in ("City", "Fax", "Name", "Number", "Beds")] == [
        *("Name", "Number", "Fax", "City", "Beds")
    ]
    first = Part("Company", (Placed("city"), Placed(EXTRA + beds), Placed("name")), "First of all", "首要")
    keep(company, FormLayout((first, Part("Sales", (Placed("number"),))), ("fax",)))
    office.learn_choices()
    page.detail.retranslate()
    assert values(page)[:3] == ["City", "Beds", "Name"]
    assert "Number" in values(page)[3:]
    assert "Fax" not in values(page)
    assert {"First of all", "Sales", "Ownership"} <= set(office.words(page))
    # What no longer stands there is nowhere to be edited either.
    page.detail.edit_value("fax")
    assert not page.detail.findChildren(InlineEditor)


def test_keys_move_a_field_make_it_wide_and_leave_it_out(office: Office, company: Company) -> None:
    field = arrange(office)
    tile = field.tiles["phone"]
    tile.setFocus()
    QTest.keyClick(tile, Key.Key_Up, ALT)
    assert field.value().names()[:5] == ["name", "short_name", "kind", "phone", "parent_id"]
    assert tile.hasFocus()
    QTest.keyClick(tile, Key.Key_Down, ALT | SHIFT)
    QTest.keyClick(tile, Key.Key_1)
    assert field.value().part_of("phone") == Part("Address", (*field.shipped.parts[1].fields, Placed("phone", FULL)))
    QTest.keyClick(tile, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert Placed("phone") in field.value().parts[1].fields
    for name in ("fax", "name"):
        field.tiles[name].setFocus()
        QTest.keyClick(field.tiles[name], Key.Key_Delete)
    assert field.value().left_out == ("fax",)  # a name must be given
    save(office)
    layout = kept(company)
    assert layout is not None
    assert (layout.left_out, layout.parts[1].fields[-1].name) == (("fax",), "phone")


def test_a_field_is_dragged_into_another_section(office: Office) -> None:
    field = arrange(office)
    tile, target = field.tiles["fax"], field.tiles["country"]
    over = tile.mapFromGlobal(target.mapToGlobal(QPoint(4, target.height() // 2)))
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    QTest.mouseMove(tile, QPoint(40, 40))
    QTest.mouseMove(tile, over)
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=over)
    assert [each.name for each in field.value().parts[1].fields][:2] == ["fax", "country"]


def test_forms_follow_what_is_kept_with_values_rules_and_problems(office: Office, company: Company) -> None:
    with company.write() as work:
        own = EXTRA + create_custom_field(work, CustomFieldDraft("customer", "Nickname"))
        a_customer(work, "Haverton", phone="0113 496 0000", city="Leeds")
        create_field_rule(work, FieldRuleDraft("customer", ("fax",), "required"))
    keep(company, CITY_FIRST)
    office.learn_choices()
    page = office.open_page(CustomersPage)
    page.edit()
    form = office.dialog.form
    assert form is not None
    # A name must be given and a rule asks for the fax, so that both stand where they are shipped.
    assert form.names()[0] == "city"
    assert {"name", "fax", own} < set(form.names())
    assert form.field("name").isVisible()
    assert not form.field("phone").isVisible()
    assert form.field("fax").isVisible()
    assert form.field("city").width() > form.field("name").width()
    form.field("fax").set_value("1")
    form.show_errors({"phone": Message("No such number.")})
    assert form.field("phone").isVisible()
    office.dialog.submit()
    with company.read() as reading:
        (row,) = office.rows(page)
        assert customer_draft(reading, row.id).phone == "0113 496 0000"


def test_an_open_form_follows_with_what_was_typed(office: Office, company: Company) -> None:
    page = office.open_page(CustomersPage)
    page.new()
    form = office.dialog.form
    assert form is not None
    form.field("name").set_value("Haverton")
    office.dialog.findChildren(RecordForm)[0].arrange()
    field = office.window.findChildren(LayoutField)[-1]
    field.set_value(CITY_FIRST)
    field.changed.emit()
    save(office)
    assert form.names()[0] == "city"
    assert form.field("name").value() == "Haverton"
    assert not form.field("phone").isVisible()
    assert form.field("name").isVisible()


def test_a_field_of_private_persons_stays_theirs_wherever_it_stands(office: Office, company: Company) -> None:
    keep(company, FormLayout((Part("Company", (Placed("name"), Placed("sex"))),)))
    office.learn_choices()
    office.open_page(CustomersPage).new()
    form = office.dialog.form
    assert form is not None
    seen = []
    for kind in ("consumer", "company"):
        form.field("kind").set_value(kind)
        form.field("kind").changed.emit()
        seen.append((form.field("sex").isVisible(), form.field("born_on").isVisible()))
    assert seen == [(True, True), (False, False)]


def test_the_shipped_layout_is_one_press_away(office: Office, company: Company) -> None:
    keep(company, CITY_FIRST)
    office.learn_choices()
    field = arrange(office)
    field.reset.click()
    assert field.value() == field.shipped
    save(office)
    assert kept(company) is None


def test_every_form_of_the_settings_can_be_arranged(office: Office) -> None:
    for kind in KINDS:
        forms = forms_of(kind)
        with office.company.read() as reading:
            loaded = forms.load_new(reading, None)
        layout = shipped_layout(shipped_sections(office.context, kind, loaded))
        assert len(layout.names()) == len(set(layout.names())) > 5
