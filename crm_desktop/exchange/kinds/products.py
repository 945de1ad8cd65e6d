"""Products and their prices."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
name: product | product name | item | item name | article | description | goods | 产品 | 产品名称 | 商品名称 | 品名
name: 名称 | 货品名称
code: sku | product code | item code | article number | part number | item no | 产品编号 | 产品编码 | 货号 | 商品编码
code: 编号
external_key: product id | item id | id | external id | key | guid | uuid | record id | 编码 | 外部编号 | 系统编号
category: series | category | category name | category id | product line | family | product family | group | type
category: 类别 | 分类 | 系列 | 产品类别 | 产品线 | 品类
model: model no | model number | specification | spec | 型号 | 规格 | 规格型号
grade: grade | batch | lot | 等级 | 批次 | 等级批次
unit: quantity per unit | unit of measure | uom | 单位 | 计量单位
list_price: sales price | unit price | price | list price | retail price | msrp | selling price | 单价 | 价格 | 标价
list_price: 售价 | 销售价 | 报价 | 建议零售价
floor_price: floor price | minimum price | lowest price | 底价 | 最低价 | 最低售价
unit_cost: cost | cost price | purchase price | standard cost | 成本 | 成本价 | 单位成本 | 采购价 | 进价
currency: currency | currency code | currency iso code | 币种 | 货币
tax_rate: tax | vat | vat rate | 税率
is_active: active | is active | available | 在售 | 是否在售 | 启用
discontinued: discontinued | inactive | obsolete | 停产 | 停售 | 已停产
note: notes | note | remarks | remark | comment | comments | memo | 备注 | 说明 | 备注2 | 附注
"""

PRODUCTS = ImportKind(
    "products",
    N_("Products"),
    declared(
        _NAMES,
        f.ImportField("name", N_("Name"), f.TEXT, required=True),
        f.ImportField("code", N_("Code"), f.TEXT),
        f.ImportField("external_key", N_("Key in the other system"), f.TEXT),
        f.ImportField("category", N_("Category"), f.LINK, target="categories"),
        f.ImportField("model", N_("Model"), f.TEXT),
        f.ImportField("grade", N_("Grade or batch"), f.TEXT),
        f.ImportField("unit", N_("Unit"), f.TEXT),
        f.ImportField("list_price", N_("List price"), f.PRICE),
        f.ImportField("floor_price", N_("Floor price"), f.PRICE),
        f.ImportField("unit_cost", N_("Unit cost"), f.PRICE),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("tax_rate", N_("Tax rate"), f.SHARE),
        f.ImportField("is_active", N_("Offered"), f.FLAG),
        f.ImportField("discontinued", N_("Discontinued"), f.FLAG),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("code", "external_key", "name"),
)
