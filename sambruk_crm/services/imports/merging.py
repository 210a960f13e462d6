"""What a row says, added to what a record holds already."""

from collections.abc import Callable
from typing import Any

from sambruk_crm.services import own_values
from sambruk_crm.services.imports.nouns.parts import Facts


def merged(before: Facts, given: Facts) -> Facts:
    """Return the facts that a row changes: lists grow and never shrink, and what is not given stays."""
    grown = {name: _grown(name, before[name], value) for name, value in given.items()}
    return {name: value for name, value in grown.items() if value != before[name]}


def _grown(name: str, now: Any, value: Any) -> Any:
    if own_values.is_own(name):
        return _with_names(now, value) if isinstance(value, list) else value
    return _GROWN[name](now, value) if name in _GROWN else value


def _with_names(now: list[str], given: list[str]) -> list[str]:
    held = {name.lower() for name in now}
    return [*now, *(name for name in given if name.lower() not in held)]


def _with_others(now: list[Any], given: list[Any]) -> list[Any]:
    return [*given, *(other for other in now if other not in given)]


def _with_parts(now: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    return {**now, **given}


def _with_told(now: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    return {**now, **{key: told or now.get(key, "") for key, told in given.items()}}


def _with_figures(now: dict[str, int], given: dict[str, int]) -> dict[str, int]:
    """Add figures; one without a day that is the latest we have is known already."""
    is_known = bool(now) and set(given) == {""} and given[""] == now[max(now)]
    return now if is_known else {**now, **given}


def _with_periods(now: list[list[Any]], given: list[list[Any]]) -> list[list[Any]]:
    """Add periods at an organisation; one that has begun on the same day, or whose day was not known, is the same."""
    periods = [list(period) for period in now]
    for place, title, begun, ended in given:
        same = next((each for each in periods if each[0] == place and each[2] in (begun, "")), None)
        if same is None:
            periods.append([place, title, begun, ended])
        else:
            same[1:] = [title or same[1], begun or same[2], ended or same[3]]
    return periods


_GROWN: dict[str, Callable[[Any, Any], Any]] = {
    "tags": _with_names,
    "departments": _with_names,
    "responsible": lambda now, given: [*now, *(key for key in given if key not in now)],
    "emails": _with_others,
    "phones": _with_others,
    **dict.fromkeys(("visiting", "postal", "invoice", "delivery", "memberships", "membership_kinds"), _with_parts),
    "parties": _with_told,
    "works_at": _with_told,
    "populations": _with_figures,
    "periods": _with_periods,
}
"""How facts of several parts grow; all others become what is given."""
