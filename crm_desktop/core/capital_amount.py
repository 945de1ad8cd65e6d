"""Amounts of renminbi in the capital characters of Chinese forms (大写金额).

The rules are those of the People's Bank of China for filling in bills and settlement vouchers (annex 1 of the
支付结算办法): 整 follows an amount that ends with 元 or 角 and never one with 分; zeros in a row are one 零; where the
rules leave 零 to the writer (before 角 when 元 is 0, before 千 when 万 is 0) it is left out.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_TEN_THOUSAND, _HUNDRED_MILLION = 10**4, 10**8


def capital_amount(fen: int) -> str:
    """An amount in fen in capital characters: 10,753 is 壹佰零柒元伍角叁分; one below zero begins with 负."""
    yuan, small = divmod(abs(fen), 100)
    jiao, last = divmod(small, 10)
    text = f"{_whole(yuan)}元" if yuan else ""
    if not small:
        text = f"{text or '零元'}整"
    elif not last:
        text += f"{_DIGITS[jiao]}角整"
    else:
        gap = "零" if yuan and not jiao else ""
        text += f"{gap}{_DIGITS[jiao] + '角' if jiao else ''}{_DIGITS[last]}分"
    return f"负{text}" if fen < 0 else text


def _whole(number: int) -> str:
    """A number above zero: what stands before 亿, before 万, and the last four digits."""
    for unit, name in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
        if number >= unit:
            above, below = divmod(number, unit)
            gap = "零" if 0 < below < unit // 10 else ""
            return f"{_whole(above)}{name}{gap}{_whole(below) if below else ''}"
    return _four(number)


def _four(number: int) -> str:
    """At most four digits, the zeros within them as one 零, none before and behind them."""
    text, gap = "", False
    for digit, place in zip(f"{number:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
        else:
            text += f"{'零' if gap else ''}{_DIGITS[int(digit)]}{place}"
            gap = False
    return text
