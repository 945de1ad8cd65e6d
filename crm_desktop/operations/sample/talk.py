"""What people write down: subjects, details and next steps of the sample, in Chinese and in English.

`{product}`, `{person}` and `{topic}` are filled from the record the text belongs to.
"""

Texts = tuple[tuple[str, str], ...]

# Kind of interaction → (subject, detail), Chinese then English.
GENERAL: dict[str, tuple[Texts, Texts]] = {
    "visit": (
        (
            ("上门拜访，了解明年预算", "见到{person}，明年设备预算初步批下来了，重点看{product}。"),
            ("现场演示{product}", "演示两小时，使用科室反馈操作简单，{person}要求提供接口文档。"),
            ("回访在用设备", "{product} 运行正常，探头有一支老化，建议下次带备件。"),
            ("拜访新任负责人", "{person}刚接手采购，介绍了合作历史和售后承诺。"),
            ("现场勘察安装条件", "机房空间够，电源需要改造，{person}答应月底前完成。"),
        ),
        (
            ("Site visit, budget for next year", "{person} has a first approval and asks mainly for {product}."),
            (
                "Demonstration of {product}",
                "Two hours with the users. They like the handling; interface guide to follow.",
            ),
            ("Check of installed instruments", "{product} runs well, one probe is worn. Bring a spare next time."),
            ("First meeting with {person}", "New in purchasing. Showed our history together and how service works."),
        ),
    ),
    "call": (
        (
            ("电话确认报价", "{person}对{product} 的单价基本认可，希望再谈付款方式。"),
            ("跟进合同盖章", "合同在法务，{person}说这周内能盖好。"),
            ("了解项目进展", "{person}说预算还在走流程，下月再联系。"),
            ("确认到货验收", "{product} 已到，验收安排在下周二。"),
            ("询问发货时间", "告知{product} 预计下周发出，已同步仓库。"),
            ("电话回访", "设备使用满意，{person}提到分公司也有需求。"),
            ("催收尾款", "财务答应月底前安排，需要补一份对账单。"),
            ("未接通", "响铃无人接听，已留短信。"),
        ),
        (
            ("Quote confirmed by phone", "{person} accepts the price of {product} and wants to talk about terms."),
            ("Contract with their lawyers", "{person} expects the signature this week."),
            ("Project status", "{person} waits for the budget. Call again next month."),
            ("Asked for the delivery date", "{product} leaves next week. The warehouse knows."),
            ("Courtesy call", "Happy with the instruments. A sister company may need the same."),
            ("Payment reminder", "Accounts will pay by the end of the month and asks for a statement."),
            ("No answer", "Left a message."),
        ),
    ),
    "meeting": (
        (
            ("技术方案评审", "与{person}及使用部门过了一遍{product} 的参数，无重大偏离。"),
            ("年度框架谈判", "对方希望框架价下调 4%，需主管批准。"),
            ("项目启动会", "确定了{product} 的安装计划和双方联系人。"),
        ),
        (
            ("Technical review", "Went through the data sheet of {product} with {person}; no deviations."),
            ("Frame contract talks", "They ask for 4 % off the frame price. Needs approval."),
            ("Kick-off", "Plan for installing {product} agreed, contacts exchanged."),
        ),
    ),
    "email": (
        (
            ("发送报价单", "{product} 报价及配置清单已发{person}，有效期 30 天。"),
            ("发送样机资料", "附上{product} 样本、注册证和三家用户案例。"),
            ("回复技术问题", "逐条回复了{person}关于{product} 精度和接口的问题。"),
        ),
        (
            ("Quotation sent", "Quotation for {product} sent to {person}, valid for 30 days."),
            ("Documents sent", "Data sheet of {product}, certificates and three references."),
            ("Technical questions answered", "Accuracy and interfaces of {product}, point by point."),
        ),
    ),
    "message": (
        (
            ("微信确认到货", "{person}确认{product} 已到，外包装完好。"),
            ("微信约时间", "约了下周去现场，{person}会叫上使用科室。"),
        ),
        (
            ("Delivery confirmed", "{product} arrived in good order."),
            ("Date fixed", "{person} will bring the users along."),
        ),
    ),
    "note": (
        (
            ("竞争对手动向", "竞争对手也在接触，价格比我们低一成左右。"),
            ("关键人情况", "{person}是关键人，重视售后响应。"),
            ("项目进度", "立项材料已报集团，预计一个月内有结果。"),
            ("商务风险", "对方付款习惯偏慢，合同里要写清账期。"),
        ),
        (
            ("Competitor", "A competitor is talking to them, about ten per cent cheaper."),
            ("Who decides", "{person} decides. Cares about service."),
        ),
    ),
}

NEXT_STEPS: tuple[tuple[str, ...], tuple[str, ...]] = (
    (
        "发送新版报价",
        "安排现场演示",
        "约见采购经理",
        "确认付款方式",
        "补充资质文件",
        "寄样机试用",
        "跟进合同盖章",
        "核对配置清单",
        "拜访分管领导",
        "催收尾款",
    ),
    (
        "Send the revised quotation",
        "Arrange a demonstration",
        "Meet the purchasing manager",
        "Agree the terms of payment",
        "Send certificates",
        "Lend a demo unit",
        "Follow up the contract",
        "Check the configuration",
        "Visit the plant manager",
    ),
)

# Category → what a deal is about, Chinese then English.
TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "medical": (
        ("病区监护升级", "重症监护扩容", "新院区设备采购", "监护设备更新", "手术室改造"),
        ("ward monitoring", "intensive care extension", "new wing equipment", "monitor replacement"),
    ),
    "laboratory": (
        ("检测中心建设", "实验室设备更新", "质检室扩建", "研发实验室配套", "气相色谱采购"),
        ("laboratory extension", "quality lab upgrade", "research lab equipment", "chromatography project"),
    ),
    "process": (
        ("产线流量计改造", "罐区液位监测", "水处理在线监测", "车间数据采集", "二期仪表配套"),
        ("flow metering line 2", "tank level monitoring", "water treatment monitoring", "plant data logging"),
    ),
    "handheld": (
        ("巡检仪表采购", "质检手持仪表", "年度计量器具", "劳保检测仪表"),
        ("handheld gauges", "inspection kits", "field instruments", "yearly tool purchase"),
    ),
    "consumable": (("年度耗材框架", "耗材集中采购"), ("consumables frame", "yearly consumables")),
    "service": (("维保续约", "年度校准服务"), ("maintenance renewal", "calibration contract")),
}
# What deals with dealers and shops are about.
RESALE: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("季度备货", "年度代理协议", "促销备货", "新品铺货"),
    ("quarterly stock", "dealer agreement", "stock for the season", "new products on the shelf"),
)
COMPETITORS: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("恩策测控", "北衡仪器", "科朗医疗", "进口品牌"),
    ("Norvane", "Testrum", "Calibrex", "a local dealer"),
)
LOST_NOTES: dict[str, tuple[str, str]] = {
    "price": ("对方报价低一成以上，客户最终选了低价。", "A competitor was more than ten per cent cheaper."),
    "competitor": ("客户与对手有长期合作，评分落后。", "They stayed with a supplier they know."),
    "no_budget": ("今年预算被砍，项目取消。", "The budget was cut."),
    "no_decision": ("内部意见不统一，项目搁置。", "They could not agree and put it off."),
    "product": ("量程不满足要求。", "The range did not fit."),
    "timing": ("推迟到明年再议。", "Put off until next year."),
    "contact_lost": ("联系人离职，新负责人未回应。", "Our contact left; no answer since."),
    "other": ("项目并入集团统一采购。", "Taken over by group purchasing."),
}

# Kind of case → (subject, request, handling, result), Chinese then English.
CASES: dict[str, tuple[tuple[tuple[str, str, str, str], ...], tuple[tuple[str, str, str, str], ...]]] = {
    "repair": (
        (
            (
                "{product} 无法开机",
                "昨天断电后无法开机，请尽快派人。",
                "更换电源板并做通电测试。",
                "恢复正常，客户确认。",
            ),
            ("{product} 读数漂移", "与标准器比对偏差超过 2%。", "现场重新校准，更换传感器。", "复测合格。"),
            ("{product} 屏幕花屏", "屏幕出现竖条纹。", "更换排线。", "显示正常。"),
        ),
        (
            (
                "{product} does not start",
                "Dead since the power cut yesterday.",
                "Replaced the power board.",
                "Works again.",
            ),
            (
                "{product} drifts",
                "More than 2 % off against the standard.",
                "Recalibrated, new sensor.",
                "Within limits.",
            ),
        ),
    ),
    "question": (
        (
            ("咨询{product} 接口", "想接入自己的系统，需要通讯协议。", "发送协议文档并电话讲解。", "客户已接通。"),
            ("咨询{product} 校准周期", "多久校准一次，能否上门？", "说明周期并报价。", "已安排上门校准。"),
        ),
        (
            (
                "Interface of {product}",
                "We want to read it from our own system.",
                "Sent the protocol, explained it.",
                "Connected.",
            ),
            ("Calibration of {product}", "How often, and can you come?", "Explained and quoted.", "Visit arranged."),
        ),
    ),
    "complaint": (
        (
            ("投诉到货延迟", "{product} 比约定晚到五天，影响开工。", "致歉并补偿一次免费校准。", "客户接受。"),
            ("投诉响应慢", "报修两天没人联系。", "主管回访，明确专人负责。", "客户基本满意。"),
        ),
        (
            (
                "Late delivery of {product}",
                "Five days late, the line stood still.",
                "Apologised, free calibration.",
                "Accepted.",
            ),
            (
                "Slow answer",
                "Two days without a call.",
                "Head of service called, one contact named.",
                "Fairly content.",
            ),
        ),
    ),
    "return": (
        (("{product} 型号发错", "收到的型号与订单不符。", "安排换货，运费我方承担。", "新货已签收。"),),
        (("Wrong model of {product}", "Not the model we ordered.", "Exchanged at our cost.", "Received."),),
    ),
    "suggestion": (
        (("建议{product} 增加中文报告", "希望能直接打印中文报告。", "已转产品部评估。", "下版本增加。"),),
        (
            (
                "{product} should print PDF",
                "Please let us print reports directly.",
                "Passed on to development.",
                "Planned.",
            ),
        ),
    ),
}

LEADS: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = (
    (
        ("展会留资，有{topic}计划", "在展位停留较久，拿了两份资料，预计下季度立项。"),
        ("官网询价{topic}", "网站表单留言，要求三天内回复。"),
        ("老客户介绍，{topic}", "由老客户推荐，已加微信。"),
    ),
    (
        ("Fair contact, plans {topic}", "Stayed a while and took two brochures. Project next quarter."),
        ("Web enquiry: {topic}", "Asks for an answer within three days."),
        ("Referred for {topic}", "An existing customer gave our name."),
    ),
)
PLAN: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = (
    (
        ("电话摸底需求", "需求明确，预算待批"),
        ("寄送样本和案例", "已收到，评价不错"),
        ("上门演示", "演示顺利，进入比价"),
    ),
    (
        ("Call to learn the need", "Clear need, budget open"),
        ("Send brochure and cases", "Received, well liked"),
        ("Demonstrate on site", "Went well, now comparing"),
    ),
)
GIVEN_UP: tuple[str, str] = ("需求取消，暂不跟进。", "They dropped the plan.")
SAVING: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("主管上门拜访", "赠送一次免费校准", "提供老客户专属价", "更换服务工程师"),
    ("Visit by the manager", "Free calibration offered", "Loyalty price offered", "New service engineer named"),
)
