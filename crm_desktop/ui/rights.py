"""What stands against what the acting user wants to do: a file that can only be read, or a right the role lacks."""

from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import ADMINISTER, ASSIGN, COMMISSION, DELETE, EXPORT, IMPORT, PRODUCTS
from crm_desktop.ui.background import Background

READ_ONLY = N_("This company file can only be read here. Copy it to a folder of your own to change something.")
NOT_YOURS = N_("This record belongs to someone else. Ask its owner or your manager to change it.")
_MISSING = {
    ADMINISTER: N_("This is up to whoever looks after the company file. Ask them to do it."),
    ASSIGN: N_("Your role does not include assigning. Ask your manager."),
    COMMISSION: N_("Your role does not include commission. Ask whoever looks after the company file."),
    DELETE: N_("Your role does not include deleting. Ask whoever looks after the company file."),
    EXPORT: N_("Your role does not include exports. Ask whoever looks after the company file."),
    IMPORT: N_("Your role does not include imports. Ask whoever looks after the company file."),
    PRODUCTS: N_("Your role does not include products and prices. Ask whoever looks after the company file."),
}


def against(background: Background, right: str) -> str:
    """Why the acting user may not do something, in a marked text; nothing when nothing stands against it."""
    if right != EXPORT and background.against_writing:
        return background.against_writing
    return "" if background.viewer.may(right) else _MISSING[right]
