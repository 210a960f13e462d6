"""What follows from a won deal beside its contract: offered until it is so, and never done twice."""

from datetime import date

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError
from sambruk_crm.models import Deal, Outcome, WonOffer
from sambruk_crm.services import deals, memberships, projects, services, won_deals
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.projects import ProjectFilter
from tests.factories import make_deal, make_organisation, today


def make_won(session: CrmSession, actor: Actor, *names: str, has_service: bool = True) -> Deal:
    """Make a deal that several organisations share, and win it."""
    towns = [make_organisation(session, actor, name).key for name in names]
    parts = [{"organisation_id": key} for key in towns] if len(towns) > 1 else []
    service = services.create(session, actor, {"name": "EGIL"}).key if has_service else None
    deal = make_deal(
        session, actor, "EGIL", organisation_id=towns[0], value="100", service_id=service, participants=parts
    )
    deals.close(session, actor, deal.key, outcome=Outcome.WON)
    return deal


def told(session: CrmSession, actor: Actor, deal: Deal) -> list[tuple[str, str]]:
    """Return what is offered, as kind and organisation."""
    return [(offer.kind.value, offer.organisation) for offer in won_deals.offers(session, actor, deal.key)]


def test_all_who_share_a_won_deal_are_offered_to_take_part_to_have_a_project_and_to_be_members(
    session: CrmSession, anna: Actor
) -> None:
    deal = make_won(session, anna, "Kungsör", "Köping")
    kungsor = deal.organisation_id or 0
    kinds = ("participant", "project", "membership")
    assert told(session, anna, deal) == [(kind, name) for name in ("Kungsör", "Köping") for kind in kinds]

    for kind in WonOffer:
        won_deals.take(session, anna, deal.key, kind, kungsor, from_on=date(2026, 1, 1))

    assert told(session, anna, deal) == [(kind, "Köping") for kind in kinds]
    [participant] = services.participants.of_service(session, anna, deal.service_id or 0)
    assert (participant.organisation, participant.from_on) == ("Kungsör", date(2026, 1, 1))
    [project] = projects.search(session, anna, ProjectFilter(organisation=(kungsor,))).items
    assert project.name == "EGIL"
    assert memberships.periods_of(session, anna, kungsor)[0].joined_on == date(2026, 1, 1)


def test_nothing_is_done_twice_or_for_somebody_else(session: CrmSession, anna: Actor, reader: Actor) -> None:
    deal = make_won(session, anna, "Kungsör")
    kungsor, other = deal.organisation_id or 0, make_organisation(session, anna, "Köping").key
    with pytest.raises(ForbiddenError):
        won_deals.take(session, reader, deal.key, WonOffer.PARTICIPANT, kungsor)

    won_deals.take(session, anna, deal.key, WonOffer.PARTICIPANT, kungsor)

    for organisation_id in (kungsor, other):
        with pytest.raises(InUseError):
            won_deals.take(session, anna, deal.key, WonOffer.PARTICIPANT, organisation_id)


def test_an_open_or_lost_deal_offers_nothing_and_one_without_a_service_membership_alone(
    session: CrmSession, anna: Actor
) -> None:
    without = make_won(session, anna, "Kungsör", has_service=False)
    open_deal = make_deal(session, anna, "Öppen", organisation_id=without.organisation_id)

    assert told(session, anna, without) == [("membership", "Kungsör")]
    assert told(session, anna, open_deal) == []
    memberships.join(session, anna, without.organisation_id or 0, today())
    assert told(session, anna, without) == []
