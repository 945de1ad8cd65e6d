"""Events of service cases, as other systems log them: every row is the state of a case from a moment on."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared
from crm_desktop.exchange.kinds.cases import PRIORITIES

_NAMES = """
external_key: number | case number | case id | ticket | ticket id | ticket number | incident | incident number
external_key: incident id | 服务编号 | 工单号 | 单号 | 编号 | 外部编号 | 系统编号
changed_at: changed at | changed | event time | event at | timestamp | updated | updated at | sys updated at
changed_at: last updated | modified | time | date | 变更时间 | 更新时间 | 事件时间 | 时间 | 操作时间
sequence: sequence | event number | event no | step | sys mod count | updates | 序号 | 版本
status: incident state | state | case status | new state | to status | event | 状态 | 服务状态 | 新状态
subject: summary | title | short description | u symptom | symptom | outline | 主题 | 概要 | 标题 | 服务概要
customer: account | account name | company | company name | customer | customer name | client | customer id
customer: organization | organisation | firm | 客户 | 客户名称 | 公司 | 公司名称 | 单位名称 | 客户编号
customer: caller | caller id | requester | reported by | 报修单位
contact: contact person | contact name | contact id | 联系人 | 联系人姓名 | 客户联系人
product: product name | item | sku | article | product id | product code | 产品 | 产品名称 | 商品 | 产品编号
product: cmdb ci | asset
kind: type | case type | category | service type | 服务类型 | 类型 | 类别
channel: contact type | origin | case origin | source | 渠道 | 来源
priority: urgency | severity | 优先级 | 紧急程度
request: description | details | problem | 服务请求 | 问题描述 | 描述 | 内容
opened_at: opened | created | created at | open date | sys created at | 创建时间 | 创建日期 | 报修时间 | 受理时间
created_by: opened by | sys created by | 创建人 | 受理人
owner: assigned to | assignee | agent | owner | technician | employee | 处理人 | 负责人 | 分配给
handling: resolution | solution | resolution notes | 服务处理 | 处理过程 | 解决方案
handled_by: resolved by | 解决人
handled_at: resolved at | resolved | solved at | 处理时间 | 解决时间
closed_at: closed at | closed date | closed | close date | 关闭时间 | 归档时间 | 完成日期
within_limit: made sla | sla met | within sla | limit kept | 按时 | 达标 | 是否达标 | 未超时
result: outcome | closed code | close code | 处理结果 | 结果
satisfaction: rating | csat | satisfaction score | 满意度
"""
_STATES = """
new: new | open | created | unassigned | reopened | 待处理 | 未处理 | 待受理 | 新创建 | 新建 | 待分配 | 重新打开
assigned: assigned | 已分配 | 已派单 | 待解决
in_progress: active | in progress | working | work in progress | awaiting problem | 处理中 | 进行中 | 跟进中 | 已受理
waiting_customer: awaiting user info | awaiting evidence | pending | on hold | waiting | awaiting customer | 等待客户
waiting_customer: waiting for customer | awaiting user | 等待用户 | 挂起 | 等待
waiting_supplier: awaiting vendor | waiting for supplier | awaiting supplier | 等待供应商 | 等待厂商
handled: handled | resolved | solved | 已处理 | 已解决
archived: archived | closed | done | 关闭 | 完成 | 已归档 | 已关闭 | 已完成
"""

CASE_EVENTS = ImportKind(
    "case_events",
    N_("Events of service cases"),
    declared(
        _NAMES,
        f.ImportField("external_key", N_("Case number"), f.TEXT, required=True),
        f.ImportField("changed_at", N_("Time of the event"), f.MOMENT, required=True),
        f.ImportField("sequence", N_("Number of the event"), f.INTEGER),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_STATES), required=True),
        f.ImportField("subject", N_("Subject"), f.TEXT),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("product", N_("Product"), f.LINK, target="products"),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="case_kind"),
        f.ImportField("channel", N_("Channel"), f.CHOICE, target="channel"),
        f.ImportField("priority", N_("Priority"), f.STATE, states=f.states(PRIORITIES)),
        f.ImportField("request", N_("Request"), f.LONG_TEXT),
        f.ImportField("opened_at", N_("Opened at"), f.MOMENT),
        f.ImportField("created_by", N_("Created by"), f.LINK, target="users"),
        f.ImportField("owner", N_("Assigned to"), f.LINK, target="users"),
        f.ImportField("handling", N_("Handling"), f.LONG_TEXT),
        f.ImportField("handled_by", N_("Handled by"), f.LINK, target="users"),
        f.ImportField("handled_at", N_("Handled at"), f.MOMENT),
        f.ImportField("closed_at", N_("Closed"), f.MOMENT),
        f.ImportField("within_limit", N_("Limit kept"), f.FLAG),
        f.ImportField("result", N_("Result"), f.TEXT),
        f.ImportField("satisfaction", N_("Satisfaction"), f.INTEGER),
    ),
    ("external_key",),
    is_log_of="cases",
)
