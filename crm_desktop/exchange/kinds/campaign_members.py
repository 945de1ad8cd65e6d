"""Members of campaigns with what they answered: brought back by whoever called."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
campaign: campaign name | 市场活动 | 活动 | 活动名称
customer: company | company name | account | customer name | firm | name | 客户 | 客户名称 | 公司 | 名称 | 单位名称
contact: contact person | contact name | person | who | 联系人 | 联系人姓名
answer: response | result | outcome | reply | 答复 | 回复 | 结果 | 反馈
answered_on: answered | answer date | response date | date | 答复日 | 答复日期 | 日期
reached_on: reached | contacted on | called on | 联系日期 | 联系日
owner: to be asked by | caller | called by | agent | sales rep | 负责联系人 | 联系人员 | 业务员 | 负责人
note: notes | comment | comments | remark | remarks | 备注 | 说明
"""

CAMPAIGN_MEMBERS = ImportKind(
    "campaign_members",
    N_("Campaign members"),
    declared(
        _NAMES,
        f.ImportField("campaign", N_("Campaign"), f.LINK, target="campaigns", required=True),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("answer", N_("Answer"), f.CHOICE, target="campaign_answer"),
        f.ImportField("answered_on", N_("Answered"), f.DATE),
        f.ImportField("reached_on", N_("Reached"), f.DATE),
        f.ImportField("owner", N_("To be asked by"), f.LINK, target="users"),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    (),
)
