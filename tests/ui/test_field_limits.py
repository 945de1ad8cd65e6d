"""What somebody is kept from is neither a column nor a filter of a list, nor a field of a form that can be changed."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.viewer import HIDDEN, READ_ONLY, SYSTEM
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.ui.field_limits import limit_form, without_hidden
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.fields import LineField
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.record_table_cells import Column

LIMITED = replace(SYSTEM, limits=frozenset({("customer.city", HIDDEN), ("customer.phone", READ_ONLY)}))


def test_a_list_has_no_column_of_a_hidden_field(theme: Theme) -> None:
    columns = [Column(key, key, 100) for key in ("name", "city", "phone")]
    declared = ListDeclaration(
        name="customers", title="", query=CUSTOMERS, columns=columns, filters=[], views=[], reads=frozenset(),
        counted=str, totals=str, empty_title="", empty_body="", actions=[],
    )  # fmt: skip
    assert [each.key for each in without_hidden(declared, LIMITED).columns] == ["name", "phone"]
    assert without_hidden(declared, SYSTEM) is declared


def test_a_form_leaves_out_what_is_hidden_and_closes_what_may_only_be_read(theme: Theme) -> None:
    window = QWidget()
    form = Form(window)
    fields = {name: form.bind(name, LineField(theme, name)) for name in ("name", "city", "phone")}
    column = QVBoxLayout(window)
    for field in fields.values():
        column.addWidget(field)
    window.show()
    limit_form(form, "customer", LIMITED)
    assert [name for name, field in fields.items() if field.isHidden()] == ["city"]
    assert [name for name, field in fields.items() if not field.isEnabled()] == ["phone"]
