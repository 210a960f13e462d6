"""Mailings before they are sent: drafts, whom they are for, and why somebody is left out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import MailBlockReason, Mailing, MailingState, RecipientState, Role, SkipReason, TagScope
from sambruk_crm.services import mail, mailings, persons, search, trash
from sambruk_crm.services.mailings import MailingFilter, RecipientFilter
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_organisation, make_person, make_tag


def draft(session: CrmSession, actor: Actor, **values: Any) -> Mailing:
    """Begin a mailing to all persons, unless said."""
    given = {"subject": "Hej", "body": "Hej {first_name|du}!", "audience": {"persons": {"noun": "person"}}, **values}
    return mailings.create(session, actor, given)


def listed(session: CrmSession, actor: Actor, mailing: Mailing) -> list[tuple[str, str]]:
    """Return each recipient's address with why they are left out."""
    found = mailings.reviews.recipients(session, actor, mailing.key, RecipientFilter(), paging=Paging(limit=200))
    return [(row.email, row.skipped_for) for row in found.items]


def test_a_draft_keeps_what_two_people_write_in_different_fields(session: CrmSession, anna: Actor, bo: Actor) -> None:
    mailing = draft(session, anna)

    mailings.update(session, bo, mailing.key, {"subject": "Välkomna"}, base={"subject": "Hej"})
    mailings.update(session, anna, mailing.key, {"body": "Ny text"}, base={"body": "Hej {first_name|du}!"})

    assert (mailing.subject, mailing.body) == ("Välkomna", "Ny text")


def test_a_field_that_both_changed_is_never_overwritten(session: CrmSession, anna: Actor, bo: Actor) -> None:
    mailing = draft(session, anna)
    mailings.update(session, bo, mailing.key, {"subject": "Välkomna"}, base={"subject": "Hej"})

    with pytest.raises(StaleError) as refused:
        mailings.update(session, anna, mailing.key, {"subject": "Hejsan"}, base={"subject": "Hej"})
    with pytest.raises(StaleError):
        mailings.update(session, anna, mailing.key, {"body": "Hejsan"}, version=1)

    assert refused.value.current == {"subject": "Välkomna"}


def test_who_may_only_read_writes_no_mailing(session: CrmSession, reader: Actor) -> None:
    with pytest.raises(ForbiddenError):
        draft(session, reader)


def test_only_an_administrator_may_write_to_those_who_opted_out(session: CrmSession, anna: Actor, maria: Actor) -> None:
    boss = make_actor(session, "Siv Ek", Role.ADMINISTRATOR)
    mailing = draft(session, boss, kind="information")

    for actor in (anna, maria):
        with pytest.raises(ForbiddenError):
            draft(session, actor, kind="information")
        with pytest.raises(ForbiddenError):
            mailings.update(session, actor, draft(session, actor).key, {"kind": "information"})
        assert mailings.copy(session, actor, mailing.key).kind == "marketing"


def test_a_sent_mailing_can_be_neither_changed_nor_thrown_away(session: CrmSession, anna: Actor) -> None:
    mailing = draft(session, anna)
    mailing.state = MailingState.DONE
    session.flush()

    with pytest.raises(InUseError):
        mailings.update(session, anna, mailing.key, {"subject": "Nytt"})
    with pytest.raises(InUseError):
        mailings.delete(session, anna, mailing.key)
    with pytest.raises(InUseError):
        mailings.reviews.review(session, anna, mailing.key)


def test_a_draft_that_is_thrown_away_is_out_of_sight_and_comes_back_whole(session: CrmSession, anna: Actor) -> None:
    make_person(session, anna, emails=["asa@ale.example"])
    mailing = draft(session, anna)
    mailings.reviews.review(session, anna, mailing.key)

    mailings.delete(session, anna, mailing.key)
    with pytest.raises(NotFoundError):
        mailings.sending.send(session, anna, mailing.key)
    assert mailings.search(session, anna, MailingFilter()).total == 0
    assert search.everything(session, anna, "Hej") == []
    trash.restore(session, anna, "mailing", mailing.key)

    assert mailings.get(session, anna, mailing.key).body == "Hej {first_name|du}!"
    assert listed(session, anna, mailing) == [("asa@ale.example", "")]


def test_everybody_who_is_left_out_is_named_with_the_reason(session: CrmSession, anna: Actor) -> None:
    make_person(session, anna, "A", "A", emails=["a@x.example"])
    make_person(session, anna, "B", "B")
    out = make_person(session, anna, "C", "C", emails=["c@x.example"])
    persons.opt_out(session, anna, out.key)
    make_person(session, anna, "D", "D", emails=["D@x.example"])
    mail.blocks.add(session, "d@x.example", MailBlockReason.BOUNCED, mailing_id=None)
    make_person(session, anna, "E", "E", emails=["e@x.example"])
    mail.blocks.add(session, "e@x.example", MailBlockReason.OPTED_OUT, mailing_id=None)
    make_person(session, anna, "F", "F", emails=["A@X.example"])
    erased = make_person(session, anna, "G", "G", emails=["g@x.example"])
    erased.erased_at = datetime.now(UTC)
    mailing = draft(session, anna)

    review = mailings.reviews.review(session, anna, mailing.key)

    assert (review.recipients, review.skipped) == (1, 6)
    assert review.reasons == {"no_address": 1, "opted_out": 2, "bounced": 1, "duplicate": 1, "erased": 1}
    assert listed(session, anna, mailing) == [
        ("a@x.example", ""),
        ("", "no_address"),
        ("c@x.example", "opted_out"),
        ("d@x.example", "bounced"),
        ("e@x.example", "opted_out"),
        ("a@x.example", "duplicate"),
        ("g@x.example", "erased"),
    ]
    [same] = mailings.reviews.recipients(
        session, anna, mailing.key, RecipientFilter(skipped_for=(SkipReason.DUPLICATE,))
    ).items
    assert same.detail == "A A"


def test_information_reaches_those_who_opted_out_but_not_where_mail_bounces(session: CrmSession) -> None:
    boss = make_actor(session, "Siv Ek", Role.ADMINISTRATOR)
    out = make_person(session, boss, "A", "A", emails=["a@x.example"])
    persons.opt_out(session, boss, out.key)
    make_person(session, boss, "B", "B", emails=["b@x.example"])
    mail.blocks.add(session, "b@x.example", MailBlockReason.BOUNCED, mailing_id=None)
    mailing = draft(session, boss, kind="information")

    assert mailings.reviews.review(session, boss, mailing.key).recipients == 1
    assert listed(session, boss, mailing) == [("a@x.example", ""), ("b@x.example", "bounced")]


def test_a_filter_names_all_that_match_but_those_taken_out(session: CrmSession, anna: Actor) -> None:
    tag = make_tag(session, "Nyhetsbrev", TagScope.PERSON)
    people = [
        make_person(session, anna, "A", str(n), emails=[f"{n}@x.example"], tags=[tag.key] if n else [])
        for n in range(4)
    ]
    wanted = {"noun": "person", "filters": {"tag": [tag.key]}, "excluded": [people[2].key]}
    mailing = draft(session, anna, audience={"persons": wanted})

    mailings.reviews.review(session, anna, mailing.key)

    assert listed(session, anna, mailing) == [("1@x.example", ""), ("3@x.example", "")]


@pytest.mark.parametrize(
    ("address", "email", "name"),
    [
        ("contact", "kommun@x.example", "Kungsör"),
        ("invoice", "faktura@x.example", "Kungsör"),
        ("first_contact", "asa@x.example", "Åsa Öberg"),
    ],
)
def test_an_organisation_is_written_to_where_the_sender_chooses(
    session: CrmSession, anna: Actor, address: str, email: str, name: str
) -> None:
    town = make_organisation(session, anna, email="kommun@x.example", invoice_email="faktura@x.example")
    other = make_person(session, anna, "Bo", "Ek", emails=["bo@x.example"])
    first = make_person(session, anna, emails=["asa@x.example"])
    persons.affiliations.create(session, anna, other.key, town.key, {})
    persons.affiliations.create(session, anna, first.key, town.key, {"is_primary": True, "title": "Chef"})
    organisations = {"noun": "organisation", "ids": [town.key]}
    mailing = draft(session, anna, audience={"organisations": organisations, "address": address})

    mailings.reviews.review(session, anna, mailing.key)

    [row] = mailings.reviews.find(session, anna, mailing.key, RecipientFilter()).items
    assert (row.email, row.name, row.organisation_id) == (email, name, town.key)
    assert row.field_values["organisation"] == "Kungsör"


def test_an_organisation_without_an_address_is_reached_through_its_first_contact(
    session: CrmSession, anna: Actor
) -> None:
    town = make_organisation(session, anna)
    person = make_person(session, anna, emails=["asa@x.example"])
    persons.affiliations.create(session, anna, person.key, town.key, {"is_primary": True})
    persons.opt_out(session, anna, person.key)
    mailing = draft(session, anna, audience={"organisations": {"noun": "organisation", "ids": [town.key]}})

    mailings.reviews.review(session, anna, mailing.key)

    assert listed(session, anna, mailing) == [("asa@x.example", "opted_out")]


def test_who_has_no_value_for_a_field_is_counted_before_anything_is_sent(session: CrmSession, anna: Actor) -> None:
    make_person(session, anna, "Åsa", "", emails=["a@x.example"])
    make_person(session, anna, "", "Ek", emails=["b@x.example"])
    mailing = draft(session, anna, body="Hej {first_name} {title|vän} {sender_name}!")

    assert mailings.reviews.review(session, anna, mailing.key).missing == {"first_name": 1}


def test_a_preview_reads_as_the_recipient_will_read_it(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna)
    person = make_person(session, anna, emails=["asa@x.example"])
    persons.affiliations.create(session, anna, person.key, town.key, {"is_primary": True, "title": "Chef"})
    mailing = draft(session, anna, body="{first_name}, {title} i {organisation}, hälsar {sender_name}")
    mailings.reviews.review(session, anna, mailing.key)
    [row] = mailings.reviews.recipients(session, anna, mailing.key, RecipientFilter()).items

    assert mailings.reviews.preview(session, anna, mailing.key, row.id).text == "Åsa, Chef i Kungsör, hälsar Anna Berg"
    assert mailings.reviews.preview(session, anna, mailing.key).text.startswith("Anna")


def test_every_recipient_can_be_looked_through_page_by_page(session: CrmSession, anna: Actor) -> None:
    for number in range(7):
        make_person(session, anna, "P", f"{number}", emails=[f"p{number}@x.example"])
    mailing = draft(session, anna)
    mailings.reviews.review(session, anna, mailing.key)

    first = mailings.reviews.recipients(
        session, anna, mailing.key, RecipientFilter(state=(RecipientState.WAITING,)), paging=Paging(limit=5)
    )
    second = mailings.reviews.recipients(
        session,
        anna,
        mailing.key,
        RecipientFilter(state=(RecipientState.WAITING,)),
        paging=Paging(limit=5, cursor=first.next_cursor),
    )

    assert (first.total, len(first.items), len(second.items)) == (7, 5, 2)


def test_mailings_are_found_by_subject_and_state(session: CrmSession, anna: Actor) -> None:
    draft(session, anna, subject="Höstens program")
    draft(session, anna, subject="100 % rabatt")

    found = mailings.search(session, anna, MailingFilter(text="0 %", state=(MailingState.DRAFT,)))

    assert [row.subject for row in found.items] == ["100 % rabatt"]
    assert found.items[0].author == "Anna Berg"


def test_a_template_is_checked_named_once_and_archived(session: CrmSession, anna: Actor) -> None:
    template = mailings.templates.create(session, anna, {"name": "Inbjudan", "subject": "Hej", "body": "{first_name}"})

    with pytest.raises(InvalidError) as twice:
        mailings.templates.create(session, anna, {"name": "inbjudan"})
    with pytest.raises(InvalidError) as wrong:
        mailings.templates.update(session, anna, template.key, {"body": "{nickname}"})
    mailings.templates.archive(session, anna, template.key)

    assert (list(twice.value.fields), list(wrong.value.fields)) == (["name"], ["body"])
    assert mailings.templates.all_templates(session, anna) == []
    assert mailings.templates.all_templates(session, anna, archived=True) == [template]
