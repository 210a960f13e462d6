"""Memberships of all organisations over REST, in one list; new_members begins many of them."""

from typing import Annotated

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Asked, Key, Listed, answer, asked, showing
from sambruk_crm.api.memberships import MembershipOut, MembershipPatch
from sambruk_crm.services import memberships
from sambruk_crm.services.memberships import MembershipFilter

router = noun("memberships")


@router.get("")
def list_all_memberships(
    caller: Caller, question: Annotated[Asked[MembershipFilter], asked("membership", MembershipFilter)]
) -> Listed[MembershipOut]:
    """List the periods of membership that fit every filter; `status` is theirs on the day `on`, today unless given."""
    with db.reading() as session:
        found = memberships.lists.LIST.find(
            session, caller, question.wanted, sort=question.sort, paging=question.paging
        )
        items = [MembershipOut.model_validate(period, from_attributes=True) for period in found.items]
    return Listed[MembershipOut](**answer(found, items))


@router.get("/{membership_id}")
def get_one_membership(caller: Caller, membership_id: Key) -> MembershipOut:
    """Return a period of membership."""
    with db.reading() as session:
        found = memberships.get(session, caller, membership_id)
        return MembershipOut.model_validate(found, from_attributes=True)


@router.patch("/{membership_id}")
def patch_one_membership(caller: Caller, membership_id: Key, body: MembershipPatch) -> MembershipOut:
    """Correct a period, or with `left_on` null reopen it; an older version answers 409 with the current values."""
    with showing(get_one_membership, caller, membership_id), db.transaction(caller.user_id) as session:
        period = memberships.update(session, caller, membership_id, body.changes(), version=body.version)
        return MembershipOut.model_validate(period, from_attributes=True)


@router.delete("/{membership_id}", status_code=204)
def delete_one_membership(caller: Caller, membership_id: Key) -> None:
    """Remove a period that was written by mistake."""
    with db.transaction(caller.user_id) as session:
        memberships.delete(session, caller, membership_id)
