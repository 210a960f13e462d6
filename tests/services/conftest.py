"""Fixtures for service tests: a migrated database of each kind, a session in it, and people who act."""

from collections.abc import Iterator

import pytest

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.models import Role
from sambruk_crm.services import reference
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor


@pytest.fixture
def session(migrated: str) -> Iterator[CrmSession]:  # noqa: ARG001 -- the database it opens
    """Open a unit of work with the reference lists in it; it is rolled back at the end."""
    with CrmSession(db.engine().execution_options(writes=True), expire_on_commit=False) as opened:
        reference.load_vocabularies(opened)
        yield opened


@pytest.fixture
def anna(session: CrmSession) -> Actor:
    """Anna, who is staff."""
    return make_actor(session, "Anna Berg", Role.STAFF)


@pytest.fixture
def bo(session: CrmSession) -> Actor:
    """Bo, a colleague of Anna's."""
    return make_actor(session, "Bo Ek", Role.STAFF)


@pytest.fixture
def maria(session: CrmSession) -> Actor:
    """Maria, a manager."""
    return make_actor(session, "Maria Lind", Role.MANAGER)


@pytest.fixture
def reader(session: CrmSession) -> Actor:
    """Rut, who may only read."""
    return make_actor(session, "Rut Holm", Role.READER)
