"""What the sample says where contracts, money and the channel are concerned: Chinese, then English."""

KEPT_UP = ("{name}{year} 年度维保合同", "Maintenance {year}, {name}")
SERVED = (
    "每年巡检两次，故障 24 小时内响应，现场校准一次；耗材另计。",
    "Two inspections a year, answer within 24 hours, one calibration on site; consumables apart.",
)
DUE_FOR = ("第 {number} 期", "Instalment {number}")
METHODS = ("银行转账", "Bank transfer")
ASKED = "请审批：条款按标准合同 Standard terms"
ENDED = ("设备更换，提前终止服务", "Instruments replaced, service no longer needed")
GIVEN_BACK = ("提前终止，退回未服务部分", "Part not served, contract ended early")
CORRECTED = ("提前终止，冲红", "Contract ended early")
HELPS = ("现场服务", "Service on site")
AGREED = ("年度协议价", "Agreed for the year")
