"""The entry that a mailing leaves in the history of everybody it reached."""

from sqlmodel import Session, select

from sambruk_crm.models import HistoryEntry, HistoryKind, Mailing, MailingRecipient, Organisation, Person, utc_now


def write(session: Session, mailing: Mailing, recipient: MailingRecipient, subject: str) -> None:
    """Tell in the recipient's history that they got the mailing; once, however often this is asked for."""
    key = f"mailing:{recipient.key}"
    person = session.get(Person, recipient.person_id) if recipient.person_id else None
    body = session.get(Organisation, recipient.organisation_id) if recipient.organisation_id else None
    if person is None and body is None:
        return
    if session.exec(select(HistoryEntry.id).where(HistoryEntry.sender_key == key)).first() is not None:
        return
    session.add(
        HistoryEntry(
            kind=HistoryKind.MAIL,
            happened_at=recipient.sent_at or utc_now(),
            text=subject,
            details={"what": "mailing", "mailing": str(mailing.key)},
            author_id=mailing.author_id,
            person_id=person.id if person else None,
            organisation_id=body.id if body else None,
            sender_key=key,
            is_example=mailing.is_example,
        )
    )
