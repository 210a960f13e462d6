"""What stories begin with: people who can sign in, and records in the server's own database."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.models import Locale, Role
from sambruk_crm.services import users
from sambruk_crm.services.permissions import Actor
from tests.browser.people import sign_in
from tests.factories import actor_of
from tests.servers import RunningServer

PASSWORD = "a long enough passphrase"


def add_user(server: RunningServer, name: str = "Anna Berg", role: Role = Role.STAFF, locale: str = "en") -> Actor:
    """Add somebody who can sign in with PASSWORD, and give them as who acts."""
    email = f"{secrets.token_hex(4)}@example.test"
    with records(server) as session:
        user = users.add(session, {"email": email, "name": name, "role": role}, users.passwords.make_hash(PASSWORD))
        user.locale = Locale(locale)
        return actor_of(user, Locale(locale))


def enter(page: Page, server: RunningServer, actor: Actor, path: str = "/") -> Page:
    """Sign somebody in and go to a page, in their language."""
    page.context.add_cookies([{"name": "locale", "value": actor.locale.value, "url": server.url}])
    sign_in(page, actor.email, PASSWORD)
    page.goto(path)
    return page


def open_filter(page: Page, name: str, button: str = "Filter") -> Locator:
    """Open one of a list's filters, and give what it asks."""
    page.get_by_role("search").get_by_role("button", name=button).click()
    question = page.locator(".filter-question", has=page.locator("summary", has_text=re.compile(f"^{name}$")))
    question.locator("summary").click()
    return question


@contextmanager
def records(server: RunningServer) -> Iterator[CrmSession]:
    """Write straight into the server's database, committed at the end; open pages hear nothing of it."""
    engine = db.open_engine(server.database_url)
    with CrmSession(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
        session.commit()
    engine.dispose()
