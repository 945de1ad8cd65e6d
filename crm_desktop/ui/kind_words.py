"""What kinds of records are called, those of the company among them."""

from crm_desktop.core.i18n import tr
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.choices import Choices


def kind_name(choices: Choices, kind: str) -> str:
    """What one record of a kind is called, in the current language."""
    own = choices.own_kind(kind)
    return tr(own.one if own is not None else ENTITY_OF[kind].__title__)
