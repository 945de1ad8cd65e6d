"""What a list shows survives being kept as JSON."""

import json

import pytest

from crm_desktop.core.listing import MONTH, Filter, Grouping, ListSpec, Sort


@pytest.mark.parametrize(
    "spec",
    [
        ListSpec(),
        ListSpec(
            (Filter("owner", "in", ("@me", None)), Filter("closed_on", "during", "this_quarter")),
            (Sort("name"), Sort("amount", descending=True)),
            "steel",
            Grouping("closed_on", MONTH, descending=True),
        ),
    ],
)
def test_a_list_kept_as_json_is_the_same_list(spec: ListSpec) -> None:
    assert ListSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


def test_a_list_kept_before_there_were_groups_has_none() -> None:
    assert ListSpec.from_json({"filters": [], "sorts": [["name", False]]}).grouping is None
