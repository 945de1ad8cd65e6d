"""What countries are called, also where only their codes were written down."""

from functools import cache


def country_name(text: str | None, language: str) -> str:
    """A country by its name in a language, for its code of two letters; whatever else was written stays."""
    said = (text or "").strip()
    is_code = len(said) == 2 and said.isascii() and said.isalpha()
    return _of_code(said.upper(), language) or said if is_code else said


@cache
def _of_code(code: str, language: str) -> str:
    from babel import Locale  # loads only where somebody wrote a code

    return str(Locale.parse(language).territories.get(code, ""))
