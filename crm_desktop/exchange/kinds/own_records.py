"""Records of the kinds that a company added: all are read alike, and what tells them apart are their own fields."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared
from crm_desktop.models.customising import OWN_RECORD

_NAMES = """
number: no | serial number | serial | key | id | code | asset number | 编号 | 序列号 | 编码 | 资产编号
name: title | designation | model | product | description | label | 名称 | 型号 | 标题
customer: account | account name | company | company name | customer name | client | firm
customer: customer number | 客户 | 客户名称 | 公司
owner: assigned to | responsible | sales rep | salesperson | account manager | 负责人 | 业务员 | 客户经理
created_on: created | create date | created date | date | 创建时间 | 创建日期 | 登记日期
note: notes | remark | remarks | comment | comments | memo | 备注 | 说明
"""

OWN_RECORDS = ImportKind(
    OWN_RECORD,
    N_("Own records"),
    declared(
        _NAMES,
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("name", N_("Name"), f.TEXT, required=True),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("created_on", N_("Created"), f.DATE),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("number", "name"),
)
