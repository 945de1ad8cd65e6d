"""Which phone numbers are too short or too long for their country; everything possible passes."""

import re
import unicodedata

from crm_desktop.core.i18n import Message

# Only behind a digit: "x" alone is no extension of nothing.
_EXTENSION = re.compile(r"(?<=\d)[\s,(]*(ext\.?|x|转|分机|#|;).*$", re.IGNORECASE)


def complaint_about(text: str, region: str) -> Message | None:
    """What is wrong with a number typed in a region, or None."""
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text)).strip()
    if re.search(r"[^\d+()\-./\s]", plain):
        return Message("A phone number has digits only. Start with + for abroad.")
    digits = re.sub(r"\D", "", plain)
    if region == "CN" and not plain.startswith("+"):
        return _chinese(digits)
    return _anywhere(plain, region)


def _chinese(digits: str) -> Message | None:
    """Mobiles have 11 digits, area numbers 10 to 12 with their 0, local ones 7 or 8, service numbers 3 to 10."""
    if digits.startswith("1") and not digits.startswith(("10", "12")) and len(digits) > 5:
        return _compare(len(digits), 11, 11)
    if digits.startswith("0") and not digits.startswith("00"):
        return _compare(len(digits), 10, 12)
    return _compare(len(digits), 3, 15)


def _anywhere(plain: str, region: str) -> Message | None:
    import phonenumbers  # its metadata takes 60 ms to load, and many forms have no phone

    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return Message("This is not a phone number. Start with + for abroad.")
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason not in (phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.TOO_LONG):
        return None
    code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(code)
    lengths = metadata.general_desc.possible_length if metadata and metadata.general_desc else ()
    return _compare(len(str(number.national_number)), min(lengths, default=4), max(lengths, default=15))


def _compare(count: int, least: int, most: int) -> Message | None:
    if count < least:
        if least - count == 1:
            return Message("1 digit short. Start with + for abroad.")
        return Message("{count} digits short. Start with + for abroad.", count=least - count)
    if count > most:
        if count - most == 1:
            return Message("1 digit too many. Start with + for abroad.")
        return Message("{count} digits too many. Start with + for abroad.", count=count - most)
    return None
