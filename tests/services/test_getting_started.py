"""What an association does first: done by what is there, out of the menu when all is done or it is put away."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, NotFoundError
from sambruk_crm.models import Role
from sambruk_crm.services import association_logo, demo, getting_started, mail, settings
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_deal, make_membership, make_organisation, make_person


@pytest.fixture
def ada(session: CrmSession) -> Actor:
    """Ada, an administrator, and alone."""
    return make_actor(session, "Ada Ström", Role.ADMINISTRATOR)


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(drawn, "PNG")
    return drawn.getvalue()


def done(session: CrmSession, actor: Actor) -> set[str]:
    return {step.name for step in getting_started.read(session, actor).steps if step.is_done}


def test_each_step_is_done_when_the_data_say_so(session: CrmSession, ada: Actor) -> None:
    assert done(session, ada) == set()
    assert getting_started.is_shown(session, ada)

    association_logo.put(session, ada, picture())
    mail.server.change(session, ada, {"host": "smtp.example.se", "sender_address": "crm@example.se"})
    assert done(session, ada) == {"association", "mail_server"}

    town = make_organisation(session, ada)
    make_membership(session, town, date(2020, 1, 1))
    make_actor(session, "Bo Ek")
    make_person(session, ada)
    assert done(session, ada) == {"association", "mail_server", "members", "colleagues", "persons"}

    make_deal(session, ada, organisation_id=town.key)
    assert not getting_started.is_shown(session, ada)


def test_put_away_it_is_out_of_the_menu_until_it_is_brought_back(session: CrmSession, ada: Actor) -> None:
    getting_started.put_away(session, ada)
    assert not getting_started.is_shown(session, ada)
    assert getting_started.read(session, ada).is_put_away

    getting_started.put_away(session, ada, is_away=False)
    assert getting_started.is_shown(session, ada)


def test_example_persons_and_deals_count_for_nothing(session: CrmSession, ada: Actor) -> None:
    demo.load(session, size="small", seed=1)

    assert not done(session, ada) & {"persons", "deal"}


def test_it_is_for_administrators(session: CrmSession, maria: Actor) -> None:
    assert not getting_started.is_shown(session, maria)
    with pytest.raises(ForbiddenError):
        getting_started.read(session, maria)
    with pytest.raises(ForbiddenError):
        getting_started.put_away(session, maria)
    with pytest.raises(ForbiddenError):
        association_logo.put(session, maria, picture())


def test_the_logo_has_a_new_address_when_it_changes_and_none_when_it_goes(session: CrmSession, ada: Actor) -> None:
    addresses: list[str] = []
    for _ in range(2):
        association_logo.put(session, ada, picture())
        addresses.append(association_logo.address_of(settings.read(session)))
    assert len(set(addresses)) == 2
    assert association_logo.get(session).media_type == "image/webp"

    association_logo.remove(session, ada)

    assert association_logo.address_of(settings.read(session)) == ""
    with pytest.raises(NotFoundError):
        association_logo.get(session)
