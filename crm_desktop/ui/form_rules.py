"""Rules of fields in a form: what must be filled, is not used or cannot be changed follows what is typed at once."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from crm_desktop.models.customising import HIDDEN, READ_ONLY, REQUIRED
from crm_desktop.queries.field_rule import FieldRuleView, demands
from crm_desktop.ui.widgets.form import Form


def always_asked(rules: Sequence[FieldRuleView]) -> set[str]:
    """The fields that must be filled whatever else is typed."""
    return {name for rule in rules if rule.effect == REQUIRED and not rule.condition for name in rule.fields}


class FormRules:
    """Watches one form."""

    def __init__(self, form: Form, rules: Sequence[FieldRuleView], draft: Any, *, is_new: bool) -> None:
        self._form, self._rules, self._is_new = form, rules, is_new
        # Values of the draft that the form does not show count all the same.
        self._draft = asdict(draft)
        self._required = {name for name in form.names() if form.field(name).required}
        self._touched: dict[str, set[str]] = {each: set() for each in (REQUIRED, HIDDEN, READ_ONLY)}
        form.changed.connect(self.show)
        self.show()

    def show(self) -> None:
        """Let the fields be as the rules say of what is typed now."""
        form, names = self._form, set(self._form.names())
        values = {**self._draft, **{name: form.field(name).value() for name in names}}
        asked = demands(self._rules, values)
        for effect, touched in self._touched.items():
            now = asked[effect] & names
            for name in now ^ touched:
                self._apply(effect, name, name in now)
            self._touched[effect] = now

    def _apply(self, effect: str, name: str, is_on: bool) -> None:
        field = self._form.field(name)
        if effect == REQUIRED:
            field.set_required(is_on or name in self._required)
        elif effect == HIDDEN:
            field.setVisible(not is_on)
        elif not self._is_new:
            field.set_locked(is_on)
