"""An address as it is written on paper: a Chinese one from the large to the small, others from street to country."""

import re
from typing import NamedTuple

from crm_desktop.core.countries import country_name
from crm_desktop.core.i18n import CHINESE

_CHINESE = re.compile("[\u4e00-\u9fff]")


class PostalAddress(NamedTuple):
    """Where somebody is reached by post, as far as it is known."""

    street: str | None = None
    district: str | None = None
    city: str | None = None
    province: str | None = None
    postcode: str | None = None
    country: str | None = None

    def written(self, language: str) -> str:
        """In one line; a municipality, which is its own province, is named once.

        The order is that of the words it is written in; the language of the paper says what the country is called.
        """
        province = self.province if self.province != self.city else None
        country = country_name(self.country, language)
        place = "".join(filter(None, (province, self.city, self.district, self.street)))
        if _CHINESE.search(place):
            abroad = "" if language == CHINESE else country
            return ", ".join(filter(None, (" ".join(filter(None, (self.postcode, place))), abroad)))
        town = " ".join(filter(None, (self.postcode, self.city)))
        return ", ".join(filter(None, (self.street, self.district, town, province, country)))
