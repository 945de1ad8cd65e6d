"""Contacts: people at customers."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
name: full name | contact name | contact | display name | person | 姓名 | 联系人 | 联系人姓名 | 名字
first_name: given name | forename | firstname | 名
last_name: surname | family name | lastname | 姓
external_key: contact id | rec id | id | external id | key | guid | uuid | record id | 编码 | 外部编号 | 系统编号
customer: account | account name | company | company name | customer | customer name | client | customer id
customer: account id | organization | organisation | firm | related customer | account number | 客户 | 客户名称 | 公司
customer: 公司名称 | 单位名称 | 客户编号 | 所属客户 | 单位
job_title: title | position | contact title | job | 职务 | 职位 | 岗位
department: dept | division | 部门
salutation: title of courtesy | prefix | 称呼
sex: gender | 性别
born_on: birth date | birthdate | date of birth | dob | 生日 | 出生日期
mobile: mobile phone | mobile number | cell | cell phone | 手机 | 手机号 | 手机号码 | 移动电话
phone: telephone | tel | work phone | office phone | business phone | phone number | contact number | 电话 | 办公电话
phone: 联系电话 | 座机
home_phone: private phone | 家庭电话
fax: fax number | 传真
email: email | mail | email address | primary email | work email | 邮箱 | 电子邮箱 | 电子邮件
email2: secondary email | private email | email 2 | other email | 备用邮箱
messenger: wechat | weixin | qq | skype | screen name | 微信 | 微信号
website: web page 1 | web page | url | 网址 | 主页
is_main: primary | main | primary contact | 主要联系人 | 是否主要 | 首要联系人
buying_role: decision role | 决策角色 | 角色
owner: sales agent | sales rep | salesperson | sales person | rep | agent | owner | owner name | account manager
owner: account owner | assigned to | responsible | employee id | employee | seller | owner id | owner user username
owner: 业务员 | 销售员 | 销售 | 客户经理 | 负责人 | 跟进人 | 所属人 | 归属人 | 业务代表 | 销售代表
address: home address | street | work address | mailing street | address 1 | 地址 | 联系地址
city: home city | work city | mailing city | suburb | 城市
province: home state | work state | state | mailing state | 省份
postcode: home zipcode | work zipcode | zip | postal code | 邮编
country: home country | work country | mailing country | 国家
note: notes | note | remarks | remark | comment | comments | memo | 备注 | 说明 | 备注2 | 附注
is_opted_out: opted out | opt out | no marketing | no advertising | unsubscribed | 拒绝营销 | 拒绝广告 | 退订
no_phone: do not call | no calls | no phone | 请勿来电 | 拒绝来电 | 不打电话
no_mail: do not email | do not e mail | no emails | no e mails | email opt out | has opted out of email | 拒绝邮件
no_post: do not mail | no letters | no post | 拒绝信件 | 拒绝邮寄
no_message: do not text | no messages | no sms | 拒绝短信 | 拒绝消息
"""
_SEXES = """
male: male | m | 男 | 先生
female: female | f | 女 | 女士
"""

CONTACTS = ImportKind(
    "contacts",
    N_("Contacts"),
    declared(
        _NAMES,
        f.ImportField("name", N_("Name"), f.TEXT),
        f.ImportField("first_name", N_("First name"), f.TEXT),
        f.ImportField("last_name", N_("Last name"), f.TEXT),
        f.ImportField("external_key", N_("Key in the other system"), f.TEXT),
        f.ImportField("customer", N_("Customer"), f.LINK, target="customers"),
        f.ImportField("job_title", N_("Job title"), f.TEXT),
        f.ImportField("department", N_("Department"), f.TEXT),
        f.ImportField("salutation", N_("Salutation"), f.TEXT),
        f.ImportField("sex", N_("Sex"), f.STATE, states=f.states(_SEXES)),
        f.ImportField("born_on", N_("Birthday"), f.DATE),
        f.ImportField("mobile", N_("Mobile"), f.PHONE),
        f.ImportField("phone", N_("Phone"), f.PHONE),
        f.ImportField("home_phone", N_("Home phone"), f.PHONE),
        f.ImportField("fax", N_("Fax"), f.PHONE),
        f.ImportField("email", N_("E-mail"), f.EMAIL),
        f.ImportField("email2", N_("Second e-mail"), f.EMAIL),
        f.ImportField("messenger", N_("Messenger"), f.TEXT),
        f.ImportField("website", N_("Website"), f.URL),
        f.ImportField("is_main", N_("Main contact"), f.FLAG),
        f.ImportField("buying_role", N_("Buying role"), f.CHOICE, target="buying_role"),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("address", N_("Address"), f.TEXT),
        f.ImportField("city", N_("City"), f.TEXT),
        f.ImportField("province", N_("Province or state"), f.TEXT),
        f.ImportField("postcode", N_("Postcode"), f.TEXT),
        f.ImportField("country", N_("Country"), f.TEXT),
        f.ImportField("is_opted_out", N_("No advertising"), f.FLAG),
        f.ImportField("no_phone", N_("No calls"), f.FLAG),
        f.ImportField("no_mail", N_("No e-mails"), f.FLAG),
        f.ImportField("no_post", N_("No letters"), f.FLAG),
        f.ImportField("no_message", N_("No messages"), f.FLAG),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("external_key", "email", "mobile", "phone", "name"),
)
