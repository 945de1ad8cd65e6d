"""The protection of a level: when its customers go back to the public pool, and when their owner is warned."""

from typing import Any

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.operations.level_rule import LevelRuleDraft, level_rule, set_level_rule
from crm_desktop.ui.choice_menu import Option, choose_for_row
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import CheckField, IntegerField

_WIDTH = 560
_OTHERS = ""


def choose_level_rule(page: RecordPage) -> None:
    """Ask for a level, then open its rule."""
    context = page.context
    levels: list[Option] = [(key, Plain(name)) for key, name in context.choices.options("level", language())]

    def read(level_id: str | None) -> None:
        known = level_id or None
        context.background.read(
            page, lambda reading: level_rule(reading, known), lambda rule: open_level_rule(page, context, known, rule)
        )

    others: Option = (_OTHERS, N_("All levels without a rule of their own"))
    choose_for_row(context.theme, page.table, N_("Protection of a level"), [*levels, others], None, read)


def open_level_rule(page: RecordPage, context: PageContext, level_id: str | None, rule: LevelRuleDraft | None) -> None:
    """Open the rule of a level, of None that of all others."""
    theme = context.theme

    def days(label: str, help_text: str = "") -> IntegerField:
        return IntegerField(theme, label, help_text=help_text)

    never = N_("Empty: this does not count.")
    rows = (
        (("contact_days", days(N_("Days without contact"), never)), ("deal_days", days(N_("Days without a new deal")))),
        (
            ("order_days", days(N_("Days without a won deal or order"))),
            ("warn_days", days(N_("Warn this many days before"))),
        ),
        (("touch_days", days(N_("Contact at least every so many days"))),),
        (("keeps_with_deals", CheckField(theme, N_("Keep customers with open or won deals"))),),
    )

    def save(work: Any, draft: LevelRuleDraft) -> None:
        clocks = (draft.contact_days, draft.deal_days, draft.order_days, draft.touch_days)
        set_level_rule(work, level_id, draft if any(each is not None for each in clocks) else None)

    name: Text = (
        Plain(context.choices.name(level_id, language()) or "")
        if level_id
        else N_("All levels without a rule of their own")
    )
    texts = FormTexts(
        N_("Protection of a level"), name, Message("Change the protection of a level"), lambda _name: Message("Saved")
    )
    sections = [FormSection(N_("Back to the public pool after"), rows)]
    start = rule or LevelRuleDraft()
    RecordForm(context, page.window(), texts, sections, start, save, lambda _id: None, width=_WIDTH).open()
