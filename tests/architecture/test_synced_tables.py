"""What makes tables merge safely: their types, keys and groups, checked over every entity."""

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, Column, SmallInteger, Table, Text, UniqueConstraint

from crm_desktop.models import ENTITIES, Synced
from crm_desktop.models.base import Day, Flag
from crm_desktop.storage.capture import table_of

EVERY = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__tablename__)
# Columns people never see in the history of a record.
UNTITLED = {"id"}


def offences(entity: type[Synced], wrong: Iterator[Column[object]] | list[Column[object]]) -> list[str]:
    """The names of columns that break a rule."""
    return [f"{entity.__tablename__}.{column.name}" for column in wrong]


@EVERY
def test_columns_hold_text_or_whole_numbers(entity: type[Synced]) -> None:
    kinds = (Text, BigInteger, SmallInteger, Day, Flag)
    assert not offences(entity, [column for column in table_of(entity).columns if not isinstance(column.type, kinds)])


@EVERY
def test_the_id_is_text_and_the_only_thing_unique(entity: type[Synced]) -> None:
    table = table_of(entity)
    assert [column.name for column in table.primary_key] == ["id"]
    assert isinstance(table.c.id.type, Text)
    assert not [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    assert not [index.name for index in table.indexes if index.unique]


@EVERY
def test_references_wait_for_the_end_of_the_transaction(entity: type[Synced]) -> None:
    keys = table_of(entity).foreign_keys
    assert not [key.target_fullname for key in keys if not (key.deferrable and key.initially == "DEFERRED")]
    assert not [key.target_fullname for key in keys if key.ondelete or key.onupdate]


@EVERY
def test_columns_that_merge_together_exist_and_are_in_one_group_only(entity: type[Synced]) -> None:
    grouped = [name for group in entity.__sync_groups__ for name in group]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= set(table_of(entity).columns.keys())


@EVERY
def test_an_amount_merges_with_its_currency(entity: type[Synced]) -> None:
    """An amount of one laptop with the currency of another would be a third sum that nobody wrote."""
    for group in entity.__sync_groups__:
        amounts = [name for name in group if name.endswith("_minor")]
        if amounts and _own_currency(table_of(entity), amounts[0]):
            assert any("currency" in name for name in group), group


@EVERY
def test_names_tell_what_a_column_holds(entity: type[Synced]) -> None:
    table = table_of(entity)
    stored = [column for column in table.columns if column.computed is None]
    assert not offences(entity, [c for c in stored if c.name.endswith("_on") and not isinstance(c.type, Day)])
    numbers = ("_at", "_minor", "_e6")
    assert not offences(entity, [c for c in stored if c.name.endswith(numbers) and not isinstance(c.type, BigInteger)])
    assert not offences(entity, [c for c in stored if c.foreign_keys and not c.name.endswith("_id")])


@EVERY
def test_everything_has_a_title_for_people(entity: type[Synced]) -> None:
    assert entity.__title__
    columns = table_of(entity).columns
    assert not offences(entity, [c for c in columns if not c.comment and c.computed is None and c.name not in UNTITLED])


@EVERY
def test_what_is_searched_exists(entity: type[Synced]) -> None:
    fields = entity.__search__
    if fields is not None:
        named = {*fields.names, *fields.numbers, *fields.phones, *fields.words, *fields.subtitle}
        named |= {name for name in (fields.title, fields.via) if name}
        assert named <= set(table_of(entity).columns.keys())


def _own_currency(table: Table, amount: str) -> bool:
    """Whether the row says in which currency the amount is; lines take that of their order or deal."""
    return "currency" in table.c or f"{amount.removesuffix('_minor')}_currency" in table.c
