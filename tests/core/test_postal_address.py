"""Addresses as they are written on paper."""

import pytest

from crm_desktop.core.i18n import CHINESE, ENGLISH
from crm_desktop.core.postal_address import PostalAddress

CHONGQING = PostalAddress("文一路 89 号", "北碚区", "重庆", "重庆", "401199", "CN")
LEEDS = PostalAddress("1 Mill Lane", None, "Leeds", "West Yorkshire", "LS1 4AP", "GB")


@pytest.mark.parametrize(
    ("place", "language", "written"),
    [
        (CHONGQING, CHINESE, "401199 重庆北碚区文一路 89 号"),
        (CHONGQING._replace(province="四川省"), CHINESE, "401199 四川省重庆北碚区文一路 89 号"),
        (LEEDS, ENGLISH, "1 Mill Lane, LS1 4AP Leeds, West Yorkshire, United Kingdom"),
        (CHONGQING, ENGLISH, "401199 重庆北碚区文一路 89 号, China"),
        (LEEDS, CHINESE, "1 Mill Lane, LS1 4AP Leeds, West Yorkshire, 英国"),
        (PostalAddress(), ENGLISH, ""),
        (PostalAddress(), CHINESE, ""),
    ],
)
def test_an_address_is_written_in_the_order_of_its_words(place: PostalAddress, language: str, written: str) -> None:
    assert place.written(language) == written
