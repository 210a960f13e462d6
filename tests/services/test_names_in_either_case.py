"""Names are the same in either case of every letter, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Role
from sambruk_crm.services import departments, tags
from sambruk_crm.services.lists import views
from sambruk_crm.services.mailings import templates
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor

Make = Callable[[CrmSession, Actor, str], Any]

MAKERS: dict[str, Make] = {
    "tag": lambda session, actor, name: tags.create(session, actor, {"name": name}),
    "department": lambda session, actor, name: departments.create(session, actor, {"name": name}),
    "template": lambda session, actor, name: templates.create(session, actor, {"name": name, "subject": "Hej"}),
    "view": lambda session, actor, name: views.create(session, actor, {"noun": "organisation", "name": name}),
}


@pytest.fixture
def admin(session: CrmSession) -> Actor:
    """Return one who may name everything."""
    return make_actor(session, "Alva Berg", Role.ADMINISTRATOR)


@pytest.mark.parametrize("noun", MAKERS)
def test_the_same_name_in_the_other_case_is_refused_also_with_letters_beyond_z(
    session: CrmSession, admin: Actor, noun: str
) -> None:
    MAKERS[noun](session, admin, "Ärenden på Öland")

    with pytest.raises(InvalidError) as refused:
        MAKERS[noun](session, admin, "ÄRENDEN PÅ ÖLAND")

    assert "name" in refused.value.fields
