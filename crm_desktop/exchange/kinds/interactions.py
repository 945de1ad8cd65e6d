"""Interactions: visits, calls, messages."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
happened_at: date | activity date | time | when | visit date | call date | start | datetime | 日期 | 时间 | 交往日期
happened_at: 拜访日期 | 跟进时间 | 联系时间 | 拜访时间
kind: type | activity type | channel | method | 类型 | 方式 | 跟进方式 | 联系方式 | 交往方式
subject: summary | title | topic | outline | 主题 | 概要 | 摘要 | 标题
detail: details | description | body | text | notes | comments | content | 内容 | 详细信息 | 详情 | 跟进内容 | 备注
customer: account | account name | company | company name | customer | customer name | client | customer id
customer: account id | organization | organisation | firm | related customer | account number | 客户 | 客户名称 | 公司
customer: 公司名称 | 单位名称 | 客户编号 | 所属客户 | 单位 | related to | what
contact: contact person | contact name | contact id | who | who contact email | 联系人 | 联系人姓名 | 客户联系人
opportunity: deal | opportunity id | opportunity name | 商机 | 销售机会
owner: sales agent | sales rep | salesperson | sales person | rep | agent | owner | owner name | account manager
owner: account owner | assigned to | responsible | employee id | employee | seller | owner id | owner user username
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 跟进人 | 所属人 | 归属人 | 业务代表 | 销售代表 | by | author
owner: created by | user | user name | logged by | 记录人 | 拜访人 | 跟进人员 | 创建人 | 员工
direction: in or out | 方向
minutes: duration | duration minutes | length | 时长 | 分钟
place: location | venue | 地点 | 地址
result: outcome | call result | 结果 | 跟进结果
next_step: next action | follow up | 下一步 | 下次计划
next_step_on: follow up date | next date | due date | 下次跟进 | 下次跟进时间 | 下次联系
cost: expense | expenses | 费用
external_key: activity id | task id | event id | id | external id | key | guid | uuid | record id | 编码 | 外部编号
external_key: 系统编号
"""
_DIRECTIONS = """
in: in | inbound | incoming | 呼入 | 来访
out: out | outbound | outgoing | 呼出 | 拜访
"""

INTERACTIONS = ImportKind(
    "interactions",
    N_("Interactions"),
    declared(
        _NAMES,
        f.ImportField("happened_at", N_("Time"), f.MOMENT, required=True),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="interaction_kind"),
        f.ImportField("subject", N_("Subject"), f.TEXT, required=True),
        f.ImportField("detail", N_("Detail"), f.LONG_TEXT),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("opportunity", N_("Opportunity"), f.LINK, target="opportunities"),
        f.ImportField("owner", N_("By"), f.LINK, target="users"),
        f.ImportField("direction", N_("Direction"), f.STATE, states=f.states(_DIRECTIONS)),
        f.ImportField("minutes", N_("Minutes"), f.INTEGER),
        f.ImportField("place", N_("Place"), f.TEXT),
        f.ImportField("result", N_("Result"), f.CHOICE, target="interaction_result"),
        f.ImportField("next_step", N_("Next step"), f.TEXT),
        f.ImportField("next_step_on", N_("Next step on"), f.DATE),
        f.ImportField("cost", N_("Cost"), f.MONEY),
        f.ImportField("external_key", N_("Key in the other system"), f.TEXT),
    ),
    ("external_key",),
)
