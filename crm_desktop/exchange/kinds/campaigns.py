"""Campaigns of another system or of a plan of the year; who takes part comes by a file of its own."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
name: campaign | campaign name | title | subject | 市场活动 | 活动 | 活动名称 | 名称 | 主题
kind: type | campaign type | category | 类型 | 活动类型 | 类别
channel: medium | by | 渠道 | 活动渠道 | 方式
status: state | stage | campaign status | 状态 | 活动状态
starts_on: start | start date | from | begins | 开始日期 | 开始时间 | 起始日期
ends_on: end | end date | to | until | 结束日期 | 结束时间 | 截止日期
owner: responsible | assigned to | owner name | employee | 负责人 | 所属人 | 归属人
planned_cost: budget | budgeted cost | expected cost | 预算 | 计划费用 | 预算成本 | 预计费用
cost: actual cost | spent | expenses | 实际费用 | 实际成本 | 费用 | 花费
currency: currency code | currency iso code | 币种 | 货币
goal: aim | objective | target | 目标 | 活动目标
note: description | notes | comment | comments | remark | remarks | 备注 | 说明 | 描述
"""
_CHANNELS = """
phone: phone | calls | telephone | call | telemarketing | 电话 | 电话营销
mail: mail | email | e-mail | newsletter | 电子邮件 | 邮件
post: post | letters | letter | direct mail | 信函 | 邮寄 | 直邮
message: message | messages | sms | text message | 短信 | 消息 | 微信
in_person: in person | visit | fair | trade show | event | conference | seminar | 当面 | 展会 | 会议 | 研讨会 | 线下
other: other | others | advertisement | web | 其他 | 其它 | 广告
"""
_STATUSES = """
planned: planned | planning | draft | new | 计划中 | 已计划 | 未开始 | 策划中
running: running | in progress | active | started | 进行中 | 执行中
ended: ended | completed | complete | finished | done | closed | 已结束 | 已完成 | 结束
dropped: dropped | aborted | cancelled | canceled | 已取消 | 已中止 | 取消 | 已放弃
"""

CAMPAIGNS = ImportKind(
    "campaigns",
    N_("Campaigns"),
    declared(
        _NAMES,
        f.ImportField("name", N_("Name"), f.TEXT, required=True),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="campaign_kind"),
        f.ImportField("channel", N_("Channel"), f.STATE, states=f.states(_CHANNELS)),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_STATUSES)),
        f.ImportField("starts_on", N_("Starts"), f.DATE),
        f.ImportField("ends_on", N_("Ends"), f.DATE),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("planned_cost", N_("Planned cost"), f.MONEY),
        f.ImportField("cost", N_("Cost"), f.MONEY),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("goal", N_("Goal"), f.LONG_TEXT),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("name",),
)
