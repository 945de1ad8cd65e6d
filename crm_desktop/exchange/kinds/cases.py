"""Service cases."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
external_key: number | case number | case id | ticket | ticket id | ticket number | incident | incident number
external_key: incident id | 服务编号 | 工单号 | 单号 | 编号 | id | external id | key | guid | uuid | record id | 编码
external_key: 外部编号 | 系统编号
subject: summary | title | short description | u symptom | symptom | outline | 主题 | 概要 | 标题 | 服务概要
customer: account | account name | company | company name | customer | customer name | client | customer id
customer: account id | organization | organisation | firm | related customer | account number | 客户 | 客户名称 | 公司
customer: 公司名称 | 单位名称 | 客户编号 | 所属客户 | 单位 | caller | caller id | requester | reported by | 报修单位
contact: contact person | contact name | contact id | who | who contact email | 联系人 | 联系人姓名 | 客户联系人
product: product name | item | item name | sku | article | product id | product code | goods | part number | 产品
product: 产品名称 | 商品 | 商品名称 | 货品 | 物料 | 产品编号 | 型号名称 | cmdb ci | asset
kind: type | case type | category | service type | 服务类型 | 类型 | 类别
channel: contact type | origin | case origin | source | 渠道 | 来源
status: incident state | state | case status | 状态 | 服务状态
priority: urgency | severity | 优先级 | 紧急程度
request: description | details | problem | 服务请求 | 问题描述 | 描述 | 内容
opened_at: opened | created | created at | created date | date | open date | sys created at | 创建时间 | 创建日期
opened_at: 报修时间 | 受理时间
created_by: opened by | sys created by | 创建人 | 受理人
owner: assigned to | assignee | agent | owner | technician | employee | 处理人 | 负责人 | 分配给
handling: resolution | solution | resolution notes | 服务处理 | 处理过程 | 解决方案
handled_by: resolved by | closed by | 解决人
handled_at: resolved at | resolved | solved at | 处理时间 | 解决时间
closed_on: closed at | closed date | closed | close date | 关闭时间 | 归档时间 | 完成日期
due_on: due date | deadline | sla due | 截止日期 | 期限
result: outcome | closed code | close code | 处理结果 | 结果
satisfaction: rating | csat | satisfaction score | 满意度
minutes: duration | time spent | 用时 | 工时
rework_count: reopen count | reopened | 返工次数
"""
_CASE_STATES = """
new: new | open | created | unassigned | 待处理 | 未处理 | 待受理 | 新创建 | 新建 | 待分配
assigned: assigned | active | in progress | awaiting user info | awaiting problem | awaiting vendor
assigned: awaiting evidence | pending | on hold | working | 待解决 | 已受理 | 跟进中 | 已分配 | 处理中 | 进行中
handled: handled | resolved | solved | 已处理 | 已解决
archived: archived | closed | done | 关闭 | 完成 | 已归档 | 已关闭 | 已完成
"""
PRIORITIES = """
low: low | 4 low | 4 | 5 planning | p4 | minor | 低 | 较低
normal: normal | medium | moderate | 3 moderate | 3 | p3 | 中 | 中等 | 正常 | 普通 | 一般
high: high | 2 high | 2 | p2 | major | important | 高 | 较高 | 重要
urgent: urgent | critical | 1 critical | 1 | p1 | 特急 | 非常紧急 | 加急 | 最高 | highest | blocker | 紧急 | 严重
"""

CASES = ImportKind(
    "cases",
    N_("Service cases"),
    declared(
        _NAMES,
        f.ImportField("external_key", N_("Case number"), f.TEXT),
        f.ImportField("subject", N_("Subject"), f.TEXT),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("product", N_("Product"), f.LINK, target="products"),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="case_kind"),
        f.ImportField("channel", N_("Channel"), f.CHOICE, target="channel"),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_CASE_STATES)),
        f.ImportField("priority", N_("Priority"), f.STATE, states=f.states(PRIORITIES)),
        f.ImportField("request", N_("Request"), f.LONG_TEXT),
        f.ImportField("opened_at", N_("Opened at"), f.MOMENT),
        f.ImportField("created_by", N_("Created by"), f.LINK, target="users"),
        f.ImportField("owner", N_("Assigned to"), f.LINK, target="users"),
        f.ImportField("handling", N_("Handling"), f.LONG_TEXT),
        f.ImportField("handled_by", N_("Handled by"), f.LINK, target="users"),
        f.ImportField("handled_at", N_("Handled at"), f.MOMENT),
        f.ImportField("closed_on", N_("Closed"), f.DATE),
        f.ImportField("due_on", N_("Due"), f.DATE),
        f.ImportField("result", N_("Result"), f.TEXT),
        f.ImportField("satisfaction", N_("Satisfaction"), f.INTEGER),
        f.ImportField("minutes", N_("Minutes"), f.INTEGER),
        f.ImportField("rework_count", N_("Sent back"), f.INTEGER),
    ),
    ("external_key",),
)
