"""What every new company starts with: choices in both languages, one pipeline, the roles, the patterns of numbers."""

from crm_desktop.core.viewer import ALL, ASSIGN, BELOW, DELETE, EXPORT, IMPORT, OWN, PRODUCTS, REPORT, RIGHTS, TEAM
from crm_desktop.models.dictionary import LOST, OPEN, WON

NUMBER_PATTERNS = {
    "number.customer": "C-#####",
    "number.opportunity": "D-#####",
    "number.sales_order": "SO-#####",
    "number.service_case": "#####",
    "number.lead": "L-#####",
    "number.product": "P-####",
}

# Lists whose codes the program itself relies on: their names may be read, not edited.
FIXED = frozenset({"interaction_kind", "rating_item"})

DICTIONARY: dict[str, tuple[tuple[str, str, str], ...]] = {
    "level": (
        ("A", "A · Strategic partner", "A · 战略合作伙伴"),
        ("B", "B · Partner", "B · 合作伙伴"),
        ("C", "C · Key account", "C · 大客户"),
        ("D", "D · To develop", "D · 重点开发客户"),
        ("E", "E · Ordinary", "E · 普通客户"),
    ),
    "region": (
        ("north", "North", "华北"),
        ("northeast", "Northeast", "东北"),
        ("east", "East", "华东"),
        ("central", "Central", "华中"),
        ("south", "South", "华南"),
        ("southwest", "Southwest", "西南"),
        ("northwest", "Northwest", "西北"),
        ("overseas", "Overseas", "海外"),
    ),
    "industry": (
        ("manufacturing", "Manufacturing", "制造"),
        ("medical", "Medical", "医疗"),
        ("retail", "Retail", "零售"),
        ("technology", "Technology", "科技"),
        ("software", "Software", "软件"),
        ("finance", "Finance", "金融"),
        ("services", "Services", "服务"),
        ("telecommunications", "Telecommunications", "电信"),
        ("entertainment", "Entertainment", "文娱"),
        ("marketing", "Marketing", "市场营销"),
        ("employment", "Employment", "人力资源"),
        ("logistics", "Logistics", "物流"),
        ("construction", "Construction", "建筑"),
        ("energy", "Energy", "能源"),
        ("food", "Food", "食品"),
        ("education", "Education", "教育"),
        ("public", "Public sector", "政府与公共事业"),
    ),
    "source": (
        ("referral", "Referral", "转介绍"),
        ("website", "Website", "网站"),
        ("exhibition", "Exhibition", "展会"),
        ("campaign", "Campaign", "市场活动"),
        ("cold_call", "Cold call", "电话拓展"),
        ("distributor", "Distributor", "渠道伙伴"),
        ("existing", "Existing customer", "老客户"),
        ("other", "Other", "其他"),
    ),
    "lifecycle": (
        ("prospect", "Prospect", "潜在"),
        ("first_order", "First order", "首单"),
        ("active", "Active", "活跃"),
        ("dormant", "Dormant", "沉睡"),
        ("former", "Former", "流失"),
    ),
    "size": (
        ("1-9", "1–9 people", "1–9 人"),
        ("10-49", "10–49 people", "10–49 人"),
        ("50-249", "50–249 people", "50–249 人"),
        ("250-999", "250–999 people", "250–999 人"),
        ("1000+", "1,000 people and more", "1000 人以上"),
    ),
    "buying_role": (
        ("decides", "Decides", "决策者"),
        ("influences", "Influences", "影响者"),
        ("uses", "Uses", "使用者"),
        ("purchases", "Purchases", "采购"),
        ("finance", "Pays", "财务"),
        ("gatekeeper", "Gatekeeper", "把关者"),
    ),
    "interaction_kind": (
        ("visit", "Visit", "上门拜访"),
        ("call", "Call", "电话"),
        ("meeting", "Meeting", "会议"),
        ("email", "E-mail", "邮件"),
        ("message", "Message", "消息"),
        ("note", "Note", "备注"),
    ),
    "interaction_result": (
        ("reached", "Reached", "已联系上"),
        ("not_reached", "Not reached", "未联系上"),
        ("follow_up", "Follow up", "需跟进"),
        ("interested", "Interested", "有意向"),
        ("declined", "Declined", "已拒绝"),
    ),
    "won_reason": (
        ("price", "Price", "价格优势"),
        ("product", "Product fits", "产品契合"),
        ("relationship", "Relationship", "客户关系"),
        ("service", "Service", "服务好"),
        ("delivery", "Delivery time", "交期"),
        ("other", "Other", "其他"),
    ),
    "lost_reason": (
        ("price", "Price", "价格"),
        ("competitor", "Competitor", "竞争对手"),
        ("no_budget", "No budget", "无预算"),
        ("no_decision", "No decision", "未决策"),
        ("product", "Product does not fit", "产品不符"),
        ("timing", "Timing", "时机不合适"),
        ("contact_lost", "Contact lost", "失去联系"),
        ("other", "Other", "其他"),
    ),
    "lead_reason": (
        ("no_need", "No need", "无需求"),
        ("no_budget", "No budget", "无预算"),
        ("competitor", "Bought elsewhere", "已选择竞争对手"),
        ("not_reached", "Not reached", "无法联系"),
        ("unfit", "Does not fit us", "不符合业务范围"),
        ("duplicate", "Known already", "重复机会"),
        ("other", "Other", "其他"),
    ),
    "case_kind": (
        ("question", "Question", "咨询"),
        ("suggestion", "Suggestion", "建议"),
        ("complaint", "Complaint", "投诉"),
        ("repair", "Repair", "报修"),
        ("return", "Return", "退换货"),
    ),
    "case_channel": (
        ("phone", "Phone", "电话"),
        ("email", "E-mail", "邮件"),
        ("message", "Message", "消息"),
        ("on_site", "On site", "现场"),
        ("web", "Web", "网页"),
    ),
    "campaign_kind": (
        ("exhibition", "Exhibition", "展会"),
        ("mailing", "Mailing", "邮寄"),
        ("online", "Online", "线上"),
        ("event", "Event", "活动"),
    ),
    "campaign_answer": (
        ("none", "No answer", "无回应"),
        ("interested", "Interested", "有兴趣"),
        ("declined", "Declined", "拒绝"),
        ("ordered", "Ordered", "下单"),
    ),
    "rating_item": (
        ("product", "Product", "产品"),
        ("service", "Service", "服务"),
        ("staff", "Staff", "人员"),
        ("brand", "Brand", "品牌"),
        ("price", "Price", "价格"),
        ("time", "Time", "时间"),
        ("effort", "Effort", "精力"),
        ("risk", "Risk", "风险"),
    ),
    "churn_reason": (
        ("price", "Price", "价格"),
        ("quality", "Quality", "质量"),
        ("service", "Service", "服务"),
        ("competitor", "Competitor", "竞争对手"),
        ("closed", "Business closed", "停业"),
        ("moved", "Moved away", "搬迁"),
        ("other", "Other", "其他"),
    ),
}

PIPELINE = "sales"
STAGES: tuple[tuple[str, str, str, str, str, int | None], ...] = (
    ("prospecting", "Prospecting", "线索确认", "0.10", OPEN, 30),
    ("qualification", "Qualification", "需求分析", "0.25", OPEN, 30),
    ("engaging", "Engaging", "方案沟通", "0.40", OPEN, 45),
    ("proposal", "Proposal", "方案报价", "0.60", OPEN, 30),
    ("negotiation", "Negotiation", "商务谈判", "0.80", OPEN, 21),
    ("won", "Won", "赢单", "1", WON, None),
    ("lost", "Lost", "输单", "0", LOST, None),
)

ROLES: tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...] = (
    ("administrator", "Administrator", "系统管理员", ALL, ALL, RIGHTS),
    ("manager", "Sales manager", "销售主管", TEAM, TEAM, (IMPORT, EXPORT, DELETE, REPORT, ASSIGN, PRODUCTS)),
    ("salesperson", "Salesperson", "客户经理", BELOW, BELOW, (IMPORT, EXPORT, DELETE, REPORT)),
    ("service", "Service", "客服", ALL, OWN, (REPORT,)),
    ("executive", "Executive", "高管", ALL, OWN, (EXPORT, REPORT)),
)
