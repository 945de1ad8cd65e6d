"""Customers, with their main contact when it stands in the same row."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
name: account | account name | company | company name | customer | customer name | client | client name | organization
name: organisation | firm | facility name | business name | provider name | your company | 客户名称 | 客户 | 公司名称
name: 公司 | 单位名称 | 企业名称 | 客户全称 | 名称
short_name: abbreviation | nickname | alias | 简称 | 客户简称
number: customer number | customer no | account number | account num | client number | 客户编号 | 客户号 | 编号
external_key: customer id | account id | company id | client id | unique id | oracle id | rec id | provider num
external_key: provider number | cik | master id | id | external id | key | guid | uuid | record id | 编码 | 外部编号
external_key: 系统编号
kind: customer type | account type | type | record type | 客户类型 | 类型 | 客户性质
parent: subsidiary of | parent | parent account | parent company | holding | belongs to | parent id | 母公司
parent: 上级公司 | 所属集团 | 上级单位
owner: sales agent | sales rep | salesperson | sales person | rep | agent | owner | owner name | account manager
owner: account owner | assigned to | responsible | employee id | employee | seller | owner id | owner user username
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 跟进人 | 所属人 | 归属人 | 业务代表 | 销售代表
level: grade | class | tier | rating | customer level | abc | 级别 | 等级 | 客户级别 | 客户等级
region: sales region | territory | regional office | area | 大区 | 区域 | 地区 | 片区
industry: sector | branch | vertical | line of business | cuisine | hospital type | 行业 | 所属行业 | 行业类别
source: lead source | account source | origin | channel | 来源 | 客户来源
lifecycle: lifecycle stage | life cycle | 生命周期 | 客户阶段
size: company size | size class | 规模 | 企业规模
status: customer status | account status | 状态 | 客户状态
tags: tag | labels | keywords | 标签
satisfaction: satisfaction score | 满意度
credit: credit rating | credit | 信用度 | 信用等级 | 信用
country: office location | billing country | country region | nation | work country | 国家 | 国家地区
province: state | province | region | billing state | state province | county | county name | work state
province: provider state | 省 | 省份 | 州
city: town | billing city | suburb | work city | provider city | 市 | 城市
district: borough | 区 | 区县 | 县
address: street | street address | billing street | address line 1 | billing address | address 1 | work address
address: provider street address | 地址 | 详细地址 | 公司地址 | 通讯地址 | 联系地址
postcode: postal code | zip | zip code | billing postal code | billing zip | work zipcode | provider zip code | 邮编
postcode: 邮政编码
phone: telephone | tel | phone number | contact number | main phone | work phone | 电话 | 联系电话 | 电话号码
phone: 公司电话 | 固定电话 | 座机 | 手机
fax: fax number | telefax | 传真 | 传真号
email: email | mail | email address | primary email | 邮箱 | 电子邮箱 | 邮件 | 电子邮件
website: web | url | homepage | web site | web page | web page 1 | 网址 | 网站 | 官网 | 主页
contact_name: contact name | contact | contact person | main contact | 联系人 | 主要联系人 | 联系人姓名
contact_title: contact title | contact position | 联系人职务 | 联系人职位
contact_phone: contact phone | contact mobile | mobile | mobile phone | 联系人电话 | 联系人手机
contact_email: contact email | 联系人邮箱
tax_number: vat number | tax id | ein | unified social credit code | 统一信用代码 | 统一社会信用代码 | 社会信用代码
tax_number: 税号 | 地税登记号 | 纳税人识别号
national_tax_number: 国税登记号 | 国税号
licence_number: licence number | license number | registration number | company number | 营业执照号 | 营业执照注册号
licence_number: 注册号
legal_person: legal representative | ceo | 法人 | 法定代表人 | 法人代表
registered_capital: capital | share capital | 注册资金 | 注册资本
annual_turnover: revenue | annual revenue | turnover | sales volume | yearly turnover | annualrevenue | 年营业额
annual_turnover: 年销售额 | 营业额 | 年营收
annual_demand: annual value | annual spend | yearly purchases | annual purchase | 年采购额 | 年采购量 | 采购额
annual_demand: 年度采购额
employees: number of employees | num employees | numemp | headcount | staff | 员工数 | 员工人数 | 人数
founded_year: year established | founded | year founded | established | year started | 成立年份 | 成立时间 | 创立年份
bank: bank name | 开户银行 | 开户行
bank_account: account no | iban | bank account number | 银行账号 | 账号 | 帐号
credit_limit: credit line | 信用额度 | 授信额度
currency: currency | currency code | currency iso code | 币种 | 货币
last_contact_on: last visit | last visited | last contacted | last activity | 最后拜访 | 最近拜访 | 最后联系
last_contact_on: 最近联系 | 最后跟进 | 上次拜访
created_on: created date | created | create date | customer since | since | 创建时间 | 创建日期 | 建档日期
note: description | notes | note | remarks | remark | comment | comments | memo | 备注 | 说明 | 备注2 | 附注
is_opted_out: opted out | opt out | no marketing | no advertising | unsubscribed | 拒绝营销 | 拒绝广告 | 退订
no_phone: do not call | no calls | no phone | 请勿来电 | 拒绝来电 | 不打电话
no_mail: do not email | do not e mail | no emails | no e mails | email opt out | has opted out of email | 拒绝邮件
no_post: do not mail | no letters | no post | 拒绝信件 | 拒绝邮寄
no_message: do not text | no messages | no sms | 拒绝短信 | 拒绝消息
"""
_CUSTOMER_KINDS = """
company: company | business | enterprise | organization | account | 公司 | 企业 | 单位
company: customer | prospect | customer direct | customer channel | installation partner | technology partner | other
distributor: channel partner reseller | reseller
distributor: distributor | wholesaler | dealer | 经销商 | 分销商 | 代理商 | 批发商
retailer: retailer | shop | store | 零售商 | 门店 | 终端
consumer: consumer | person | individual | private | 个人 | 消费者 | 个人客户
"""
_CUSTOMER_STATUS = """
normal: normal | active | customer | 正常 | 有效 | 合作中
lost: lost | churned | inactive | 已流失 | 流失
"""

CUSTOMERS = ImportKind(
    "customers",
    N_("Customers"),
    declared(
        _NAMES,
        f.ImportField("name", N_("Name"), f.TEXT, required=True),
        f.ImportField("short_name", N_("Short name"), f.TEXT),
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("external_key", N_("Key in the other system"), f.TEXT),
        f.ImportField("kind", N_("Kind"), f.STATE, states=f.states(_CUSTOMER_KINDS)),
        f.ImportField("parent", N_("Parent company"), f.LINK, target="customers"),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("level", N_("Level"), f.CHOICE, target="level"),
        f.ImportField("region", N_("Region"), f.CHOICE, target="region"),
        f.ImportField("industry", N_("Industry"), f.CHOICE, target="industry"),
        f.ImportField("source", N_("Source"), f.CHOICE, target="source"),
        f.ImportField("lifecycle", N_("Lifecycle"), f.CHOICE, target="lifecycle"),
        f.ImportField("size", N_("Size"), f.CHOICE, target="size"),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_CUSTOMER_STATUS)),
        f.ImportField("tags", N_("Tags"), f.TAGS),
        f.ImportField("satisfaction", N_("Satisfaction"), f.INTEGER),
        f.ImportField("credit", N_("Credit grade"), f.INTEGER),
        f.ImportField("country", N_("Country"), f.TEXT),
        f.ImportField("province", N_("Province or state"), f.TEXT, beside=("city", "postcode")),
        f.ImportField("city", N_("City"), f.TEXT),
        f.ImportField("district", N_("District"), f.TEXT),
        f.ImportField("address", N_("Address"), f.TEXT),
        f.ImportField("postcode", N_("Postcode"), f.TEXT),
        f.ImportField("phone", N_("Phone"), f.PHONE),
        f.ImportField("fax", N_("Fax"), f.PHONE),
        f.ImportField("email", N_("E-mail"), f.EMAIL),
        f.ImportField("website", N_("Website"), f.URL),
        f.ImportField("contact_name", N_("Contact"), f.TEXT),
        f.ImportField("contact_title", N_("Job title of the contact"), f.TEXT),
        f.ImportField("contact_phone", N_("Phone of the contact"), f.PHONE),
        f.ImportField("contact_email", N_("E-mail of the contact"), f.EMAIL),
        f.ImportField("tax_number", N_("Tax number"), f.TEXT),
        f.ImportField("national_tax_number", N_("National tax number"), f.TEXT),
        f.ImportField("licence_number", N_("Business licence number"), f.TEXT),
        f.ImportField("legal_person", N_("Legal person"), f.TEXT),
        f.ImportField("registered_capital", N_("Registered capital"), f.MONEY),
        f.ImportField("annual_turnover", N_("Annual turnover"), f.MONEY),
        f.ImportField("annual_demand", N_("Yearly purchases"), f.MONEY),
        f.ImportField("employees", N_("Employees"), f.INTEGER),
        f.ImportField("founded_year", N_("Founded in"), f.YEAR),
        f.ImportField("bank", N_("Bank"), f.TEXT),
        f.ImportField("bank_account", N_("Bank account"), f.TEXT),
        f.ImportField("credit_limit", N_("Credit limit"), f.MONEY),
        f.ImportField("currency", N_("Currency"), f.CURRENCY),
        f.ImportField("last_contact_on", N_("Last contact"), f.DATE),
        f.ImportField("created_on", N_("Created"), f.DATE),
        f.ImportField("is_opted_out", N_("No advertising"), f.FLAG),
        f.ImportField("no_phone", N_("No calls"), f.FLAG),
        f.ImportField("no_mail", N_("No e-mails"), f.FLAG),
        f.ImportField("no_post", N_("No letters"), f.FLAG),
        f.ImportField("no_message", N_("No messages"), f.FLAG),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("external_key", "number", "tax_number", "name"),
)
