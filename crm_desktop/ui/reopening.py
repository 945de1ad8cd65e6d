"""Opens the form again that a kept text belongs to."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.kept_texts import KeptText
from crm_desktop.models.customising import OWN_RECORD, table_of_kind
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain

Failed = Callable[[Exception], None]
_FORMS = "crm_desktop.ui.forms"


def reopen(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
    """Open the form of a text, which takes it up; `failed` is told when its record is not there any more."""

    def fail(error: Exception) -> None:
        context.to_take_up = None
        failed(error)

    context.to_take_up = text
    _OPENERS[table_of_kind(text.form.form)](context, window, text, fail)


def is_known(text: KeptText) -> bool:
    """Whether this program has the form of a text."""
    return table_of_kind(text.form.form) in _OPENERS


def _record(
    kind: str, opener: str, form: str = "", *, begins_anew: bool = True
) -> Callable[[PageContext, QWidget, KeptText, Failed], None]:
    """What opens the form of a kind; one that does not begin anew is made of what it was begun with."""

    def open_record(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
        forms, record_id = importlib.import_module(f"{_FORMS}.{form or kind}"), text.form.record_id
        about = None if begins_anew else text.form.about

        def load(reading: Any) -> Any:
            return forms.load_known(reading, record_id) if record_id else forms.load_new(reading, about)

        def show(loaded: Any) -> None:
            getattr(forms, opener)(context, window, record_id, loaded, _shower(context, kind))

        context.background.read(window, load, show, failed)

    return open_record


def _activity(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
    from crm_desktop.ui.activity_form import activity_logger, activity_opener

    if text.form.record_id:
        activity_opener(context, window, failed)(text.form.record_id)
    else:
        activity_logger(context, window)(text.form.about)


def _case_step(asker: str) -> Callable[[PageContext, QWidget, KeptText, Failed], None]:
    def ask(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
        forms, about = importlib.import_module(f"{_FORMS}.service_steps"), text.form.about
        which = about.get("ids") or text.form.record_id
        getattr(forms, asker)(context, window, which, Plain(about["title"]), _shower(context, "service_case"))

    return ask


def _case_reply(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
    from crm_desktop.ui.forms.reply import ask_for_reply

    about, case_id = text.form.about, text.form.record_id or ""
    ask_for_reply(context, window, case_id, Plain(about["title"]), _shower(context, "service_case"))


def _reply_template(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
    from crm_desktop.ui.forms.reply_template import open_template_form

    open_template_form(context, window, text.form.record_id, lambda: None)


def _case_work(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
    from crm_desktop.ui.forms.service_work import new_work, opener

    if text.form.record_id:
        opener(context, window, failed)(text.form.record_id)
    else:
        new_work(context, window, **text.form.about)


def _lead_step(module: str, asker: str) -> Callable[[PageContext, QWidget, KeptText, Failed], None]:
    def ask(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
        forms, title = importlib.import_module(f"{_FORMS}.{module}"), Plain(text.form.about["title"])
        getattr(forms, asker)(context, window, text.form.record_id, title, _shower(context, "lead"))

    return ask


def _lead_assignment(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
    from crm_desktop.ui.forms.lead import ask_whom_to_assign

    about = text.form.about
    ask_whom_to_assign(context, window, about["ids"], Plain(about["title"]), None, _shower(context, "lead"))


def _campaign_answer(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
    from crm_desktop.ui.forms.campaign_member import ask_for_answer

    about = text.form.about
    ask_for_answer(context, window, about["ids"], Plain(about["title"]), _shower(context, "campaign_member"))


def _quotation(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
    from crm_desktop.ui.forms.quotation import quotation_opener, quote

    if text.form.record_id:
        quotation_opener(context, window, failed)(text.form.record_id)
    else:
        quote(context, window, text.form.about["deal"])


def _own_record(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
    from crm_desktop.ui.forms.own_record import load_known, load_new, of_kind, open_own_record_form

    kind, record_id = text.form.form, text.form.record_id

    def load(reading: Any) -> Any:
        return load_known(reading, record_id) if record_id else load_new(reading, of_kind(kind))

    def show(loaded: Any) -> None:
        open_own_record_form(context, window, record_id, loaded, _shower(context, kind))

    context.background.read(window, load, show, failed)


def _response(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
    from crm_desktop.ui.forms.survey_response import response_opener, take_response

    if text.form.record_id:
        response_opener(context, window, failed)(text.form.record_id)
    else:
        about = dict(text.form.about)
        take_response(context, window, about.pop("survey"), lambda _id: None, **about)


def _channel(kind: str) -> Callable[[PageContext, QWidget, KeptText, Failed], None]:
    def open_it(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
        from crm_desktop.ui.forms.channel import LINK, new_link, new_report, opener

        if text.form.record_id:
            opener(kind, context, window, failed)(text.form.record_id)
        else:
            (new_link if kind == LINK else new_report)(context, window, **text.form.about)

    return open_it


def _part_of_product(kind: str) -> Callable[[PageContext, QWidget, KeptText, Failed], None]:
    def open_it(context: PageContext, window: QWidget, text: KeptText, failed: Failed) -> None:
        from crm_desktop.ui.forms.product_parts import PRICE, new_count, new_price, opener

        if text.form.record_id:
            opener(kind, context, window, failed)(text.form.record_id)
        else:
            (new_price if kind == PRICE else new_count)(context, window, **text.form.about)

    return open_it


def _publishing(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
    from crm_desktop.ui.forms.article import ask_what_changed

    title = Plain(text.form.about["title"])
    ask_what_changed(context, window, text.form.record_id or "", title, _shower(context, "article"))


def _closing(context: PageContext, window: QWidget, text: KeptText, _failed: Failed) -> None:
    from crm_desktop.ui.forms.closing import open_closing

    about, deal_id = text.form.about, text.form.record_id or ""
    open_closing(context, window, deal_id, about["name"], about["outcome"], _shower(context, "opportunity"))


def _shower(context: PageContext, kind: str) -> Callable[[str], None]:
    return lambda record_id: context.navigator.open(kind, record_id)


_OPENERS: Mapping[str, Callable[[PageContext, QWidget, KeptText, Failed], None]] = {
    "customer": _record("customer", "open_customer_form"),
    "contact": _record("contact", "open_contact_form"),
    "opportunity": _record("opportunity", "open_opportunity_form"),
    "service_case": _record("service_case", "open_case_form"),
    "task": _record("task", "open_task_form"),
    "campaign": _record("campaign", "open_campaign_form"),
    "campaign_member": _record("campaign_member", "open_member_form"),
    "campaign_member.answer": _campaign_answer,
    "interaction": _activity,
    "closing": _closing,
    "quotation": _quotation,
    "contract": _record("contract", "open_contract_form", "contract", begins_anew=False),
    "sales_order": _record("sales_order", "open_order_form", "order", begins_anew=False),
    "receipt": _record("receipt", "open_receipt_form", "receipt", begins_anew=False),
    "invoice": _record("invoice", "open_invoice_form", "invoice", begins_anew=False),
    "survey_response": _response,
    "supply_link": _channel("supply_link"),
    "channel_report": _channel("channel_report"),
    "product": _record("product", "open_product_form"),
    "product_price": _part_of_product("product_price"),
    "stock_level": _part_of_product("stock_level"),
    "lead": _record("lead", "open_lead_form"),
    OWN_RECORD: _own_record,
    "survey": _record("survey", "open_survey_form"),
    "article": _record("article", "open_article_form"),
    "article.publish": _publishing,
    "lead.assign": _lead_assignment,
    "lead.win": _lead_step("lead", "ask_what_was_won"),
    "lead.fail": _lead_step("lead", "ask_why_given_up"),
    "lead.step": _lead_step("lead_plan", "plan_step"),
    "case.assign": _case_step("ask_whom_to_assign"),
    "case.handle": _case_step("ask_what_was_done"),
    "case.feedback": _case_step("ask_for_feedback"),
    "case.wait": _case_step("ask_whom_it_waits_for"),
    "case.reopen": _case_step("ask_why_opened_again"),
    "case.reply": _case_reply,
    "service_work": _case_work,
    "reply_template": _reply_template,
}
