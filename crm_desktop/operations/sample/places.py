"""Where the customers of the sample are: real cities and districts, with everything else about an address made up."""

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.operations.sample.dice import Dice, Weighted


@dataclass(frozen=True)
class Place:
    """A city as addresses name it. `area` is the dialling code; in `post` # is a digit and @ a letter."""

    city: str
    province: str
    country: str
    region: str
    area: str
    post: str
    districts: tuple[str, ...]
    streets: tuple[str, ...]
    currency: str = "CNY"
    forms: tuple[str, ...] = ()


_STREETS_ZH = (
    "文一路",
    "江南大道",
    "人民路",
    "解放路",
    "科技园路",
    "工业大道",
    "长江路",
    "建设路",
    "创新大道",
    "滨河路",
    "学院路",
    "迎宾大道",
)

# city province region dialling-code postcode weight districts
_CHINA = """
杭州 浙江 east 0571 3100 12 滨江区 余杭区 萧山区 拱墅区
宁波 浙江 east 0574 3150 6 鄞州区 北仑区 镇海区
温州 浙江 east 0577 3250 4 鹿城区 瓯海区 龙湾区
嘉兴 浙江 east 0573 3140 3 南湖区 秀洲区
绍兴 浙江 east 0575 3120 3 越城区 柯桥区
金华 浙江 east 0579 3210 2 婺城区 金东区
台州 浙江 east 0576 3180 3 椒江区 路桥区
上海 上海 east 021 2001 11 浦东新区 闵行区 嘉定区 松江区
苏州 江苏 east 0512 2151 8 工业园区 吴中区 相城区
南京 江苏 east 025 2100 6 江宁区 栖霞区 浦口区
无锡 江苏 east 0510 2140 5 新吴区 滨湖区 惠山区
常州 江苏 east 0519 2130 3 武进区 新北区
南通 江苏 east 0513 2260 2 崇川区 通州区
扬州 江苏 east 0514 2250 2 邗江区 广陵区
徐州 江苏 east 0516 2210 2 云龙区 泉山区
合肥 安徽 east 0551 2300 4 蜀山区 包河区 高新区
芜湖 安徽 east 0553 2410 2 镜湖区 弋江区
福州 福建 east 0591 3500 3 仓山区 马尾区
厦门 福建 east 0592 3610 3 湖里区 集美区
济南 山东 east 0531 2500 3 历下区 历城区
青岛 山东 east 0532 2660 4 黄岛区 崂山区 城阳区
南昌 江西 east 0791 3300 2 青山湖区 红谷滩区
北京 北京 north 010 1001 7 海淀区 大兴区 昌平区 亦庄
天津 天津 north 022 3004 4 西青区 滨海新区
石家庄 河北 north 0311 0500 2 裕华区 长安区
太原 山西 north 0351 0300 2 小店区 万柏林区
沈阳 辽宁 northeast 024 1101 3 浑南区 铁西区
大连 辽宁 northeast 0411 1160 3 甘井子区 金州区
长春 吉林 northeast 0431 1300 2 南关区 绿园区
哈尔滨 黑龙江 northeast 0451 1500 2 南岗区 香坊区
武汉 湖北 central 027 4300 5 洪山区 江夏区 东西湖区
长沙 湖南 central 0731 4100 4 岳麓区 雨花区
郑州 河南 central 0371 4500 4 金水区 中原区
洛阳 河南 central 0379 4710 2 涧西区 洛龙区
广州 广东 south 020 5106 7 黄埔区 番禺区 天河区
深圳 广东 south 0755 5180 8 南山区 宝安区 龙岗区
东莞 广东 south 0769 5230 4 松山湖 长安镇
佛山 广东 south 0757 5280 4 顺德区 南海区
珠海 广东 south 0756 5190 2 香洲区 斗门区
南宁 广西 south 0771 5300 2 西乡塘区 良庆区
成都 四川 southwest 028 6100 6 高新区 双流区 温江区
绵阳 四川 southwest 0816 6210 2 涪城区 游仙区
重庆 重庆 southwest 023 4011 5 渝北区 北碚区 沙坪坝区
昆明 云南 southwest 0871 6500 2 官渡区 呈贡区
贵阳 贵州 southwest 0851 5500 2 观山湖区 乌当区
西安 陕西 northwest 029 7100 4 雁塔区 长安区 未央区
兰州 甘肃 northwest 0931 7300 1 城关区 七里河区
乌鲁木齐 新疆 northwest 0991 8300 1 新市区 水磨沟区
"""

_STREETS_EN = (
    "Mill Lane", "Station Road", "Harbour Street", "Foundry Way", "Orchard Road", "Kingfisher Avenue", "Weaver Street",
    "Canal Street", "Cedar Drive", "Observatory Road",
)  # fmt: skip

# city | province | country | dialling code | postcode | currency | legal forms | weight
_ABROAD = """
London|England|United Kingdom|+44 20 7946 0|E1 #@@|GBP|Ltd,plc|6
Manchester|England|United Kingdom|+44 161 496 0|M1 #@@|GBP|Ltd|4
Bristol|England|United Kingdom|+44 117 496 0|BS1 #@@|GBP|Ltd|3
Edinburgh|Scotland|United Kingdom|+44 131 496 0|EH3 #@@|GBP|Ltd|2
Boston|Massachusetts|United States|+1 617 555 01|021##|USD|Inc.,LLC|4
Austin|Texas|United States|+1 512 555 01|787##|USD|Inc.,LLC|4
Denver|Colorado|United States|+1 303 555 01|802##|USD|Inc.,LLC|3
Portland|Oregon|United States|+1 503 555 01|972##|USD|Inc.,LLC|3
Chicago|Illinois|United States|+1 312 555 01|606##|USD|Inc.,Corp.|4
Toronto|Ontario|Canada|+1 416 555 01|M5V #@#|USD|Inc.|3
Sydney|New South Wales|Australia|+61 2 5550 0|20##|USD|Pty Ltd|3
Melbourne|Victoria|Australia|+61 3 5550 0|30##|USD|Pty Ltd|3
Singapore|Singapore|Singapore|+65 0555 0|068###|USD|Pte Ltd|5
Dublin|Leinster|Ireland|+353 1 0555 0|D02 @@##|EUR|Ltd|3
Rotterdam|South Holland|Netherlands|+31 10 0555 0|301# @@|EUR|B.V.|4
Munich|Bavaria|Germany|+49 89 0555 0|803##|EUR|GmbH|5
Hamburg|Hamburg|Germany|+49 40 0555 0|204##|EUR|GmbH|3
Stockholm|Stockholm|Sweden|+46 8 0555 0|111 ##|EUR|AB|3
"""


def _chinese(line: str) -> tuple[Place, float]:
    city, province, region, area, post, weight, *districts = line.split()
    return Place(city, province, "中国", region, area, post + "##", tuple(districts), _STREETS_ZH), float(weight)


def _foreign(line: str) -> tuple[Place, float]:
    city, province, country, area, post, currency, forms, weight = line.split("|")
    place = Place(city, province, country, "overseas", area, post, (), _STREETS_EN, currency, tuple(forms.split(",")))
    return place, float(weight)


IN_CHINA = Weighted(*(_chinese(line) for line in _CHINA.strip().splitlines()))
ABROAD = Weighted(*(_foreign(line) for line in _ABROAD.strip().splitlines()))

_LOOSE: dict[str, Callable[[Dice], str]] = {
    "#": lambda dice: dice.digits(1),
    "@": lambda dice: dice.pick("ABDEFGHJLNPQRSTUWXYZ"),
}


def address(dice: Dice, place: Place) -> dict[str, str | None]:
    """An address in a city: its street exists in many cities, its number in few."""
    number = dice.between(1, 399)
    street = dice.pick(place.streets)
    district = dice.pick(place.districts) if place.districts else None
    return {
        "country": place.country,
        "province": place.province,
        "city": place.city,
        "district": district,
        "postcode": "".join(_LOOSE[each](dice) if each in _LOOSE else each for each in place.post),
        "address": f"{street} {number} 号" if district else f"{number} {street}",
    }


def landline(dice: Dice, place: Place) -> str:
    """A fixed line nobody has: no Chinese subscriber number begins with 1; abroad, ranges kept for fiction."""
    if place.country == "中国":
        return f"{place.area} 1{dice.digits(3)} {dice.digits(4)}"
    return place.area + dice.digits(2 if place.country in ("United States", "Canada") else 3)


def mobile(dice: Dice, place: Place) -> str:
    """A mobile number nobody has: 154 is not handed out in China; abroad, numbers kept for fiction."""
    if place.country == "中国":
        return f"154 {dice.digits(4)} {dice.digits(4)}"
    if place.country == "United Kingdom":
        return f"+44 7700 900{dice.digits(3)}"
    if place.country == "Australia":
        return f"+61 491 570 {dice.digits(3)}"
    return landline(dice, place)
