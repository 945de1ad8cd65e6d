"""Words known beforehand: countries and common industries, and what other firms call our roles, stages and choices."""

from collections.abc import Mapping
from functools import cache

from crm_desktop.core import text

_INDUSTRIES = (
    "technology|medical|retail|software|entertainment|marketing|telecommunications|finance|employment|services|"
    "manufacturing|construction|education|healthcare|insurance|banking|logistics|transportation|energy|agriculture|"
    "automotive|pharmaceuticals|real estate|hospitality|consulting|government|electronics|food and beverage|"
    "chemicals|aerospace|media|mining|textiles|utilities|wholesale|nonprofit|engineering|environmental|machinery|"
    "制造业|批发零售|信息技术|金融业|房地产|教育|医疗健康|建筑业|交通运输|农林牧渔|能源|餐饮住宿|文化传媒|政府机构|专业服务"
)

# Code of an entry of ours: the other words for it. An entry the company has under that very name comes first.
_SYNONYMS = {
    "roles": """
administrator: admin | system administrator | sysadmin | 管理员 | 超级管理员
manager: manager | sales director | head of sales | sales lead | team leader | team lead | supervisor | 经理
manager: 销售经理
manager: 主管 | 销售总监 | 总监 | 部门经理 | 团队负责人 | 组长 | 区域经理 | 大区经理 | 销售主任
salesperson: sales | sales rep | sales representative | sales agent | agent | rep | seller | account manager
salesperson: account executive | salesman | saleswoman | standard user | user | 销售 | 销售员 | 销售人员 | 销售代表
salesperson: 业务员 | 业务
salesperson: 业务代表 | 业务人员 | 普通用户 | 员工 | 销售专员 | 客户代表 | 销售顾问
service: support | support agent | customer service | service agent | technician | service technician | 客户服务
service: 售后
service: 售后服务 | 服务 | 客服人员 | 客服专员 | 技术支持 | 服务人员 | 服务工程师
executive: ceo | director | managing director | board | management | read only | 总经理 | 老板 | 高层 | 管理层
executive: 董事长 | 总裁
""",
    "stages": """
prospecting: prospect | lead | new | new lead | initial contact | first contact | appointment scheduled | 线索 | 潜在
prospecting: 初步接触 | 初步接洽 | 初步沟通 | 初期沟通 | 潜在客户 | 新建 | 立项
qualification: qualified | qualifying | discovery | needs analysis | qualified to buy | 需求确认 | 需求调研 | 需求沟通
qualification: 需求了解 | 需求挖掘 | 资格确认
engaging: engaged | demo | demonstration | presentation | presentation scheduled | value proposition | solution
engaging: 方案 | 方案设计 | 方案制定 | 方案演示 | 产品演示 | 演示 | 意向沟通
proposal: quote | quotation | quoted | offer | proposal price quote | proposal quote | 报价 | 已报价 | 方案 报价
proposal: 报价阶段 | 投标
negotiation: negotiating | negotiation review | contract | contract sent | closing | 谈判 | 合同谈判 | 商务洽谈
negotiation: 商务阶段
negotiation: 价格谈判 | 合同 | 合同审批 | 合同签订 | 待签约
""",
    "level": """
A: a级 | a类 | a级客户 | a类客户 | level a | class a | grade a | vip | 战略客户 | 战略合作伙伴
B: b级 | b类 | b级客户 | b类客户 | level b | class b | grade b | 合作伙伴
C: c级 | c类 | c级客户 | c类客户 | level c | class c | grade c | key account | 大客户 | 重点客户
D: d级 | d类 | d级客户 | d类客户 | level d | class d | grade d | 重点开发客户
E: e级 | e类 | e级客户 | e类客户 | level e | class e | grade e | ordinary | 普通客户 | 一般客户
""",
    "interaction_kind": """
visit: on site visit | site visit | customer visit | field visit | visited | 拜访 | 客户拜访 | 实地拜访 | 登门拜访
visit: 来访
call: phone | phone call | telephone | telephone call | called | 电话沟通 | 电话拜访 | 电话联系 | 打电话 | 致电 | 来电
call: 通话
meeting: video call | video meeting | online meeting | conference | appointment | 开会 | 视频会议 | 线上会议 | 会谈
meeting: 面谈
email: mail | e mail | email sent | 电子邮件 | 邮箱 | 发邮件
message: sms | text | text message | chat | wechat | whatsapp | 短信 | 微信 | 企业微信 | 聊天 | 消息沟通
note: comment | remark | memo | 记录 | 笔记 | 备忘
""",
    "interaction_result": """
reached: connected | 已联系 | 联系上
not_reached: no answer | not available | left voicemail | 未接通 | 无人接听 | 联系不上
follow_up: follow up required | to follow up | 待跟进 | 继续跟进
interested: 有兴趣 | 感兴趣 | 意向明确
declined: not interested | rejected | 无意向 | 拒绝 | 没兴趣
""",
    "lifecycle": """
prospect: potential | potential customer | lead | 潜在客户 | 潜客 | 意向客户
first_order: new customer | 新客户 | 首单客户
active: active customer | 活跃客户 | 成交客户 | 老客户
dormant: inactive | sleeping | 沉睡客户 | 休眠 | 休眠客户
former: churned | lost | 流失客户 | 已流失
""",
    "source": """
referral: word of mouth | recommendation | customer referral | 介绍 | 客户介绍 | 朋友介绍 | 老客户介绍 | 推荐
website: web | web site | online | internet | 官网 | 网络 | 公司网站 | 线上
exhibition: trade show | fair | trade fair | 展览 | 展览会 | 行业展会
campaign: marketing campaign | advertisement | advertising | 广告 | 活动 | 推广
cold_call: cold calling | outbound | 电话营销 | 电话开发 | 陌生拜访 | 陌拜
distributor: partner | channel | channel partner | reseller | 渠道 | 代理商 | 经销商 | 合作伙伴
""",
    "case_kind": """
question: inquiry | enquiry | 问题 | 询问 | 问询
suggestion: feature request | improvement | 意见
complaint: complaints | 客诉 | 客户投诉
repair: fault | defect | malfunction | breakdown | 维修 | 故障 | 故障报修 | 保修
return: returns | exchange | refund | rma | 退货 | 换货 | 退换
""",
    "case_channel": """
phone: call | telephone | phone call | 来电 | 热线 | 电话沟通
email: mail | e mail | 电子邮件 | 邮箱
message: chat | sms | wechat | 微信 | 短信 | 在线客服
on_site: onsite | in person | walk in | 上门 | 到店
web: website | portal | online | self service | 网站 | 官网 | 门户
""",
    "buying_role": """
decides: decision maker | decider | economic buyer | approver | 决策人 | 拍板人 | 最终决策者
influences: influencer | evaluator | technical buyer | 影响人 | 技术把关 | 推荐者
uses: user | end user | 使用人 | 最终用户
purchases: buyer | purchaser | procurement | purchasing | 采购人 | 采购员 | 采购负责人
finance: payer | accounting | 财务人员 | 付款人
gatekeeper: assistant | secretary | 守门人 | 助理
""",
}


@cache
def synonyms(kind: str) -> Mapping[str, str]:
    """Word, folded → the code of the role, stage or choice of ours it is another word for."""
    found: dict[str, str] = {}
    for line in _SYNONYMS.get(kind, "").strip().splitlines():
        code, _, words = line.partition(":")
        found.update((text.fold(word), code) for word in words.split("|"))
    return found


def industries() -> frozenset[str]:
    """Common industries, lower case."""
    return frozenset(_INDUSTRIES.split("|"))


@cache
def countries() -> frozenset[str]:
    """The names of all countries in English and Chinese, with the everyday short ones."""
    from babel import Locale  # loads only when a country column is checked

    names = {"USA", "UK", "UAE", "Korea", "Czech Republic", "Russia"}
    for language in ("en", "zh_CN"):
        territories = Locale.parse(language).territories
        names |= {name for code, name in territories.items() if len(code) == 2 and code.isalpha() and code != "ZZ"}
    return frozenset(names)
