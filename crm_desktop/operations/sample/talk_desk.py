"""What the service team of the sample wrote down: articles of the answers library, and how replies begin."""

# Kind of case, title, text, keywords.
ARTICLES = (
    (
        "repair",
        "仪器无法开机的检查步骤",
        "1. 检查电源线和保险丝。\n2. 断电三分钟后重新开机。\n3. 仍无法开机时更换电源板。",
        "开机 电源",
    ),
    (
        "repair",
        "读数漂移如何校准",
        "预热三十分钟，用标准件做两点校准；偏差仍超过 2% 时更换传感器。",
        "校准 漂移 传感器",
    ),
    ("question", "保修期与延保", "整机保修一年，探头和耗材三个月；延保可在到期前三十天内办理。", "保修 延保"),
    (
        "question",
        "How to export readings",
        "Menu, Data, Export: the readings of a day are written as CSV to a USB drive.",
        "export CSV USB",
    ),
    ("return", "退换货须知", "收货七天内、包装完整可换货；请先登记服务单并附照片。", "退货 换货"),
    (
        "complaint",
        "Late delivery: what we offer",
        "Apologise, name the new date, and offer an instrument on loan.",
        "late delivery",
    ),
)
# Name, subject, text.
TEMPLATES = (
    (
        "收到请求",
        "关于您的服务请求 {number}",
        "{contact}您好：\n\n您的请求“{subject}”已收到，我们将尽快处理。\n\n{sender}",
    ),
    (
        "Request received",
        "Your request {number}",
        "Dear {contact},\n\nwe received your request “{subject}”.\n\n{sender}",
    ),
)
