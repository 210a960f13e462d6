"""Which mail one gets, and the reminders that have fired, over REST."""

from fastapi import APIRouter

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import Key, Listed, whole
from sambruk_crm.services import mail, todos
from sambruk_crm.services.mail import MailChoices
from sambruk_crm.services.todos import ReminderRow

router = APIRouter(prefix="/me", tags=["users"], route_class=Endpoint)


@router.get("/mail")
def get_mail_choices(caller: Caller) -> MailChoices:
    """Return which mail I get: reminders, and at which hour the list of what is due."""
    with db.reading() as session:
        return mail.choices.mine(session, caller)


@router.patch("/mail")
def change_mail_choices(caller: Caller, body: MailChoices) -> MailChoices:
    """Change which mail I get."""
    with db.transaction(caller.user_id) as session:
        return mail.choices.change(session, caller, body)


@router.get("/reminders")
def list_reminders(caller: Caller) -> Listed[ReminderRow]:
    """List my reminders that have fired and that I have not put away, all in one page."""
    with db.reading() as session:
        return Listed[ReminderRow](**whole(todos.reminders.unseen(session, caller)))


@router.delete("/reminders/{reminder_id}", status_code=204)
def put_reminder_away(caller: Caller, reminder_id: Key) -> None:
    """Put one of my reminders away."""
    with db.transaction(caller.user_id) as session:
        todos.reminders.put_away(session, caller, reminder_id)
