"""Receipts: money that came in for a contract, an order or neither."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
number: receipt number | receipt no | payment number | payment id | receipt id | voucher | reference | id | 收款编号
number: 回款编号 | 收款单号 | 凭证号 | 编号 | 流水号
paid_on: paid | payment date | receipt date | received on | date | booking date | value date | 收款日期 | 回款日期
paid_on: 到账日期 | 付款日期 | 日期 | 入账日期
amount: paid amount | received | receipt amount | payment amount | sum | 金额 | 收款金额 | 回款金额 | 到账金额
currency: currency code | 币种 | 货币
customer: account | account name | company | company name | customer name | client | customer id | payer | paid by
customer: account number | firm | 客户 | 客户名称 | 公司 | 公司名称 | 单位名称 | 客户编号 | 付款单位 | 付款人
contract: contract number | contract no | agreement | 合同 | 合同编号 | 合同号
order: order number | order no | order id | sales order | 订单 | 订单编号 | 订单号 | 销售订单
method: payment method | paid with | means of payment | 付款方式 | 收款方式 | 支付方式 | 回款方式 | 结算方式
note: notes | comment | remark | remarks | purpose | 备注 | 摘要 | 用途 | 说明
"""

RECEIPTS = ImportKind(
    "receipts",
    N_("Receipts"),
    declared(
        _NAMES,
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("paid_on", N_("Paid on"), f.DATE, required=True),
        f.ImportField("amount", N_("Amount"), f.MONEY, required=True),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contract", N_("Contract"), f.LINK, target="contracts"),
        f.ImportField("order", N_("Order"), f.LINK, target="orders"),
        f.ImportField("method", N_("Method"), f.TEXT),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("number",),
)
