"""Contracts: what was agreed, with whom, for how much and until when."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
number: contract number | contract no | contract | agreement number | no | 合同编号 | 合同号 | 编号
external_key: contract id | agreement id | id | external id | key | guid | uuid | record id | 编码 | 外部编号 | 系统编号
name: contract name | subject | title | summary | description | 合同名称 | 名称 | 主题 | 标题 | 合同标题
customer: account | account name | company | company name | customer name | client | customer id | account id
customer: organization | organisation | firm | account number | 客户 | 客户名称 | 公司 | 公司名称 | 单位名称 | 客户编号
customer: 所属客户 | 单位 | 签约客户
contact: contact person | contact name | contact id | customer signed by | 联系人 | 联系人姓名 | 客户联系人
opportunity: deal | opportunity id | opportunity name | 商机 | 销售机会
kind: type | contract type | category | 类型 | 合同类型 | 类别
stage: state | status | contract status | 状态 | 合同状态 | 阶段
signed_on: signed | sign date | signing date | date signed | customer signed date | 签订日期 | 签约日期 | 签署日期
starts_on: start | start date | valid from | effective date | from | 开始日期 | 生效日期 | 起始日期
ends_on: end | end date | valid until | expiry date | expires | to | 结束日期 | 到期日期 | 截止日期 | 到期日
remind_on: reminder | renewal reminder | remind of renewal | 续签提醒 | 提醒日期
amount: contract amount | value | contract value | total | total value | 金额 | 合同金额 | 总金额 | 含税金额
currency: currency code | currency iso code | 币种 | 货币
owner: sales agent | sales rep | salesperson | owner name | account manager | assigned to | responsible | employee
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 所属人 | 归属人
our_party: our company | 我方 | 我方主体 | 乙方
their_party: their company | 对方 | 对方主体 | 甲方
signed_by_us: our signatory | company signed by | 我方签约人
signed_by_them: their signatory | 对方签约人 | 客户签约人
terms: conditions | special terms | 条款 | 合同条款
note: notes | comment | comments | remark | remarks | 备注 | 说明
close_reason: termination reason | reason | 终止原因 | 原因
closed_on: closed | terminated on | termination date | 终止日期 | 关闭日期
"""
_STAGES = """
draft: draft | new | in preparation | negotiation | submitted | approved | in approval | 草稿 | 待审批 | 审批中 | 已批准
signed: signed | active | activated | in force | valid | running | completed | expired | closed
signed: 已签订 | 已签约 | 履行中
signed: 执行中 | 生效 | 已生效 | 已签 | 已完成 | 已履行 | 已到期
terminated: terminated | cancelled | canceled | ended early | 已终止 | 终止 | 已解除 | 解除
"""

CONTRACTS = ImportKind(
    "contracts",
    N_("Contracts"),
    declared(
        _NAMES,
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("external_key", N_("Key in the other system"), f.TEXT),
        f.ImportField("name", N_("Name"), f.TEXT, required=True),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers", required=True),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("opportunity", N_("Opportunity"), f.LINK, target="opportunities"),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="contract_kind"),
        f.ImportField("stage", N_("Stage"), f.STATE, states=f.states(_STAGES)),
        f.ImportField("signed_on", N_("Signed"), f.DATE),
        f.ImportField("starts_on", N_("Starts"), f.DATE),
        f.ImportField("ends_on", N_("Ends"), f.DATE),
        f.ImportField("remind_on", N_("Remind of renewal"), f.DATE),
        f.ImportField("amount", N_("Amount"), f.MONEY),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("our_party", N_("Our party"), f.TEXT),
        f.ImportField("their_party", N_("Their party"), f.TEXT),
        f.ImportField("signed_by_us", N_("Signed by us"), f.TEXT),
        f.ImportField("signed_by_them", N_("Signed by them"), f.TEXT),
        f.ImportField("terms", N_("Terms"), f.LONG_TEXT),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
        f.ImportField("close_reason", N_("Reason"), f.TEXT),
        f.ImportField("closed_on", N_("Closed"), f.DATE),
    ),
    ("number", "external_key"),
)
