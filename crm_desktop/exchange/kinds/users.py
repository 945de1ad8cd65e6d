"""Users: who sells, for whom, where."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
name: sales agent | agent | salesperson | sales rep | rep | full name | display name | employee name | user
name: user name | owner | 姓名 | 业务员 | 员工 | 销售员 | 用户名称 | 用户姓名 | 客户经理
first_name: given name | forename | firstname | 名
last_name: surname | family name | lastname | 姓
login: username | login name | account | 登录名 | 用户名 | 账号 | 帐号
employee_no: employee id | employee no | staff no | personnel number | id | user id | 工号 | 员工编号 | 编号
role: user role | profile | 角色 | 权限角色
manager: reports to | supervisor | boss | team lead | sales manager | manager name | 上级 | 主管 | 经理 | 直属上级
manager: 汇报对象
team: department | group | sales team | 团队 | 部门 | 小组
region: regional office | territory | office | area | branch | sales region | 区域 | 大区 | 地区 | 办事处 | 分公司
job_title: title | position | 职务 | 职位 | 岗位
email: email | mail | email address | primary email | 邮箱 | 电子邮件 | 邮件
phone: telephone | mobile | mobile phone | cell | home phone | work phone | 电话 | 手机 | 手机号 | 联系电话
is_active: active | enabled | 在职 | 启用 | 是否在职
note: notes | note | remarks | remark | comment | comments | memo | 备注 | 说明 | 备注2 | 附注
"""

USERS = ImportKind(
    "users",
    N_("Users"),
    declared(
        _NAMES,
        f.ImportField("name", N_("Name"), f.TEXT),
        f.ImportField("first_name", N_("First name"), f.TEXT),
        f.ImportField("last_name", N_("Last name"), f.TEXT),
        f.ImportField("login", N_("Login"), f.TEXT),
        f.ImportField("employee_no", N_("Employee number"), f.TEXT),
        f.ImportField("role", N_("Role"), f.LINK, target="roles"),
        f.ImportField("manager", N_("Manager"), f.LINK, target="users"),
        f.ImportField("team", N_("Team"), f.LINK, target="teams"),
        f.ImportField("region", N_("Region"), f.CHOICE, target="region"),
        f.ImportField("job_title", N_("Job title"), f.TEXT),
        f.ImportField("email", N_("E-mail"), f.EMAIL),
        f.ImportField("phone", N_("Phone"), f.PHONE),
        f.ImportField("is_active", N_("Active"), f.FLAG),
        f.ImportField("note", N_("Note"), f.LONG_TEXT),
    ),
    ("employee_no", "login", "name", "email"),
)
