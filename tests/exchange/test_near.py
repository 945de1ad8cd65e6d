"""Corrections are proposed when nothing else can be meant, and never otherwise."""

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.exchange import near, vocabulary

PRODUCTS = ["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Basic", "GTX Plus Pro", "GTK 500"]


def proposals(value: str, known: list[str]) -> list[str]:
    return [correction.new for correction in near.propose({value: 1}, known)]


@pytest.mark.parametrize(
    ("value", "known", "right"),
    [
        ("GTXPro", PRODUCTS, "GTX Pro"),
        ("gtx-plus pro", PRODUCTS, "GTX Plus Pro"),
        ("technolgy", sorted(vocabulary.industries()), "technology"),
        ("Philipines", sorted(vocabulary.countries()), "Philippines"),
        ("Betatec", ["Betatech", "Betasoloin"], "Betatech"),
        ("上海海维康医疗器械有限工司", ["上海海维康医疗器械有限公司"], "上海海维康医疗器械有限公司"),
    ],
)
def test_slips_are_noticed(value: str, known: list[str], right: str) -> None:
    assert proposals(value, known) == [right]


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("GTX 500", ["GTX 5000"]),
        ("Router 2024", ["Router 2025"]),
        ("Model B", ["Model A"]),
        ("北京银行", ["南京银行"]),
        ("GTX Pro", PRODUCTS),
        ("Anders", ["Andersen", "Anderson"]),
        ("Johnsen", ["Johnson", "Johnston"]),
        ("Niger", ["Nigeria"]),
        ("", PRODUCTS),
        ("???", PRODUCTS),
        ("anything", []),
    ],
)
def test_what_may_be_another_thing_is_left_alone(value: str, known: list[str]) -> None:
    assert proposals(value, known) == []


def test_fixes_apply_to_whole_values() -> None:
    fixes = near.Fixes.parsed(["GTXPro=GTX Pro", "technolgy = technology"])
    assert fixes.apply("gtxpro") == "GTX Pro"
    assert fixes.apply("technolgy") == "technology"
    assert fixes.apply("GTXPro Max") == "GTXPro Max"
    with pytest.raises(UserError, match="OLD=NEW"):
        near.Fixes.parsed(["GTXPro"])
