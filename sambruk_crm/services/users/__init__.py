"""Users: who signs in, with what role, session or key."""

from sambruk_crm.services.users import api_keys, links, passwords, sessions
from sambruk_crm.services.users.api_keys import KeyRow
from sambruk_crm.services.users.links import LINK_DAYS, LINK_MINUTES, Holder, Invited
from sambruk_crm.services.users.passwords import SHORTEST
from sambruk_crm.services.users.rules import (
    SET_UP_TOKEN,
    UserRow,
    add,
    canonical,
    check_set_up_token,
    create,
    credentials,
    deactivate,
    exist,
    get,
    reactivate,
    replace_password,
    search,
    set_password,
    set_up,
    set_up_token,
    sign_out,
    update,
    update_mine,
)
from sambruk_crm.services.users.sessions import SessionRow, actor_of, hash_of

__all__ = [
    "LINK_DAYS",
    "LINK_MINUTES",
    "SET_UP_TOKEN",
    "SHORTEST",
    "Holder",
    "Invited",
    "KeyRow",
    "SessionRow",
    "UserRow",
    "actor_of",
    "add",
    "api_keys",
    "canonical",
    "check_set_up_token",
    "create",
    "credentials",
    "deactivate",
    "exist",
    "get",
    "hash_of",
    "links",
    "passwords",
    "reactivate",
    "replace_password",
    "search",
    "sessions",
    "set_password",
    "set_up",
    "set_up_token",
    "sign_out",
    "update",
    "update_mine",
]
