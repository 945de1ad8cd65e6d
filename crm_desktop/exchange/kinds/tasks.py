"""Tasks: what is to be done, and what was done of it."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared
from crm_desktop.exchange.kinds.cases import PRIORITIES

_NAMES = """
subject: task | to do | todo | task name | summary | title | what | 主题 | 任务 | 任务名称 | 待办 | 待办事项 | 标题
due_at: due | due date | due on | deadline | date | planned for | when | activity date | 到期 | 到期日 | 截止日期
due_at: 截止时间 | 计划日期 | 计划时间 | 日期 | 时间
kind: type | task type | category | activity type | 类型 | 方式 | 类别
priority: urgency | importance | 优先级 | 紧急程度 | 重要程度
status: state | task status | done | completed | 状态 | 任务状态 | 完成情况
owner: assigned to | assignee | responsible | owner | owner name | sales rep | agent | user | employee | 负责人
owner: 执行人 | 分配给 | 业务员 | 处理人
customer: account | account name | company | company name | customer name | client | customer id | account id
customer: organization | organisation | firm | related customer | related to | account number | 客户 | 客户名称
customer: 公司 | 公司名称 | 单位名称 | 客户编号 | 所属客户 | 单位
contact: contact person | contact name | contact id | who | 联系人 | 联系人姓名 | 客户联系人
opportunity: deal | opportunity id | opportunity name | 商机 | 销售机会
minutes: duration | duration minutes | planned minutes | 时长 | 分钟 | 用时
place: location | venue | where | 地点 | 地址
detail: details | description | body | text | notes | comments | content | 内容 | 详细信息 | 详情 | 描述 | 备注
done_on: completed on | completion date | done date | finished on | date completed | 完成日期 | 完成时间
result: outcome | 结果 | 完成结果
"""
_STATES = """
open: open | not started | in progress | planned | pending | new | waiting | deferred | no | 待办 | 未完成 | 未开始
open: 进行中 | 计划中 | 待处理 | 否
done: done | completed | complete | finished | closed | yes | 已完成 | 完成 | 已办 | 是
dropped: dropped | cancelled | canceled | abandoned | 已放弃 | 放弃 | 已取消 | 取消
"""

TASKS = ImportKind(
    "tasks",
    N_("Tasks"),
    declared(
        _NAMES,
        f.ImportField("subject", N_("Subject"), f.TEXT, required=True),
        f.ImportField("due_at", N_("Due"), f.MOMENT, required=True),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="interaction_kind"),
        f.ImportField("priority", N_("Priority"), f.STATE, states=f.states(PRIORITIES)),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_STATES)),
        f.ImportField("owner", N_("Assigned to"), f.LINK, target="users"),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("opportunity", N_("Opportunity"), f.LINK, target="opportunities"),
        f.ImportField("minutes", N_("Minutes"), f.INTEGER),
        f.ImportField("place", N_("Place"), f.TEXT),
        f.ImportField("detail", N_("Detail"), f.LONG_TEXT),
        f.ImportField("done_on", N_("Done on"), f.DATE),
        f.ImportField("result", N_("Result"), f.TEXT),
    ),
    (),
)
