"""A part of a form: fields under a heading."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.form import Form


@dataclass(frozen=True)
class FormSection:
    """Fields under a heading; each row holds one or two fields by the attribute of the draft they edit.

    `applies` says from what was typed whether the section is shown.
    """

    title: Text
    rows: Sequence[Sequence[tuple[str, Field]]]
    applies: Callable[[Form], bool] = lambda _form: True
