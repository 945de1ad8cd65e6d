"""Names of people and firms, in Chinese with their pinyin and in English, put together from parts of our own."""

from dataclasses import dataclass

from crm_desktop.operations.sample.dice import Dice, Weighted


@dataclass(frozen=True)
class Name:
    """A name as written, and as it stands in an address of the net."""

    written: str
    latin: str


def words(text: str) -> tuple[str, ...]:
    """The words of a text, which is shorter to read than a list of them."""
    return tuple(text.split())


def _pairs(text: str) -> tuple[Name, ...]:
    """Names from "王 wang 李 li …"."""
    parts = words(text)
    return tuple(Name(a, b) for a, b in zip(parts[::2], parts[1::2], strict=True))


_SURNAMES = _pairs(
    "王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 周 zhou 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu"
    " 郭 guo 何 he 林 lin 高 gao 罗 luo 郑 zheng 梁 liang 谢 xie 宋 song 唐 tang 许 xu 邓 deng 冯 feng 韩 han 曹 cao"
    " 曾 zeng 彭 peng 萧 xiao 蔡 cai 潘 pan 田 tian 董 dong 袁 yuan 于 yu 余 yu 叶 ye 蒋 jiang 杜 du 苏 su 魏 wei"
    " 程 cheng 吕 lv 丁 ding 沈 shen 任 ren 姚 yao 卢 lu 傅 fu 钟 zhong 姜 jiang 崔 cui 谭 tan 廖 liao 范 fan"
    " 汪 wang 陆 lu 金 jin 石 shi 戴 dai 贾 jia 韦 wei 夏 xia 邱 qiu 方 fang 侯 hou 邹 zou 熊 xiong 孟 meng 秦 qin"
    " 白 bai 江 jiang 阎 yan 薛 xue 尹 yin 段 duan 雷 lei 欧阳 ouyang"
)
# Common surnames come first and more often.
_SURNAME = Weighted(*((name, 30 / (n + 6)) for n, name in enumerate(_SURNAMES)))
_GIVEN_MALE = _pairs(
    "伟 wei 强 qiang 磊 lei 军 jun 洋 yang 勇 yong 杰 jie 涛 tao 明 ming 超 chao 刚 gang 平 ping 辉 hui 鹏 peng"
    " 浩 hao 宇 yu 凯 kai 文 wen 斌 bin 哲 zhe 建 jian 国 guo 志 zhi 海 hai 子 zi 一 yi 立 li 思 si 承 cheng 远 yuan"
    " 诚 cheng 睿 rui 航 hang 凡 fan"
)
_GIVEN_FEMALE = _pairs(
    "芳 fang 娜 na 敏 min 静 jing 丽 li 艳 yan 娟 juan 霞 xia 秀 xiu 燕 yan 玲 ling 桂 gui 英 ying 慧 hui 婷 ting"
    " 雪 xue 倩 qian 颖 ying 佳 jia 悦 yue 欣 xin 怡 yi 琳 lin 璐 lu 晨 chen 雨 yu 梦 meng 瑶 yao 可 ke 宁 ning"
    " 安 an 舒 shu 晓 xiao 嘉 jia 念 nian"
)
_FIRST_MALE = words(
    "Adam Alan Ben Callum Colin Daniel David Edward Ethan Felix Frank George Graham Harvey Henry Ian Jack James"
    " Jonas Karl Leo Liam Lukas Mark Martin Matthew Nathan Niall Oliver Owen Patrick Paul Peter Ralph Robert Ruben"
    " Samuel Simon Stefan Thomas Tim Victor Walter William"
)
_FIRST_FEMALE = words(
    "Alice Amelia Anna Beth Caroline Chloe Clara Diana Eleanor Elin Emma Esther Fiona Freya Georgia Greta Hannah"
    " Helen Imogen Ingrid Isabel Jane Julia Karen Kate Laura Leah Lena Lucy Maria Marianne Megan Nadia Nina Nora"
    " Olivia Paula Rachel Ruth Sarah Sofia Susan Tessa Vera Wendy Zoe"
)
_LAST = words(
    "Abbott Aldridge Archer Barlow Beckett Bergman Brandt Brennan Calloway Carver Castell Cole Conway Cooper Dahl"
    " Dawson Denham Draper Ellery Ellis Fairley Falk Farrow Fenwick Fletcher Foster Garland Gibson Hale Hargrove"
    " Hartley Hayes Holm Hughes Ingram Jansen Keller Kent Lambert Langley Larkin Lindqvist Lowell Marsh Mercer"
    " Milner Monroe Moss Nash Norris Oakley Palmer Parrish Pearce Pollard Quinn Ramsey Redfern Reid Rhodes Rowe"
    " Sander Sawyer Sharpe Sinclair Stroud Sutton Tanner Thorne Turner Vance Verbeek Wade Walsh Warner Weber"
    " Whitlock Winter Wolfe Yates"
)


@dataclass(frozen=True)
class Person:
    """A name with the sex it suggests."""

    name: str
    mailbox: str
    sex: str


def person(dice: Dice, *, english: bool) -> Person:
    """Someone."""
    sex = "female" if dice.chance(0.44) else "male"
    if english:
        first = dice.pick(_FIRST_FEMALE if sex == "female" else _FIRST_MALE)
        last = dice.pick(_LAST)
        return Person(f"{first} {last}", f"{first}.{last}".lower(), sex)
    surname = _SURNAME.draw(dice)
    given = [dice.pick(_GIVEN_FEMALE if sex == "female" else _GIVEN_MALE) for _ in range(1 if dice.chance(0.24) else 2)]
    written = surname.written + "".join(part.written for part in given)
    return Person(written, f"{surname.latin}.{''.join(part.latin for part in given)}", sex)


_BRAND_FIRST = _pairs(
    "恒 heng 云 yun 瑞 rui 博 bo 明 ming 远 yuan 嘉 jia 立 li 景 jing 泽 ze 信 xin 安 an 宏 hong 鼎 ding 凯 kai"
    " 德 de 星 xing 润 run 汇 hui 锦 jin 卓 zhuo 盛 sheng 昌 chang 和 he 君 jun 启 qi 青 qing 朗 lang 沐 mu 铭 ming"
    " 融 rong 弘 hong 亿 yi 佑 you 岚 lan 川 chuan"
)
_BRAND_SECOND = _pairs(
    "泰 tai 源 yuan 科 ke 诚 cheng 力 li 业 ye 森 sen 辉 hui 栖 qi 澜 lan 岭 ling 田 tian 禾 he 光 guang 联 lian"
    " 益 yi 峰 feng 乐 le 图 tu 新 xin 捷 jie 晟 sheng 原 yuan 宁 ning 舟 zhou 野 ye 陆 lu 石 shi 桥 qiao 帆 fan"
    " 谷 gu 林 lin 岳 yue 川 chuan 鸣 ming 序 xu"
)
_FIRM_FIRST = words(
    "Ash Alder Amber Bark Beck Birch Bram Brook Calder Cinder Copper Crag Dell Elm Fern Flint Gorse Hazel Heather"
    " Heron Juniper Kestrel Lark Linden Marl Moor Oak Otter Pell Quarry Raven Rowan Sedge Slate Sorrel Tarn Thorn"
    " Vale Wren Yar"
)
_FIRM_SECOND = words(
    "acre bank beck bourne bridge brook burn by combe croft dale den field ford gate grove ham haven hill holm"
    " hurst keld ley lock march mere mont more nell ness ridge rigg side stead stone thwaite ton ward well wick wold"
    " worth"
)


def brand(dice: Dice, *, english: bool) -> Name:
    """What a firm calls itself."""
    if english:
        word = dice.pick(_FIRM_FIRST) + dice.pick(_FIRM_SECOND)
        return Name(word, word.lower())
    first, second = dice.pick(_BRAND_FIRST), dice.pick(_BRAND_SECOND)
    return Name(first.written + second.written, first.latin + second.latin)


# Trades of each industry: Chinese ones, then English ones.
TRADES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "manufacturing": (
        (
            "轴承",
            "精密机械",
            "阀门",
            "汽车配件",
            "电机",
            "模具",
            "数控设备",
            "泵业",
            "特种钢",
            "纺织",
            "橡塑",
            "紧固件",
        ),
        ("Precision", "Valves", "Bearings", "Machining", "Castings", "Motors", "Textiles", "Fasteners", "Polymers"),
    ),
    "medical": (
        ("医疗器械", "康复医院", "体检中心", "口腔医院", "妇产医院", "护理院", "医学检验所", "生物医药"),
        ("Clinic", "Medical", "Diagnostics", "Hospital Group", "Care Homes", "Biomedical"),
    ),
    "technology": (
        ("光电", "电子科技", "半导体材料", "传感技术", "智能装备", "新材料"),
        ("Photonics", "Electronics", "Sensors", "Robotics", "Materials"),
    ),
    "food": (
        ("食品", "乳业", "粮油", "饮料", "调味品", "水产"),
        ("Foods", "Dairy", "Brewing", "Beverages", "Bakeries"),
    ),
    "energy": (
        ("新能源", "电力设备", "光伏", "环保能源", "燃气"),
        ("Energy", "Solar", "Power Systems", "Gas Services"),
    ),
    "logistics": (("冷链物流", "供应链", "港口仓储", "货运"), ("Logistics", "Cold Storage", "Freight", "Warehousing")),
    "construction": (("建设工程", "建材", "幕墙", "检测工程"), ("Construction", "Building Materials", "Surveying")),
    "education": (("职业学校", "实验学校", "教育科技"), ("Academy", "Technical College", "Learning")),
    "public": (("检测研究所", "水务", "环境检测"), ("Water Works", "Research Institute", "Environmental Laboratory")),
    "services": (("检测服务", "物业服务", "酒店管理", "计量服务"), ("Calibration", "Facilities", "Hotels", "Testing")),
    "software": (("软件", "信息技术"), ("Software", "Systems")),
    "telecommunications": (("通信设备", "网络工程"), ("Networks", "Telecom")),
    "retail": (("连锁药房", "家居", "便利店"), ("Pharmacies", "Home Stores", "Retail")),
}
INDUSTRY = Weighted(
    ("manufacturing", 28), ("medical", 20), ("technology", 11), ("food", 8), ("energy", 7), ("logistics", 5),
    ("construction", 5), ("education", 4), ("public", 4), ("services", 4), ("software", 2), ("telecommunications", 1),
    ("retail", 1),
)  # fmt: skip
DEALERS = (("仪器设备", "科学器材", "医疗科贸", "机电贸易"), ("Instrument Supplies", "Scientific", "Medical Trading"))
SHOPS = (("仪表商行", "健康器械店", "家用医疗馆", "五金仪表店"), ("Instrument Shop", "Health Store", "Tools & Meters"))
