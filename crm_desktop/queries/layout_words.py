"""How a company's form is arranged, in words: what two laptops decided differently is read by people."""

from collections.abc import Iterable

from crm_desktop.core.form_layout import FULL, THIRD, FormLayout, Placed
from crm_desktop.core.i18n import N_, Translator
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.customising import table_of_kind
from crm_desktop.models.dictionary import name_in
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.form_layout import PREFIX
from crm_desktop.storage.capture import table_of

# How forms call the fields that the company added.
_OWN_FIELD = "custom."
_WIDTHS = {FULL: N_("{field} (as wide as the form)"), THIRD: N_("{field} (a third as wide)")}
# Where the names of fields are looked up when an old step does not say whose form it arranged.
_KINDS = ("customer", "contact", "lead", "opportunity", "service_case", "task", "campaign", "product")
# Fields of forms that are no columns.
_TITLES = {
    "tags": N_("Tags"),
    "credit": N_("Credit"),
    "lines": N_("Products"),
    "customers": N_("Customers"),
    "prices": N_("Prices"),
}


class LayoutWords:
    """Says layouts in a language; fields are called as they are in records of that kind."""

    def __init__(self, choices: Choices, language: str) -> None:
        self._choices, self._language, self._t = choices, language, Translator(language).t

    def title(self, parameter: str) -> str:
        """What the parameter is called that holds the layout of a form; another one is called by its name."""
        if not parameter.startswith(PREFIX):
            return parameter
        kind = parameter.removeprefix(PREFIX)
        own = self._choices.own_kind(kind)
        if own is None and kind not in ENTITY_OF:
            return parameter
        return self._t(N_("Form: {kind}"), kind=self._t(own.one if own else ENTITY_OF[kind].__title__))

    def text(self, parameter: str, layout: FormLayout) -> str:
        """Every section with its fields on a line, and what is left out."""
        kind = parameter.removeprefix(PREFIX)
        lines = [
            self._line(
                name_in(self._language, part.title_en, part.title_zh) or self._t(part.key),
                [self._placed(kind, each) for each in part.fields],
            )
            for part in layout.parts
        ]
        if layout.left_out:
            lines.append(self._line(self._t(N_("Left out")), [self._field(kind, name) for name in layout.left_out]))
        return "\n".join(lines)

    def _line(self, heading: str, fields: Iterable[str]) -> str:
        told = self._t(N_(", ")).join(fields) or self._t(N_("nothing"))
        return self._t(N_("{heading}: {fields}"), heading=heading, fields=told)

    def _placed(self, kind: str, placed: Placed) -> str:
        field = self._field(kind, placed.name)
        return self._t(_WIDTHS[placed.width], field=field) if placed.width in _WIDTHS else field

    def _field(self, kind: str, name: str) -> str:
        if name.startswith(_OWN_FIELD):
            field_id = name.removeprefix(_OWN_FIELD)
            own = next((each for each in self._choices.custom.get(kind, ()) if each.id == field_id), None)
            return own.name(self._language) if own else self._t(N_("a field that was taken away"))
        tables = [table_of(ENTITY_OF[table_of_kind(each)]) for each in ((kind,) if kind else _KINDS)]
        title = next((table.c[name].comment for table in tables if name in table.c and table.c[name].comment), None)
        return self._t(title or _TITLES.get(name, name))
