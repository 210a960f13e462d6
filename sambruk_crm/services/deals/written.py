"""What can be written of a deal."""

from typing import Annotated

from pydantic import Field

from sambruk_crm.models import (
    DealType,
    Outcome,
    ShareKind,
)
from sambruk_crm.services.values.validation import (
    Amount,
    Blank,
    Day,
    Fielded,
    Id,
    Input,
    Key,
    Line,
    Name,
    Text,
)


class ParticipantInput(Input):
    """One organisation in a split deal; `amount` counts when the shares are fixed. The deal's own is always one."""

    organisation_id: Id
    amount: Amount = None


class DealInput(Fielded):
    """What can be written of a deal. Its phase and outcome are changed by moving it.

    One about data privacy only has neither service nor value, and only a one-time one has a day of delivery.
    """

    title: Name = ""
    organisation_id: Key = None
    person_id: Key = None
    service_id: Key = None
    owner_id: Key = None
    deal_type: DealType = DealType.STANDARD
    share_kind: ShareKind = ShareKind.EQUAL
    value: Amount = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "SEK"
    probability: Annotated[Annotated[int, Field(ge=0, le=100)] | None, Blank] = None
    expected_close_on: Day = None
    delivers_on: Day = None
    waits_until: Day = None
    note: Text = ""
    participants: list[ParticipantInput] = []


class MoveInput(Input):
    """Where a deal goes: to a phase, above another card or last; into a closed phase with an outcome."""

    phase_id: Id
    before_id: Key = None
    outcome: Outcome | None = None
    lost_reason_id: Key = None
    lost_reason: Line = ""
