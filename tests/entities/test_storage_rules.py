"""The rules that keep synced tables mergeable hold for every table, also for the next one."""

import pytest
from sqlalchemy import BigInteger, SmallInteger, Text, UniqueConstraint

from crm_desktop.models import ENTITIES, Opportunity, Synced
from crm_desktop.models.base import LOCAL, SYNCED, Base, Day, Flag
from crm_desktop.storage.capture import columns, registers, table_of

every_entity = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: str(entity.__tablename__))


def test_every_synced_table_is_listed_once() -> None:
    mapped = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Synced)}
    assert mapped == set(ENTITIES)
    assert len(ENTITIES) == len(set(ENTITIES))
    assert all(entity.__storage__ in (SYNCED, LOCAL) for entity in ENTITIES)


@every_entity
def test_ids_are_text_and_the_only_key(entity: type[Synced]) -> None:
    table = table_of(entity)
    assert [column.name for column in table.primary_key] == ["id"]
    assert isinstance(table.c.id.type, Text)
    assert not any(isinstance(each, UniqueConstraint) for each in table.constraints)
    assert not any(index.unique for index in table.indexes)
    assert not any(column.unique for column in table.columns)


@every_entity
def test_only_types_that_merge_are_stored(entity: type[Synced]) -> None:
    for column in table_of(entity).columns:
        stored = column.type.impl_instance if isinstance(column.type, Day | Flag) else column.type
        assert isinstance(stored, Text | BigInteger | SmallInteger), column


@every_entity
def test_references_are_checked_when_the_transaction_commits(entity: type[Synced]) -> None:
    for constraint in table_of(entity).foreign_key_constraints:
        assert (constraint.deferrable, constraint.initially) == (True, "DEFERRED"), constraint


@every_entity
def test_merge_groups_name_columns_and_none_twice(entity: type[Synced]) -> None:
    grouped = [name for group in entity.__sync_groups__ for name in group]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= set(columns(entity))
    assert registers(entity).keys() == set(columns(entity))


@every_entity
def test_amounts_merge_together_with_their_currency(entity: type[Synced]) -> None:
    group_of = registers(entity)
    for name in columns(entity):
        currency = name.removesuffix("_minor") + "_currency"
        for other in (currency, "currency"):
            if name.endswith("_minor") and other in group_of and not name.startswith("net"):
                assert other in group_of[name], f"{name} and {other}"
                break


@every_entity
def test_prices_merge_together_with_their_currency(entity: type[Synced]) -> None:
    group_of = registers(entity)
    apart = [
        name
        for name in columns(entity)
        if name.endswith(("price_e6", "cost_e6")) and "currency" in group_of and "currency" not in group_of[name]
    ]
    assert not apart


def test_a_deal_is_never_in_a_stage_of_another_pipeline() -> None:
    assert "pipeline_id" in registers(Opportunity)["stage_id"]


@every_entity
def test_every_column_and_table_has_a_title_for_people(entity: type[Synced]) -> None:
    assert entity.__title__
    untitled = [name for name in columns(entity) if not table_of(entity).c[name].comment]
    assert not untitled


@every_entity
def test_what_search_reads_exists(entity: type[Synced]) -> None:
    fields = entity.__search__
    if fields is not None:
        named = {*fields.names, *fields.numbers, *fields.phones, *fields.words, *fields.subtitle}
        named |= {each for each in (fields.title, fields.via) if each}
        assert named <= set(columns(entity))


@every_entity
def test_names_tell_what_a_column_holds(entity: type[Synced]) -> None:
    stored = [column for column in table_of(entity).columns if column.computed is None]
    assert not [c.name for c in stored if c.name.endswith("_on") and not isinstance(c.type, Day)]
    assert not [
        c.name for c in stored if c.name.endswith(("_at", "_minor", "_e6")) and not isinstance(c.type, BigInteger)
    ]
    assert not [c.name for c in stored if c.foreign_keys and not c.name.endswith("_id")]
