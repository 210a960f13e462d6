"""The mail server over REST: shown without its password, written, and tried out."""

from fastapi import APIRouter
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.i18n import translate
from sambruk_crm.services import mail
from sambruk_crm.services.mail import ServerInput, ServerShown

router = APIRouter(prefix="/settings/mail-server", tags=["settings"], route_class=Endpoint)


@router.get("")
def get_mail_server(caller: Caller) -> ServerShown:
    """Return the mail server that holds: what the environment sets wins. The password is never told."""
    with db.reading() as session:
        return mail.server.get(session, caller)


@router.put("")
def put_mail_server(caller: Caller, body: ServerInput) -> ServerShown:
    """Write the mail server. Without `password` the stored one stays; without `host` there is none any more."""
    with db.transaction(caller.user_id) as session:
        return mail.server.change(session, caller, body)


class TestMail(BaseModel):
    """Whom a test mail went to, whether the server took it, and what it said."""

    to: str
    is_sent: bool
    told: str


@router.post("/test")
def test_mail_server(caller: Caller) -> TestMail:
    """Send a test mail to whoever asks, and tell how it went."""
    with db.reading() as session:
        server, written = mail.server.test_mail(session, caller)
    outcome = mail.server.try_out(server, written)
    return TestMail(to=outcome.to, is_sent=outcome.is_sent, told=translate(outcome.told, caller.locale))
