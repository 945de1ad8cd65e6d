"""Orders, whose lines stand in the same file or in one of their own."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
external_key: order id | order | order no | order number | order num | order ref | purchase order | po number
external_key: invoice no | invoice number | 订单编号 | 订单号 | 订单 | 单号 | 合同编号
customer: account | account name | company | company name | customer | customer name | client | customer id
customer: account id | organization | organisation | firm | related customer | account number | 客户 | 客户名称 | 公司
customer: 公司名称 | 单位名称 | 客户编号 | 所属客户 | 单位 | name | id | master id
owner: sales agent | sales rep | salesperson | sales person | rep | agent | owner | owner name | account manager
owner: account owner | assigned to | responsible | employee id | employee | seller | owner id | owner user username
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 跟进人 | 所属人 | 归属人 | 业务代表 | 销售代表
ordered_on: order date | date | purchase date | invoice date | ordered at | 下单日期 | 订单日期 | 日期 | 下单时间
ordered_on: 签订日期
required_on: required date | delivery date | due date | 要求日期 | 交货日期 | 交期
shipped_on: shipped date | ship date | dispatch date | 发货日期 | 出货日期
status: order status | state | 订单状态 | 状态
payment_state: payment status | paid | payment state | 回款状态 | 付款状态 | 支付状态
paid_on: payment date | paid date | 回款日期 | 付款日期
freight: shipping | shipping cost | postage | 运费
tax: vat | tax amount | 税额
total: order total | amount | total amount | grand total | dollars | sales | revenue | 订单金额 | 总金额 | 总额 | 合计
currency: currency | currency code | currency iso code | 币种 | 货币
delivery_name: ship name | ship to | recipient | consignee | 收货人 | 收货单位
delivery_address: ship address | shipping address | 送货地址 | 收货地址
delivery_city: ship city | shipping city | 收货城市
delivery_province: ship region | ship state | shipping state | 收货省份
delivery_postcode: ship postal code | ship zip | 收货邮编
delivery_country: ship country | shipping country | 收货国家
opportunity: deal | opportunity id | 商机
product: product name | item | item name | sku | article | product id | product code | goods | part number | 产品
product: 产品名称 | 商品 | 商品名称 | 货品 | 物料 | 产品编号 | 型号名称
quantity: qty | amount ordered | units | pieces | cds | 数量 | 件数
unit_price: price | sales price | price each | 单价 | 价格
discount: discount percent | rebate | 折扣 | 折扣率
line_total: ext price | extended price | line total | subtotal | line amount | 金额 | 小计 | 行金额
unit_cost: cost | cost price | 成本 | 成本价 | 单位成本
unit: uom | unit of measure | 单位 | 计量单位
note: description | notes | note | remarks | remark | comment | comments | memo | 备注 | 说明 | 备注2 | 附注
"""
_ORDER_STATUS = """
placed: placed | open | new | confirmed | pending | processing | 待处理 | 处理中 | 已确认 | 已下单 | 待发货 | 未发货
shipped: shipped | delivered | complete | completed | closed | 已出货 | 已交货 | 已收货 | 已发货 | 已完成 | 已签收
cancelled: cancelled | canceled | void | 已取消 | 作废
"""
_PAYMENT_STATES = """
unpaid: unpaid | open | not paid | outstanding | no | n | false | 未回款 | 否 | 未收款 | 未支付 | 未付款
partly_paid: partly paid | partial | partially paid | 部分回款 | 部分收款 | 部分付款 | 部分支付
paid: paid | settled | paid in full | fully paid | yes | y | true | 已回款 | 是 | 已收款 | 已结清 | 已付清 | 全部付款
paid: 已支付 | 已付款 | 付清
"""

ORDERS = ImportKind(
    "orders",
    N_("Orders"),
    declared(
        _NAMES,
        f.ImportField("external_key", N_("Order number"), f.TEXT, required=True),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("ordered_on", N_("Ordered"), f.DATE),
        f.ImportField("required_on", N_("Required"), f.DATE),
        f.ImportField("shipped_on", N_("Shipped"), f.DATE),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_ORDER_STATUS)),
        f.ImportField("payment_state", N_("Payment"), f.STATE, states=f.states(_PAYMENT_STATES)),
        f.ImportField("paid_on", N_("Paid on"), f.DATE),
        f.ImportField("freight", N_("Freight"), f.MONEY),
        f.ImportField("tax", N_("Tax"), f.MONEY),
        f.ImportField("total", N_("Order total"), f.MONEY),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("delivery_name", N_("Deliver to"), f.TEXT),
        f.ImportField("delivery_address", N_("Delivery address"), f.TEXT),
        f.ImportField("delivery_city", N_("Delivery city"), f.TEXT),
        f.ImportField("delivery_province", N_("Delivery province or state"), f.TEXT),
        f.ImportField("delivery_postcode", N_("Delivery postcode"), f.TEXT),
        f.ImportField("delivery_country", N_("Delivery country"), f.TEXT),
        f.ImportField("opportunity", N_("Opportunity"), f.LINK, target="opportunities"),
        f.ImportField("product", N_("Product"), f.LINK, target="products", part=f.LINE),
        f.ImportField("quantity", N_("Quantity"), f.NUMBER, part=f.LINE),
        f.ImportField("unit_price", N_("Unit price"), f.PRICE, part=f.LINE),
        f.ImportField("discount", N_("Discount"), f.SHARE, part=f.LINE),
        f.ImportField("line_total", N_("Net amount of the line"), f.MONEY, part=f.LINE),
        f.ImportField("unit_cost", N_("Unit cost"), f.PRICE, part=f.LINE),
        f.ImportField("unit", N_("Unit"), f.TEXT, part=f.LINE),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("external_key",),
)
