"""Opportunities: deals with their products."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
external_key: opportunity id | deal id | deal number | id | external id | key | guid | uuid | record id | 编码
external_key: 外部编号 | 系统编号
number: opportunity number | opportunity no | 商机编号 | 编号
name: opportunity name | opportunity | deal | deal name | title | subject | 商机名称 | 商机 | 机会名称 | 项目名称
name: 项目 | 概要
customer: account | account name | company | company name | customer | customer name | client | customer id
customer: account id | organization | organisation | firm | related customer | account number | 客户 | 客户名称 | 公司
customer: 公司名称 | 单位名称 | 客户编号 | 所属客户 | 单位
contact: contact person | contact name | contact id | who | who contact email | 联系人 | 联系人姓名 | 客户联系人
owner: sales agent | sales rep | salesperson | sales person | rep | agent | owner | owner name | account manager
owner: account owner | assigned to | responsible | employee id | employee | seller | owner id | owner user username
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 跟进人 | 所属人 | 归属人 | 业务代表 | 销售代表
product: product name | item | item name | sku | article | product id | product code | goods | part number | 产品
product: 产品名称 | 商品 | 商品名称 | 货品 | 物料 | 产品编号 | 型号名称
quantity: qty | units | 数量
unit_price: price each | 单价
stage: deal stage | sales stage | stage name | status | phase | 阶段 | 销售阶段 | 商机阶段 | 状态
amount: close value | value | deal value | deal size | price | total | revenue | expected amount | 金额 | 预计金额
amount: 商机金额 | 成交金额 | 合同金额 | 预计销售额
currency: currency | currency code | currency iso code | 币种 | 货币
probability: probability percent | win probability | chance | 成功率 | 概率 | 赢单率 | 成功几率 | 可能性
opened_on: engage date | created date | create date | open date | start date | created | 创建日期 | 创建时间
opened_on: 开始日期 | 接触日期
expected_close_on: expected close date | expected closing | forecast date | 预计成交日期 | 预计成交时间 | 预计签单日期
expected_close_on: 预计结束日期
closed_on: close date | closing date | closed date | won date | end date | 成交日期 | 结束日期 | 关闭日期 | 签单日期
reason: loss reason | lost reason | win reason | won lost reason | 输单原因 | 丢单原因 | 赢单原因 | 原因
competitor: main competitor | competitors | main competitors | 竞争对手
source: lead source | origin | 来源 | 商机来源
next_step: next action | 下一步
next_step_on: next step date | follow up date | 下次跟进时间
note: description | notes | note | remarks | remark | comment | comments | memo | 备注 | 说明 | 备注2 | 附注
"""

OPPORTUNITIES = ImportKind(
    "opportunities",
    N_("Opportunities"),
    declared(
        _NAMES,
        f.ImportField("external_key", N_("Key in the other system"), f.TEXT),
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("name", N_("Name"), f.TEXT),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contact", N_("Contact"), f.LINK, target="contacts"),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("product", N_("Product"), f.LINK, target="products", part=f.LINE),
        f.ImportField("quantity", N_("Quantity"), f.NUMBER, part=f.LINE),
        f.ImportField("unit_price", N_("Unit price"), f.PRICE, part=f.LINE),
        f.ImportField("stage", N_("Stage"), f.LINK, target="stages"),
        f.ImportField("amount", N_("Amount"), f.MONEY),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("probability", N_("Probability"), f.SHARE),
        f.ImportField("opened_on", N_("Opened"), f.DATE),
        f.ImportField("expected_close_on", N_("Expected close"), f.DATE),
        f.ImportField("closed_on", N_("Closed"), f.DATE),
        f.ImportField("reason", N_("Reason"), f.CHOICE, target="deal_reason"),
        f.ImportField("competitor", N_("Competitor"), f.TEXT),
        f.ImportField("source", N_("Source"), f.CHOICE, target="source"),
        f.ImportField("next_step", N_("Next step"), f.TEXT),
        f.ImportField("next_step_on", N_("Next step on"), f.DATE),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("external_key", "number", "name"),
)
