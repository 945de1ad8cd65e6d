"""Leads."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
number: lead number | lead id | chance number | id | key | 编号 | 机会编号 | 线索编号 | 销售机会编号
customer_name: company | company name | account | account name | customer | organization | organisation | firm
customer_name: prospect | lead name | name | 客户名称 | 公司 | 公司名称 | 单位名称 | 客户 | 名称
outline: subject | title | topic | summary | interest | need | 概要 | 主题 | 需求概要 | 机会概要 | 摘要
source: lead source | origin | channel | chance source | 来源 | 机会来源 | 线索来源 | 渠道
probability: chance | success | success rate | likelihood | cgjl | 成功几率 | 成功率 | 成功机率 | 概率 | 可能性
contact_name: contact | contact person | person | who | link man | linkman | 联系人 | 联系人姓名
phone: telephone | tel | mobile | contact phone | link phone | 电话 | 联系电话 | 联系人电话 | 手机
email: mail | e mail | contact email | 邮箱 | 电子邮件 | 邮件
description: details | note | notes | comment | comments | remarks | 机会描述 | 描述 | 备注 | 说明
created_at: created | create date | created date | date | received | received on | 创建时间 | 创建日期 | 登记时间
created_by: create man | entered by | registered by | 创建人 | 登记人
is_opted_out: opted out | opt out | no marketing | no advertising | unsubscribed | 拒绝营销 | 拒绝广告 | 退订
owner: assigned to | assignee | assign man | sales rep | salesperson | lead owner | 指派给 | 负责人 | 分配人 | 客户经理
"""

LEADS = ImportKind(
    "leads",
    N_("Leads"),
    declared(
        _NAMES,
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("customer_name", N_("Customer name"), f.TEXT, required=True),
        f.ImportField("outline", N_("Outline"), f.TEXT),
        f.ImportField("source", N_("Source"), f.CHOICE, target="source"),
        f.ImportField("probability", N_("Probability"), f.SHARE),
        f.ImportField("contact_name", N_("Contact"), f.TEXT),
        f.ImportField("phone", N_("Phone"), f.PHONE),
        f.ImportField("email", N_("E-mail"), f.EMAIL),
        f.ImportField("description", N_("Description"), f.LONG_TEXT),
        f.ImportField("created_at", N_("Created"), f.MOMENT),
        f.ImportField("created_by", N_("Created by"), f.LINK, target="users"),
        f.ImportField("owner", N_("Assigned to"), f.LINK, target="users"),
        f.ImportField("is_opted_out", N_("No advertising"), f.FLAG),
    ),
    ("number", "customer_name"),
)
