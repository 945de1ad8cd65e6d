"""What the sample company sells: instruments, what they use up, and services. Names read in both languages."""

from dataclasses import dataclass

from crm_desktop.core.money import E6


@dataclass(frozen=True)
class Article:
    """A product with list price and cost in yuan, and the industries that buy it."""

    id: str
    category: str
    name: str
    unit: str
    price: int
    cost: int
    model: str

    def spoken(self, *, english: bool) -> str:
        """Its name in one language: the Chinese part or the English part, both with the model."""
        chinese, number, *words = self.name.split(" ")
        return " ".join((number, *words)) if english else f"{chinese} {number}"

    def price_e6(self, rate_e6: int) -> int:
        """The list price in a currency of this rate, in whole units from ten on."""
        return _converted(self.price, rate_e6)

    def cost_e6(self, rate_e6: int) -> int:
        """The cost in a currency of this rate."""
        return _converted(self.cost, rate_e6)


def _converted(yuan: int, rate_e6: int) -> int:
    """Millionths of a currency; whole units where the price has two digits or more."""
    if rate_e6 == E6:
        return yuan * E6
    exact = yuan * E6 * E6 // rate_e6
    return max(1, round(exact / E6)) * E6 if exact >= 10 * E6 else exact // 10_000 * 10_000


# Category code → Chinese and English name.
CATEGORIES = {
    "medical": "医用监护 Medical",
    "laboratory": "实验室仪器 Laboratory",
    "process": "过程测量 Process",
    "handheld": "便携仪表 Handheld",
    "consumable": "耗材 Consumables",
    "service": "服务 Services",
}

# Category | name | model | unit | list price | cost
ARTICLES = """
medical|监护仪 M320 Monitor|HM-320|台|18600|10400
medical|中央监护站 M900 Central Station|HM-900|套|96000|51000
medical|血氧探头 M12 SpO2 Probe|HM-12|支|680|270
medical|输液泵 M50 Infusion Pump|HM-50|台|7900|4300
medical|婴儿培养箱 M70 Incubator|HM-70|台|42000|25500
laboratory|分析天平 L210 Balance|HL-210|台|13800|7600
laboratory|离心机 L35 Centrifuge|HL-35|台|28500|16900
laboratory|分光光度计 L80 Photometer|HL-80|台|46800|25200
laboratory|恒温培养箱 L60 Incubator|HL-60|台|16500|9800
laboratory|气相色谱 L500 Chromatograph|HL-500|套|238000|142000
process|涡轮流量计 P18 Flow Meter|HP-18|台|6400|3100
process|雷达液位计 P40 Level Radar|HP-40|台|11200|5900
process|压力变送器 P22 Transmitter|HP-22|台|2350|1040
process|在线水质仪 P66 Water Analyser|HP-66|套|58000|33500
process|数据采集柜 P700 Logger Cabinet|HP-700|套|86000|52000
process|测温系统 P31 Thermometry|HP-31|套|24800|13900
handheld|红外测温仪 S5 Thermometer|HS-5|支|420|190
handheld|粗糙度仪 S27 Roughness Gauge|HS-27|台|5600|2900
handheld|空气检测仪 S9 Air Meter|HS-9|台|980|460
handheld|血压计 S3 Blood Pressure Meter|HS-3|台|360|150
handheld|测厚仪 S14 Thickness Gauge|HS-14|台|3100|1500
consumable|一次性传感器 C4 Sensors|HC-4|盒|1260|610
consumable|校准液 C7 Buffer Set|HC-7|套|340|120
consumable|打印纸 C2 Chart Paper|HC-2|箱|180|85
consumable|滤芯 C11 Filter|HC-11|个|260|95
service|年度校准 Calibration|HV-1|次|2800|1250
service|维保合同 Maintenance Plan|HV-2|年|15800|7400
service|安装培训 Installation|HV-3|天|3600|1900
"""

# What an industry mostly needs.
NEEDS: dict[str, tuple[str, ...]] = {
    "medical": ("medical", "medical", "medical", "laboratory"),
    "food": ("laboratory", "process", "process", "handheld"),
    "education": ("laboratory", "laboratory", "handheld"),
    "public": ("laboratory", "process"),
    "technology": ("laboratory", "process", "handheld"),
    "services": ("laboratory", "handheld", "handheld"),
    "retail": ("handheld", "medical"),
    "logistics": ("process", "handheld"),
}
# What dealers and shops, and people at home, buy.
RESOLD = {
    "distributor": ("handheld", "process", "laboratory", "medical"),
    "retailer": ("handheld",),
    "consumer": ("handheld",),
}
USUAL_NEEDS = ("process", "process", "handheld", "laboratory")
EXTRAS = ("consumable", "consumable", "service", "handheld")
CHEAP = 1_500
