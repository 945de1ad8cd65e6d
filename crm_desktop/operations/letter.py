"""Letters with fields: what may stand in braces, what is wrong with a text, and the text for one person."""

import re
from collections.abc import Mapping

from crm_desktop.core.i18n import N_, Message
from crm_desktop.queries.campaign_recipient import Recipient

# What a field of a letter means; the value of one that is not known is left empty.
FIELDS: Mapping[str, str] = {
    "name": N_("The contact, else the customer"),
    "contact": N_("The contact"),
    "salutation": N_("The contact's salutation"),
    "job_title": N_("The contact's job title"),
    "company": N_("The customer"),
    "number": N_("The customer's number"),
    "city": N_("The customer's city"),
    "address": N_("The customer's address"),
    "owner": N_("Who looks after the customer"),
    "sender": N_("Your own company"),
    "today": N_("The day the letter is printed for"),
}
LONGEST = 12_000
_FIELD = re.compile(r"\{([^{}]*)\}")
_SPACES = re.compile(r"[ \t]+(?=[,.;:!?，。；：！？\n]|$)|(?<=[ \t])[ \t]+")


def complaint(text: str | None) -> Message | None:
    """What is wrong with the text of a letter, if anything."""
    said = text or ""
    if (wrong := wrong_field(said, FIELDS)) is not None:
        return wrong
    if len(said) > LONGEST:
        return Message("A letter holds at most {count} characters.", count=f"{LONGEST:,}")
    return None


def wrong_field(text: str, fields: Mapping[str, str]) -> Message | None:
    """What is wrong with what stands in braces, where these fields are known."""
    for name in _FIELD.findall(text):
        if name.strip() not in fields:
            offered = tuple(f"{{{each}}}" for each in fields)
            return Message("There is no field {field}. Use {fields}.", field=f"{{{name}}}", fields=offered)
    if set(_FIELD.sub("", text)) & {"{", "}"}:
        return Message("A field needs both braces, like {field}.", field=f"{{{next(iter(fields))}}}")
    return None


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text for one person; where a value is missing no double space stays, and none before a comma."""
    written = _FIELD.sub(lambda found: values.get(found.group(1).strip(), ""), text)
    return _SPACES.sub("", written)


def values_for(to: Recipient, sender: str, day: str) -> Mapping[str, str]:
    """What the fields say in the letter to one member."""
    return {
        "name": to.contact or to.company,
        "contact": to.contact,
        "salutation": to.salutation,
        "job_title": to.job_title,
        "company": to.company,
        "number": to.number,
        "city": to.city,
        "address": to.address,
        "owner": to.keeper,
        "sender": sender,
        "today": day,
    }
