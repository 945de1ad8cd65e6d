"""Reports to draw in tests: a typical year, an empty one, an overfull one, and names no font was made for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from crm_desktop.core.i18n import CHINESE, ENGLISH, Message
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import Breakdown, DataState, Figure, LeftOut, Ratio, Report, Row

OWNERS = {
    ENGLISH: ("Darcel Schlecht", "Vicki Laflamme", "Kary Hendrixson", "Cassey Cress", "Donn Cantrell", "Reed Clapper"),
    CHINESE: ("林悦", "陈子昂", "王佳宁", "赵一鸣", "周沐", "欧阳海棠"),
}
REGIONS = {ENGLISH: ("West", "Central", "East"), CHINESE: ("华东", "华北", "华南")}
PRODUCTS = {
    ENGLISH: ("GTX Pro", "GTX Plus Pro", "MG Advanced", "GTX Plus Basic", "GTX Basic", "GTK 500", "MG Special"),
    CHINESE: ("激光位移传感器", "伺服驱动器", "工业网关 GTX Pro", "人机界面", "视觉检测套件", "电源模块", "备件包"),
}
SECTORS = {
    ENGLISH: ("retail", "technology", "medical", "software", "finance", "marketing", "telecommunications"),
    CHINESE: ("零售", "科技", "医疗", "软件", "金融", "营销", "通信"),
}
CUSTOMERS = {
    ENGLISH: ("Kan-code", "Konex", "Condax", "Cheers", "Hottechi", "Goodsilron", "Xx-holding", "Singletechno", "Isdom"),
    CHINESE: (
        "南京同仁路药房连锁",
        "海维康医疗器械",
        "无锡恒泰轴承",
        "马鞍山立钢",
        "宁波北仑港物流",
        "温州瑞鞋业",
        "泰州康宁护理",
        "台州博锐阀门",
        "扬州明月酒店管理",
    ),
}
STAGES = {
    ENGLISH: ("Qualified", "Needs analysis", "Proposal", "Negotiation"),
    CHINESE: ("线索确认", "需求分析", "方案报价", "商务谈判"),
}
REASONS = {
    ENGLISH: ("Price too high", "Chose a competitor", "No budget", "No decision"),
    CHINESE: ("价格偏高", "选择了竞争对手", "没有预算", "迟迟未决"),
}


def typical(language: str = ENGLISH, currency: str = "USD") -> Report:
    """A year of a small team, compared with the year before."""
    months = [f"2017-{month:02d}" for month in range(1, 13)]
    values = [0, 0, 113_467_200, 72_193_200, 102_595_100, 133_867_600, 69_695_200, 105_028_700, 123_543_200]
    values += [73_112_900, 93_894_000, 113_156_400]
    return _report(language, currency, months, values, partial=())


def empty(language: str = ENGLISH) -> Report:
    """A company that has not sold anything and has nothing open."""
    report = typical(language)
    figures = tuple(replace(each, value=_nothing(each), previous=None, records=0) for each in report.figures)
    rows = tuple(replace(row, value=0, count=0, won=0, lost=0) for row in report.rows(names.BY_MONTH))
    breakdowns = tuple(replace(each, rows=rows if each.name == names.BY_MONTH else ()) for each in report.breakdowns)
    return replace(
        report, figures=figures, breakdowns=breakdowns, previous_from=None, previous_to=None, data_state=DataState()
    )


def one_month(language: str = ENGLISH) -> Report:
    """The first month of a company, cut in the middle, without a month before."""
    report = _report(language, "EUR", ["2026-11"], [53_800_050], partial=("2026-11",))
    figures = tuple(replace(each, previous=None) for each in report.figures)
    return replace(report, figures=figures, previous_from=None, previous_to=None, period_to=date(2026, 11, 18))


def all_lost(language: str = ENGLISH) -> Report:
    """A period in which every closed deal was lost."""
    report = empty(language)
    lost: dict[str, names.Value] = {names.WIN_RATE: Ratio(0, 7), names.DEALS_LOST: 7}
    figures = tuple(
        replace(each, value=lost[each.name], records=7) if each.name in lost else each for each in report.figures
    )
    reasons = _named(names.LOST_REASONS, names.COUNT, REASONS[language], lambda index: 4 - index)
    breakdowns = tuple(reasons if each.name == names.LOST_REASONS else each for each in report.breakdowns)
    return replace(report, figures=figures, breakdowns=breakdowns)


def overfull(language: str = ENGLISH) -> Report:
    """Sixty months, two hundred owners, three hundred products with names of eighty characters."""
    months = [f"{2012 + index // 12}-{index % 12 + 1:02d}" for index in range(60)]
    values = [(17_000_000 + (index * 7_919_000) % 41_000_000) * (1 + index // 20) for index in range(60)]
    report = _report(language, "CNY", months, values, partial=("2016-12",))
    long_name = (
        "国际精密工业自动化设备与智能制造系统集成解决方案（华东地区）有限责任公司"
        if language == CHINESE
        else ("International Precision Automation and Intelligent Manufacturing Systems (East)")
    )
    owners = [f"{OWNERS[language][index % 6]} {index:03d}" for index in range(200)]
    products = [f"{long_name} {index:03d}"[-80:] for index in range(300)]
    customers = [f"{index:04d} {long_name}" for index in range(1200)]
    money = names.money_unit("CNY")
    bigger = {
        names.BY_OWNER: _named(names.BY_OWNER, money, owners, lambda index: 90_000_000 // (index + 1)),
        names.BY_PRODUCT: _named(names.BY_PRODUCT, money, products, lambda index: 70_000_000 // (index + 1)),
        names.BY_CUSTOMER: _named(names.BY_CUSTOMER, money, customers, lambda index: 60_000_000 // (index + 1)),
        names.BY_SECTOR: _named(names.BY_SECTOR, money, products[:40], lambda index: 9_000_000 - index),
        names.LOST_REASONS: _named(names.LOST_REASONS, names.COUNT, products[:30], lambda index: 60 - index),
    }
    return replace(
        report,
        company=f"{long_name} {long_name}",
        prepared_by=long_name,
        filters=tuple(owners),
        breakdowns=tuple(bigger.get(each.name, each) for each in report.breakdowns),
        left_out=(LeftOut("XAU", 5, 21_613_900), LeftOut("ZWL", 1, 100)),
    )


def strange(language: str = ENGLISH) -> Report:
    """Names of all sorts: emoji, Arabic, Cyrillic, rare Han, marks, control characters, markup and nothing at all."""
    odd = (
        "🎉 Party & Söhne <b>GmbH</b>",
        "شركة الاتصالات",
        "«Ромашка» Ж",
        "𠮷野家 \U00020bb7 喆堃",
        "$x^2$ {name} %s \\frac",
        "tab\tnew\nline\x00\x07\ud800",
        "e\u0301clair 👨‍👩‍👧",
        " ",
        "A" * 200,
    )
    report = typical(language)
    breakdown = _named(names.BY_CUSTOMER, names.money_unit("USD"), odd, lambda index: 90_000_000 // (index + 1))
    breakdowns = tuple(breakdown if each.name == names.BY_CUSTOMER else each for each in report.breakdowns)
    return replace(report, company=odd[0], prepared_by=odd[1], breakdowns=breakdowns)


def _nothing(figure: Figure) -> names.Value:
    return Ratio(0, 0) if isinstance(figure.value, Ratio) else 0


def _report(
    language: str, currency: str, months: Sequence[str], values: Sequence[int], partial: Sequence[str]
) -> Report:
    revenue, money = sum(values), names.money_unit(currency)
    first, last = months[0], months[-1]
    return Report(
        company="Northwind Instruments" if language == ENGLISH else "华东销售一部",
        period_from=date.fromisoformat(f"{first}-01"),
        period_to=date.fromisoformat(f"{last}-{30 if last.endswith('11') else 31}"),
        previous_from=date(int(first[:4]) - 1, int(first[5:]), 1),
        previous_to=date(int(last[:4]) - 1, int(last[5:]), 30 if last.endswith("11") else 31),
        currency=currency,
        language=language,
        prepared_by=OWNERS[language][0],
        data_state=DataState(datetime(2017, 12, 31, 14, 32), "0190a1b2c3d4e5f6:104223"),
        figures=_figures(revenue, money),
        breakdowns=_breakdowns(language, money, months, values, partial),
    )


def _figures(revenue: int, money: str) -> tuple[Figure, ...]:
    won = ListSpec((Filter("outcome", "is", "won"),))

    def figure(name: str, title: str, unit: str, value: names.Value, records: int, previous: names.Value) -> Figure:
        better = "down" if name in (names.SALES_CYCLE, names.DEALS_LOST) else "up"
        definition = Message("Net amounts of deals won, by closing day within the period, in the company's currency.")
        return Figure(name, Message(title), unit, value, definition, records, previous, better, filter=won)

    return (
        figure(names.WON_REVENUE, "Won revenue", money, revenue, 4238, revenue * 100 // 112),
        figure(names.WIN_RATE, "Win rate", names.RATIO, Ratio(4238, 6711), 6711, Ratio(3900, 6000)),
        figure(names.DEALS_WON, "Deals won", names.COUNT, 4238, 4238, 3900),
        figure(names.DEALS_LOST, "Deals lost", names.COUNT, 2473, 2473, 2100),
        figure(names.OPEN_PIPELINE, "Open pipeline", money, 496_621_500, 2089, 410_000_000),
        figure(names.WEIGHTED_PIPELINE, "Weighted pipeline", money, 187_342_050, 2089, 160_000_000),
        figure(names.AVERAGE_DEAL, "Average deal", money, Ratio(revenue, 4238), 4238, Ratio(revenue, 4000)),
        figure(names.SALES_CYCLE, "Sales cycle", names.DAYS, Ratio(219452, 4238), 4238, Ratio(214500, 3900)),
    )


def _breakdowns(
    language: str, money: str, months: Sequence[str], values: Sequence[int], partial: Sequence[str]
) -> tuple[Breakdown, ...]:
    total = sum(values)
    quarters: dict[str, int] = {}
    for month, value in zip(months, values, strict=True):
        quarter = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
        quarters[quarter] = quarters.get(quarter, 0) + value

    def falling(index: int) -> int:
        return total * 32 // 100 // (index + 1)

    return (
        _over_time(names.BY_MONTH, money, dict(zip(months, values, strict=True)), partial),
        _over_time(names.BY_QUARTER, money, quarters, [f"{p[:4]}-Q{(int(p[5:]) + 2) // 3}" for p in partial]),
        _named(names.BY_OWNER, money, OWNERS[language], falling),
        _named(names.BY_REGION, money, REGIONS[language], falling),
        _named(names.BY_PRODUCT, money, PRODUCTS[language], falling),
        _named(names.BY_SECTOR, money, SECTORS[language], falling, Message("No sector")),
        _named(names.BY_CUSTOMER, money, CUSTOMERS[language], falling),
        _stages(language, money),
        _named(names.WON_REASONS, names.COUNT, REASONS[language][1:], lambda index: 900 // (index + 1)),
        _named(names.LOST_REASONS, names.COUNT, REASONS[language], lambda index: 1100 // (index + 1)),
    )


def _over_time(name: str, money: str, values: dict[str, int], partial: Sequence[str]) -> Breakdown:
    spec = ListSpec((Filter("outcome", "is", "won"),))
    rows = tuple(
        Row(key, key, value, value // 240_000, filter=spec.where(Filter("month", "is", key)), partial=key in partial)
        for key, value in values.items()
    )
    return Breakdown(name, _title(name), money, Message("Won revenue by the month of the closing day."), rows)


def _named(
    name: str, unit: str, labels: Sequence[str], value: Callable[[int], int], nothing: Message | None = None
) -> Breakdown:
    spec = ListSpec((Filter("outcome", "is", "won"),))
    rows = [
        Row(
            f"key{index}",
            label,
            value(index),
            value(index) if unit == names.COUNT else max(1, value(index) // 240_000),
            filter=spec.where(Filter("key", "is", f"key{index}")),
            won=max(1, value(index) // 240_000),
            lost=max(1, value(index) // 410_000) + index,
        )
        for index, label in enumerate(labels)
    ]
    if nothing:
        rows.append(Row("", nothing, value(len(labels)), 7, won=7, lost=2))
    definition = Message("Won revenue of the period by the deal's customer.")
    return Breakdown(name, _title(name), unit, definition, tuple(rows))


def _stages(language: str, money: str) -> Breakdown:
    rows = tuple(
        Row(
            f"stage{index}",
            label,
            amount,
            count,
            weighted=amount * percent // 100,
            probability=Ratio(percent, 100),
            filter=ListSpec((Filter("stage", "is", f"stage{index}"),)),
        )
        for index, (label, amount, count, percent) in enumerate(
            zip(
                STAGES[language],
                (391_400_000, 258_600_000, 184_200_000, 138_800_050),
                (148, 97, 61, 34),
                (10, 30, 50, 80),
                strict=True,
            )
        )
    )
    definition = Message("Deals open at the end of the period by the stage they had then, with their weighted amounts.")
    return Breakdown(names.BY_STAGE, _title(names.BY_STAGE), money, definition, rows)


def _title(name: str) -> Message:
    titles = {
        names.BY_MONTH: "Revenue by month",
        names.BY_QUARTER: "Revenue by quarter",
        names.BY_OWNER: "Revenue by owner",
        names.BY_REGION: "Revenue by region",
        names.BY_PRODUCT: "Revenue by product",
        names.BY_SECTOR: "Revenue by sector",
        names.BY_CUSTOMER: "Revenue by customer",
        names.BY_STAGE: "Pipeline by stage",
        names.WON_REASONS: "Reasons for winning",
        names.LOST_REASONS: "Reasons for losing",
    }
    return Message(titles[name])
