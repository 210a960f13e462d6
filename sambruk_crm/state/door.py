"""What the pages outside of the door need to know: whether mail can be sent, and whose password a link chooses."""

import asyncio

import reflex as rx

from sambruk_crm import db
from sambruk_crm.errors import ForbiddenError
from sambruk_crm.services import mail, users
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.users import Holder
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires


class DoorState(AppState, rx.State):
    """One tab outside; it learns nothing but what the holder of a link may know."""

    is_loaded: bool = False
    has_mail: bool = False
    holder: str = ""
    """The address a link is for; empty where the link does not work."""
    is_first: bool = False

    @rx.event
    @requires(Permission.PUBLIC)
    async def load_forgotten(self) -> None:
        """Find out whether a mail can be sent."""
        self.has_mail = await asyncio.to_thread(_has_mail)
        self.is_loaded = True

    @rx.event
    @requires(Permission.PUBLIC)
    async def load_link(self) -> None:
        """Find out whose password the link of this address chooses."""
        token = self.router.url.query_parameters.get("token", "")
        found = await asyncio.to_thread(_holder, token)
        self.holder, self.is_first = (found.email, found.is_first) if found else ("", False)
        self.is_loaded = True


def _has_mail() -> bool:
    with db.reading() as session:
        return mail.is_configured(session)


def _holder(token: str) -> Holder | None:
    with db.reading() as session:
        try:
            return users.links.holder(session, token)
        except ForbiddenError:
            return None
