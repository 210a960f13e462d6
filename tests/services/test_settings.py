"""The association's choices, checked before they are kept."""

from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError
from sambruk_crm.models import Locale, Role
from sambruk_crm.services import settings
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor


@pytest.fixture
def administrator(session: CrmSession) -> Actor:
    """Ada, who may change the settings."""
    return make_actor(session, "Ada Ström", Role.ADMINISTRATOR)


def test_before_anybody_chooses_the_association_is_swedish(session: CrmSession) -> None:
    chosen = settings.read(session)

    assert (chosen.time_zone, chosen.default_locale, chosen.currency) == ("Europe/Stockholm", Locale.SV, "SEK")
    assert chosen.renamed() == {}


def test_a_choice_is_kept(session: CrmSession, administrator: Actor) -> None:
    settings.change(session, administrator, association_name=" Nord ", time_zone="Europe/Oslo", default_locale="nb")

    chosen = settings.read(session)
    assert (chosen.association_name, chosen.zone.key, chosen.default_locale) == ("Nord", "Europe/Oslo", Locale.NB)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("association_name", ""),
        ("association_name", "x" * 121),
        ("time_zone", "Mars/Olympus"),
        ("default_locale", "fi"),
        ("currency", "XXX"),
        ("labels", {"organisation": "Customer"}),
        ("labels", {"todo": "Task"}),
        ("labels", "Members"),
        ("set_up_token_hash", "mine"),
        ("has_example_data", False),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(
    name: str, value: Any, session: CrmSession, administrator: Actor
) -> None:
    with pytest.raises(InvalidError) as refused:
        settings.change(session, administrator, **{name: value})

    assert set(refused.value.fields) == {name}


@pytest.mark.parametrize("role", [Role.READER, Role.STAFF, Role.MANAGER])
def test_only_administrators_choose(role: Role, session: CrmSession) -> None:
    with pytest.raises(ForbiddenError):
        settings.change(session, make_actor(session, role=role), association_name="Mine")


def test_a_noun_that_is_renamed_replaces_both_its_numbers(session: CrmSession, administrator: Actor) -> None:
    settings.change(session, administrator, labels={"organisation": "Member"})

    renamed = {msgid: name.msgid for msgid, name in settings.read(session).renamed().items()}
    assert renamed == {"Organisation": "Member", "Organisations": "Members"}


def test_choosing_the_usual_name_renames_nothing(session: CrmSession, administrator: Actor) -> None:
    settings.change(session, administrator, labels={"organisation": "Organisation"})

    assert settings.read(session).renamed() == {}
