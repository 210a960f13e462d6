"""Why a fee is what it is, and why it is another than the year before, in a reader's words."""

from collections.abc import Iterator
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import FeeChange
from sambruk_crm.services.fees.years import YEAR, YearFee


def sentence(fee: YearFee, locale: str) -> str:
    """Say in a reader's language why a fee is what it is."""
    return " ".join(translate(part, locale) for part in _reasons(fee, locale))


def change(fee: YearFee, locale: str) -> str:
    """Say in a reader's language why a fee is another than the year before; nothing when it is not."""
    message = _change(fee, locale)
    return translate(message, locale) if message else ""


def _reasons(fee: YearFee, locale: str) -> Iterator[Message]:
    if fee.months:
        yield from _table(fee, locale)
        yield from _joining(fee, locale)
    else:
        yield say("No member that year after all.")
    if fee.exception is not None:
        amount = _money(fee.exception, fee, locale)
        yield say("Exception, {fee} in all: {reason}", fee=amount, reason=fee.exception_reason)


def _table(fee: YearFee, locale: str) -> Iterator[Message]:
    if fee.band is not None and fee.population is not None:
        place = {
            "population": _number(fee.population.inhabitants, locale),
            "date": format_date(fee.population.counted_on, locale=locale),
            "low": _number(fee.band.from_inhabitants, locale),
            "fee": _money(fee.yearly, fee, locale),
        }
        if fee.band.below is None:
            yield say("{population} inhabitants on {date}: {low} or more cost {fee} a year.", **place)
        else:
            place["high"] = _number(fee.band.below - 1, locale)
            yield say("{population} inhabitants on {date}: {low} to {high} cost {fee} a year.", **place)
    elif fee.yearly is None:
        yield say("Nobody has told how many people live here, so there is no fee yet.")
    else:
        yield say("Organisations that are no municipality pay {fee} a year.", fee=_money(fee.yearly, fee, locale))


def _joining(fee: YearFee, locale: str) -> Iterator[Message]:
    if fee.joined_on is not None and fee.amount is not None and fee.months < YEAR:
        joined = format_date(fee.joined_on, locale=locale)
        amount = _money(fee.amount, fee, locale)
        yield say("Joined on {date}: {months} of 12 months, {fee}.", date=joined, months=fee.months, fee=amount)
    if fee.entrance and fee.is_return:
        yield say("Entrance fee, half on return: {fee}.", fee=_money(fee.entrance, fee, locale))
    elif fee.entrance:
        yield say("Entrance fee: {fee}.", fee=_money(fee.entrance, fee, locale))


def _change(fee: YearFee, locale: str) -> Message | None:
    if fee.change is FeeChange.BAND and fee.population is not None:
        before, now = (_number(people or 0, locale) for people in (fee.previous_population, fee.population.inhabitants))
        return say("Another band: {before} → {now} inhabitants", before=before, now=now)
    joined = format_date(fee.joined_on, locale=locale) if fee.joined_on else ""
    return {
        FeeChange.UNKNOWN: say("No figure of inhabitants"),
        FeeChange.ENDED: say("No longer a member this year"),
        FeeChange.JOINED: say("Joined on {date}", date=joined) if joined else say("New this year"),
        FeeChange.RETURNED: say("Came back on {date}", date=joined),
        FeeChange.FIGURE: say("Had no figure of inhabitants last year"),
        FeeChange.EXCEPTION: say("Last year was an exception"),
        FeeChange.KIND: say("Another kind of organisation than last year"),
        FeeChange.MONTHS: say("First whole year"),
        FeeChange.TABLE: say("New fee table"),
    }.get(fee.change)


def _number(value: Decimal | int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def _money(value: Decimal | None, fee: YearFee, locale: str) -> str:
    return f"{_number(value or 0, locale)} {fee.currency}"
