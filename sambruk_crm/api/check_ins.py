"""Check-ins over REST: what happened with an organisation, sent once or again."""

from fastapi import Response

from sambruk_crm import db
from sambruk_crm.api import history
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.services import check_ins
from sambruk_crm.services.check_ins import CheckInInput

router = noun("check-ins")


@router.post(
    "",
    status_code=201,
    responses={200: {"description": "This check-in was already received.", "model": history.HistoryOut}},
)
def check_in(caller: Caller, body: CheckInInput, response: Response) -> history.HistoryOut:
    """Write down a visit, call or meeting; sent again with the same `sender_key` it is still one entry."""
    with db.transaction(caller.user_id) as session:
        entry, is_new = check_ins.check_in(session, caller, body)
        answer = history.shown(session, caller, entry)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/history/{answer.id}"
    return answer
