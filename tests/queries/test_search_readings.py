"""Places and people are found as they are read aloud, however the characters are read elsewhere."""

from collections.abc import Iterator

import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contact, Customer
from crm_desktop.queries.search import search
from crm_desktop.storage.database import Database

PLACES = {
    "重庆": "chong qing",
    "厦门": "xia men",
    "长沙": "chang sha",
    "长春": "chang chun",
    "单县": "shan xian",
    "六安": "lu an",
    "乐清": "yue qing",
    "乐亭": "lao ting",
    "东阿": "dong e",
    "番禺": "pan yu",
    "铅山": "yan shan",
    "涡阳": "guo yang",
    "台州": "tai zhou",
    "丽水": "li shui",
    "朝阳": "chao yang",
    "尉犁": "yu li",
    "浚县": "xun xian",
    "洪洞": "hong tong",
    "荥阳": "xing yang",
    "蚌埠": "beng bu",
    "西藏": "xi zang",
    "闵行": "min hang",
    "六合": "lu he",
    "珲春": "hun chun",
    "大理": "da li",
}
PEOPLE = {
    "单雄信": "shan xiong xin",
    "曾国藩": "zeng guo fan",
    "仇英": "qiu ying",
    "解缙": "xie jin",
    "任正": "ren zheng",
    "查良": "zha liang",
    "区文": "ou wen",
    "盖华": "ge hua",
    "华罗": "hua luo",
    "朴智": "piao zhi",
    "乐嘉": "yue jia",
    "缪勇": "miao yong",
    "翟志": "zhai zhi",
    "员工": "yun gong",
    "逄博": "pang bo",
    "尉迟恭": "yu chi gong",
    "万俟雅": "mo qi ya",
    "令狐冲": "ling hu chong",
    "长孙无": "zhang sun wu",
    "澹台明": "tan tai ming",
    "覃海": "qin hai",
    "冼星": "xian xing",
    "卜凡": "bu fan",
    "纪晓": "ji xiao",
    "柏杨": "bai yang",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database.create(tmp_path_factory.mktemp("readings") / "readings.crm")
    with made.write(Message("A test step"), SYSTEM) as work:
        places = [{"id": work.new_id(), "name": f"{name}泵业", "number": name, "created_at": 1} for name in PLACES]
        work.insert_rows(Customer, places)
        work.insert_rows(Contact, [{"id": work.new_id(), "name": name, "created_at": 1} for name in PEOPLE])
    yield made
    made.close()


def _missed(database: Database, kind: str, names: dict[str, str]) -> list[str]:
    """The texts that do not find the name they should; whole, unfinished, by initials and mixed with characters."""
    missed = []
    with database.read(SYSTEM) as reading:
        for name, spoken in names.items():
            syllables = spoken.split()
            joined, initials = "".join(syllables), "".join(each[0] for each in syllables)
            mixed = f"{name[0]} {''.join(syllables[1:])}"
            for typed in (spoken, joined, joined[:-1], initials, initials.upper(), mixed):
                hits = search(reading, typed, (kind,)).hits
                hit = next((each for each in hits if each.title.startswith(name)), None)
                if hit is None or not hit.spans:
                    missed.append(f"{name} by {typed}")
    return missed


def test_places_are_found_as_they_are_read(database: Database) -> None:
    assert _missed(database, "customer", PLACES) == []


def test_people_are_found_as_their_surnames_are_read(database: Database) -> None:
    assert _missed(database, "contact", PEOPLE) == []
