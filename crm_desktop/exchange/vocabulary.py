"""Words whose right spelling is known beforehand: countries in both languages and common industries."""

from functools import cache

_INDUSTRIES = (
    "technology|medical|retail|software|entertainment|marketing|telecommunications|finance|employment|services|"
    "manufacturing|construction|education|healthcare|insurance|banking|logistics|transportation|energy|agriculture|"
    "automotive|pharmaceuticals|real estate|hospitality|consulting|government|electronics|food and beverage|"
    "chemicals|aerospace|media|mining|textiles|utilities|wholesale|nonprofit|engineering|environmental|machinery|"
    "制造业|批发零售|信息技术|金融业|房地产|教育|医疗健康|建筑业|交通运输|农林牧渔|能源|餐饮住宿|文化传媒|政府机构|专业服务"
)


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
