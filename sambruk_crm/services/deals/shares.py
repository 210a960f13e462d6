"""How the participants of a split agreement divide its value; the parts always add up to the whole."""

from decimal import ROUND_HALF_UP, Decimal

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import ShareKind

CENT = Decimal("0.01")


def divide(value: Decimal, kind: ShareKind, parties: dict[int, tuple[int, Decimal | None]]) -> dict[int, Decimal]:
    """Divide a value among parties.

    Args:
        value: the whole.
        kind: equally, by population, or by fixed amounts.
        parties: by organisation, its inhabitants and its fixed amount.

    Raises:
        InvalidError: fixed amounts do not add up to the whole, or nobody lives anywhere.
    """
    if not parties:
        return {}
    if kind is ShareKind.FIXED:
        return _fixed(value, parties)
    weights = {key: Decimal(1 if kind is ShareKind.EQUAL else people) for key, (people, _) in parties.items()}
    whole = sum(weights.values())
    if not whole:
        raise InvalidError({"share_kind": say("The population of these organisations is not known.")})
    parts = {key: (value * weight / whole).quantize(CENT, ROUND_HALF_UP) for key, weight in weights.items()}
    largest = max(parties, key=lambda key: (parties[key][0], -key))
    parts[largest] += value - sum(parts.values())
    return parts


def _fixed(value: Decimal, parties: dict[int, tuple[int, Decimal | None]]) -> dict[int, Decimal]:
    parts = {key: amount or Decimal(0) for key, (_, amount) in parties.items()}
    if sum(parts.values()) != value:
        total = sum(parts.values())
        raise InvalidError(
            {"participants": say("The shares add up to {total}, not to {value}.", total=total, value=value)}
        )
    return parts
