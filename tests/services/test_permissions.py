"""The table of rights."""

import pytest

from sambruk_crm.errors import ForbiddenError, NotSignedInError
from sambruk_crm.models import Locale, Role
from sambruk_crm.places import ROOT
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Actor, Permission, require
from tests.factories import STOCKHOLM


def test_the_written_table_is_the_one_in_force() -> None:
    lines = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]

    written = {cells[0].strip("`"): [cell == "yes" for cell in cells[2:]] for cells in rows}

    assert written == {right.value: [right in rights for rights in ROLE_PERMISSIONS.values()] for right in Permission}


def test_strangers_are_asked_to_sign_in_and_readers_told_that_they_may_not() -> None:
    reader = Actor(1, "Rut", "rut@example.test", Role.READER, Locale.SV, STOCKHOLM)

    with pytest.raises(NotSignedInError):
        require(None, Permission.VIEW)
    with pytest.raises(ForbiddenError):
        require(reader, Permission.EDIT_DEALS)
    require(reader, Permission.VIEW)
    require(None, Permission.PUBLIC)
