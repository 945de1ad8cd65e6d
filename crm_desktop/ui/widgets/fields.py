"""All form fields in one place to import from."""

from crm_desktop.ui.widgets.choice_fields import ChoiceField, LookupField
from crm_desktop.ui.widgets.date_field import DateField
from crm_desktop.ui.widgets.field import Field, Link, Version
from crm_desktop.ui.widgets.number_fields import DecimalField, IntegerField, MoneyField, NumberField, PercentField
from crm_desktop.ui.widgets.pick_box import Option
from crm_desktop.ui.widgets.rows_field import RowColumn, RowsField
from crm_desktop.ui.widgets.stars_field import StarsField
from crm_desktop.ui.widgets.tags_field import TagsField
from crm_desktop.ui.widgets.text_fields import CheckField, EmailField, LineField, NoteField, PhoneField, WebField
from crm_desktop.ui.widgets.time_field import TimeField

__all__ = [
    "CheckField",
    "ChoiceField",
    "DateField",
    "DecimalField",
    "EmailField",
    "Field",
    "IntegerField",
    "LineField",
    "Link",
    "LookupField",
    "MoneyField",
    "NoteField",
    "NumberField",
    "Option",
    "PercentField",
    "PhoneField",
    "RowColumn",
    "RowsField",
    "StarsField",
    "TagsField",
    "TimeField",
    "Version",
    "WebField",
]
