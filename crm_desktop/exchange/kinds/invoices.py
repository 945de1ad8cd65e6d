"""Invoices that were issued elsewhere: of a contract, an order or a customer; credit notes are below 0."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
number: invoice number | invoice no | invoice | invoice id | document number | id | 发票号码 | 发票号 | 发票编号 | 编号
issued_on: issue date | invoice date | date | document date | 开票日期 | 发票日期 | 日期
amount: invoice amount | gross | gross amount | total | total amount | sum | 金额 | 发票金额 | 开票金额 | 含税金额
amount: 价税合计
tax: tax amount | vat | vat amount | 税额
currency: currency code | currency iso code | 币种 | 货币
customer: account | account name | company | company name | customer name | client | customer id | bill to
customer: account number | firm | 客户 | 客户名称 | 公司 | 公司名称 | 单位名称 | 客户编号 | 购买方 | 购方
contract: contract number | contract no | agreement | 合同 | 合同编号 | 合同号
order: order number | order no | order id | sales order | 订单 | 订单编号 | 订单号 | 销售订单
kind: type | invoice type | invoice kind | 类型 | 发票类型 | 发票种类 | 票种
status: state | invoice status | 状态 | 发票状态
voided_on: void date | cancelled on | 作废日期
corrects: corrected invoice | credit note of | original invoice | 原发票 | 原发票号码 | 蓝字发票
heading: title | bill to name | 抬头 | 发票抬头
tax_number: vat id | vat number | tax id | 税号 | 纳税人识别号 | 统一社会信用代码
owner: sales agent | sales rep | salesperson | owner name | account manager | assigned to | responsible | employee
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 所属人 | 归属人
note: notes | comment | comments | remark | remarks | 备注 | 说明
"""
_KINDS = """
special: special | special vat invoice | vat special | 专票 | 专用发票 | 增值税专用发票 | 增值税专票
ordinary: ordinary | ordinary vat invoice | vat ordinary | 普票 | 普通发票 | 增值税普通发票 | 增值税普票
commercial: commercial | commercial invoice | proforma | 商业发票 | 形式发票
"""
_STATUSES = """
issued: issued | valid | valid invoice | sent | open | paid | posted | 有效 | 已开 | 已开具 | 正常
void: void | voided | cancelled | canceled | invalid | 作废 | 已作废
"""

INVOICES = ImportKind(
    "invoices",
    N_("Invoices"),
    declared(
        _NAMES,
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("issued_on", N_("Issued"), f.DATE),
        f.ImportField("amount", N_("Amount with tax"), f.MONEY, required=True),
        f.ImportField("tax", N_("Tax"), f.MONEY),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("contract", N_("Contract"), f.LINK, target="contracts"),
        f.ImportField("order", N_("Order"), f.LINK, target="orders"),
        f.ImportField("kind", N_("Kind"), f.STATE, states=f.states(_KINDS)),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_STATUSES)),
        f.ImportField("voided_on", N_("Voided"), f.DATE),
        f.ImportField("corrects", N_("Corrects"), f.LINK, target="invoices"),
        f.ImportField("heading", N_("Invoice title"), f.TEXT),
        f.ImportField("tax_number", N_("Tax number"), f.TEXT),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("number",),
)
