"""What people write down about their daily work: tasks, comments, reasons, offers and answers of the sample.

Texts of the whole firm read in both languages; those about a customer come Chinese then English.
"""

HANDED = "片区调整，客户移交 Territories were drawn anew"
HANDED_NOTE = "未结商机一并说明，首次回访由双方共同进行 First visits are made together"
RELEASED = ("暂无项目，先放回公海", "No project at present, open to others")
SHARED = ("共同跟进投标，请协助技术交流", "Helps with the technical questions of the tender")
# Subject and kind of a task somebody is given by the manager.
GIVEN: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = (
    (
        ("拜访客户，了解明年采购计划", "visit"),
        ("核对应收账款并发送对账单", "email"),
        ("约客户高层季度会面", "meeting"),
        ("回访服务满意度", "call"),
        ("准备续约方案并提前沟通", "call"),
    ),
    (
        ("Visit them about next year's budget", "visit"),
        ("Check open payments and send a statement", "email"),
        ("Arrange the quarterly meeting", "meeting"),
        ("Ask how content they are with service", "call"),
        ("Prepare the renewal and talk it over", "call"),
    ),
)
DETAILS = ("请在本周内完成，并把结果写进跟进记录。", "Please do it this week and write down what came of it.")
DONE: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("已完成，客户认可", "已沟通，下周再确认", "资料已发送"),
    ("Done, they agree", "Talked it over, to be confirmed next week", "Documents sent"),
)
DROPPED: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("项目推迟，暂不需要", "客户已自行解决"),
    ("Project put off, not needed now", "They solved it themselves"),
)
COMMENTS: tuple[tuple[str, ...], tuple[str, ...]] = (
    (
        "干得好，下次带上技术一起去。",
        "报价前先跟我碰一下底价。",
        "关键人是谁？请补充决策链。",
        "注意竞争对手的动作，尽快安排演示。",
    ),
    (
        "Good work. Take an engineer along next time.",
        "Talk to me about the price before you quote.",
        "Who decides? Please add the people involved.",
        "Watch the competitor and arrange the demonstration soon.",
    ),
)
# Login | subject | rule | minute of the day | minutes | reminder before; what repeats in the firm itself.
SERIES = """
shen|核对应收账款汇总|FREQ=MONTHLY;BYMONTHDAY=5|600|45|30
shen|检查备份与数据质量|FREQ=WEEKLY;BYDAY=FR|1020|30|15
lin|华东区周例会|FREQ=WEEKLY;BYDAY=MO|540|60|15
zhou|全国区周例会|FREQ=WEEKLY;BYDAY=MO|570|60|15
grace|Overseas forecast call|FREQ=WEEKLY;INTERVAL=2;BYDAY=TU|960|45|15
wang|梳理下周拜访计划|FREQ=WEEKLY;BYDAY=FR|960|30|
zhang|检查超期服务单|FREQ=WEEKLY;BYDAY=MO,WE,FR|510|20|10
"""
# Login | given by | subject | kind | days from today | priority; what is to be done in the firm itself.
OWN = """
shen|lin|审批框架合同价格|other|0|high
shen|grace|签署年度代理协议|letter|2|urgent
shen|shen|与三位区域经理对齐年度目标|meeting|1|normal
shen|shen|回复审计问题|email|-2|high
lin|shen|整理华东区重点客户名单|note|3|normal
zhang|shen|提出服务改进措施|note|4|normal
"""
# Chinese and English name of a series, then its steps: days after the beginning | subject | kind.
TEMPLATES: tuple[tuple[str, str, tuple[tuple[int, str, str], ...]], ...] = (
    (
        "展会后跟进",
        "After a trade fair",
        (
            (1, "电话致谢并确认需求 Call to thank and ask what they need", "call"),
            (4, "发送资料与案例 Send documents and references", "email"),
            (12, "预约演示 Arrange a demonstration", "call"),
            (30, "确认立项进度 Ask how the project stands", "call"),
        ),
    ),
    (
        "新客户上手",
        "Welcome a new customer",
        (
            (0, "发送欢迎信与服务联系人 Send the welcome letter", "letter"),
            (14, "确认安装与培训 Check installation and training", "call"),
            (60, "首次满意度回访 First satisfaction call", "call"),
        ),
    ),
)
# Stage → what is ticked there.
CHECKLISTS = {
    "proposal": (
        "需求书面确认 Needs confirmed in writing",
        "技术方案评审 Technical review done",
        "底价已批准 Price approved",
    ),
    "negotiation": (
        "付款方式已谈妥 Terms of payment agreed",
        "合同条款已审核 Contract checked",
        "交期已确认 Delivery date confirmed",
    ),
}
NEEDS = {"negotiation": "customer_id amount_minor"}
SHARE_PARTS = ("技术支持", "Technical support")
OFFERED = (
    "感谢贵司的垂询，现就所需设备报价如下。",
    "Thank you for your enquiry. We are pleased to offer as follows.",
)
TERMS = (
    "30 % 预付，发货前付清；交期 4–6 周；质保 12 个月。",
    "30 % in advance, balance before dispatch; 4 to 6 weeks; 12 months warranty.",
)
DECLINED_NOTES = ("价格高于预算。", "Above their budget.")

# Name and introduction of a survey, then kind | question | weight | options.
SURVEYS: tuple[tuple[str, str, tuple[tuple[str, str, int | None, str | None], ...]], ...] = (
    (
        "客户满意度 Customer satisfaction",
        "请为过去半年的合作打分，1 分最低，5 分最高。 Please rate the past six months, 1 is lowest, 5 is highest.",
        (
            ("score", "产品质量 Quality of the products", 3, None),
            ("score", "服务响应速度 How quickly service answers", 2, None),
            ("score", "销售人员的专业程度 Knowledge of our sales people", 1, None),
            ("recommend", "您会向同行推荐我们吗？ Would you recommend us?", 2, None),
            (
                "choice",
                "您最看重什么？ What matters most to you?",
                None,
                "质量 Quality\n价格 Price\n服务 Service\n交期 Delivery",
            ),
            ("text", "还有什么建议？ What could we do better?", None, None),
        ),
    ),
    (
        "安装验收回访 After installation",
        "设备安装后两周内电话回访。 Asked by telephone within two weeks of an installation.",
        (
            ("score", "安装是否准时 Was it on time?", 1, None),
            ("score", "培训是否清楚 Was the training clear?", 1, None),
            ("recommend", "您会推荐我们的服务吗？ Would you recommend our service?", 1, None),
        ),
    ),
)
SUGGESTIONS: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("备件到货可以再快一点", "希望增加线上培训", "售后工程师很专业", "报价单请注明交期"),
    ("Spare parts could come sooner", "More training online, please", "Your engineers know their trade"),
)
CALLS = "沉默客户电话回访"
CALLS_NOTE = "四十五天未联系的客户，了解近况与新需求。"
SAID = {
    "interested": ("有新项目，愿意进一步了解", "Has a new project and wants to know more"),
    "declined": ("今年没有预算", "No budget this year"),
}
# Why something was deleted.
TWICE, WRONG, GONE = "重复录入 Entered twice", "记错客户 Noted at the wrong customer", "联系人已离职 Left the company"
OWN_KIND = ("instrument", "Instrument in use", "在用仪器", "Instruments in use")
# What is known of such an instrument besides: its warranty, and where it stands, in Chinese or in English.
OWN_FIELDS = (("Warranty until", "保修至", "date"), ("Place", "安装位置", "text"))
PLACES = (("检验科", "二号车间"), ("Laboratory", "Hall 2"))
WARRANTY_DAYS = 730
