"""Example mailings: some that went out, as far as they could, and one being written."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import col, select

from sambruk_crm.models import (
    HistoryEntry,
    HistoryKind,
    Mailing,
    MailingKind,
    MailingRecipient,
    MailingState,
    Person,
    PersonEmail,
    RecipientState,
    SkipReason,
)
from sambruk_crm.services.demo import texts
from sambruk_crm.services.demo.scene import Scene
from sambruk_crm.services.values import folding

REACHED = 24
"""So many persons each of them was for, and some more who are left out."""


def add_mailings(scene: Scene) -> None:
    """Have them written by those who work here, to example persons; nothing is sent."""
    scene.rows.write()
    query = (
        select(Person.id, Person.name, PersonEmail.email)
        .join(PersonEmail, col(PersonEmail.person_id) == Person.id)
        .where(col(Person.is_example))
        .order_by(col(Person.id))
    )
    people = list(scene.session.exec(query.limit(REACHED * len(texts.MAILINGS))))
    for number, (kind, subject, body, days_ago) in enumerate(texts.MAILINGS):
        sent_at = scene.moment(-days_ago, 10) if days_ago else None
        mailing_id = scene.rows.add(
            Mailing,
            made_at=scene.moment(-days_ago - 1, 15),
            kind=MailingKind(kind),
            subject=subject,
            body=body,
            state=MailingState.DONE if sent_at else MailingState.DRAFT,
            author_id=scene.users[number % len(scene.users)],
            starts_at=sent_at,
            started_at=sent_at,
            ended_at=sent_at and sent_at + timedelta(minutes=4),
            is_example=True,
        )
        for place, (person_id, name, email) in enumerate(people[number * REACHED : (number + 1) * REACHED]):
            if sent_at is not None:
                state, skipped = _fate(scene, MailingKind(kind), place)
                scene.rows.add(
                    MailingRecipient,
                    made_at=sent_at,
                    mailing_id=mailing_id,
                    person_id=person_id,
                    name=name,
                    email=email,
                    token=secrets.token_urlsafe(24),
                    state=state,
                    skipped_for=skipped,
                    sent_at=sent_at if state is RecipientState.SENT else None,
                )
                if state is RecipientState.SENT:
                    _tell(scene, mailing_id, subject, sent_at, person_id=person_id, number=number)


def _tell(scene: Scene, mailing_id: int, subject: str, sent_at: datetime, *, person_id: int, number: int) -> None:
    scene.rows.add(
        HistoryEntry,
        made_at=sent_at,
        kind=HistoryKind.MAIL,
        happened_at=sent_at,
        text=subject,
        fold=folding.searchable(subject),
        details={"what": "mailing", "mailing": str(mailing_id)},
        author_id=scene.users[number % len(scene.users)],
        person_id=person_id,
        is_example=True,
    )


def _fate(scene: Scene, kind: MailingKind, place: int) -> tuple[RecipientState, SkipReason | None]:
    if kind is MailingKind.MARKETING and place % 9 == 0:
        return RecipientState.SKIPPED, SkipReason.OPTED_OUT
    if scene.happens(0.08):
        return RecipientState.FAILED, None
    return RecipientState.SENT, None
