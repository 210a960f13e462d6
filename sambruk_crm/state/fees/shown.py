"""A run of fees and its lines as the page shows them."""

from dataclasses import dataclass

from sambruk_crm.db import CrmSession
from sambruk_crm.models import FeeRun, User
from sambruk_crm.services import fees
from sambruk_crm.services.fees import FeeLineRow
from sambruk_crm.services.permissions import Actor


@dataclass(frozen=True)
class RunTab:
    """A run of the year, to be chosen."""

    id: int
    number: int
    state: str


@dataclass(frozen=True)
class RunShown:
    """A run and what it comes to; `differing` counts whom a locked year would charge otherwise today."""

    id: int = 0
    version: int = 0
    number: int = 0
    state: str = ""
    currency: str = ""
    total: float = 0
    left: float = 0
    invoiced: float = 0
    previous: float = 0
    outdated: int = 0
    differing: int = 0
    is_last: bool = False
    approved_at: str = ""
    approved_by: str = ""
    locked_at: str = ""
    locked_by: str = ""


@dataclass(frozen=True)
class LineShown:
    """A member's line as the page shows it; amounts that cannot be told are None."""

    id: int = 0
    version: int = 0
    organisation_id: int = 0
    name: str = ""
    previous: float | None = None
    amount: float | None = None
    entrance: float = 0
    total: float = 0
    charged_before: float = 0
    left: float = 0
    change: str = ""
    crosses: bool = False
    exception: str = ""
    reason: str = ""
    sentence: str = ""
    is_exception: bool = False
    is_unknown: bool = False
    invoiced_at: str = ""


def run_shown(session: CrmSession, actor: Actor, run_id: int, *, is_last: bool) -> tuple[RunShown, dict[str, int]]:
    """Return a run as the page shows it, and how many lines each filter leaves."""
    run = fees.runs.get(session, actor, run_id)
    totals = fees.lines.totals(session, actor, run_id)
    is_locked = run.locked_at is not None
    shown = RunShown(
        id=run.key,
        version=run.version,
        number=run.number,
        state=run.state.value,
        currency=run.currency,
        total=float(totals.total),
        left=float(totals.left),
        invoiced=float(totals.invoiced),
        previous=float(totals.previous),
        outdated=fees.runs.outdated(session, run),
        differing=fees.runs.differing(session, run.year) if is_locked and is_last else 0,
        is_last=is_last,
        **_moments(session, run),
    )
    return shown, {which.value: count for which, count in totals.counts.items()}


def _moments(session: CrmSession, run: FeeRun) -> dict[str, str]:
    def name(user_id: int | None) -> str:
        user = session.get(User, user_id) if user_id else None
        return (user.name or user.email) if user else ""

    return {
        "approved_at": run.approved_at.isoformat() if run.approved_at else "",
        "approved_by": name(run.approved_by_id),
        "locked_at": run.locked_at.isoformat() if run.locked_at else "",
        "locked_by": name(run.locked_by_id),
    }


def line_shown(row: FeeLineRow, locale: str) -> LineShown:
    """Return a line as the page shows it, its reasons in the reader's language."""
    fee = row.fee
    return LineShown(
        id=row.id,
        version=row.version,
        organisation_id=fee.organisation_id,
        name=fee.name,
        previous=None if fee.previous is None else float(fee.previous),
        amount=None if fee.amount is None else float(fee.amount),
        entrance=float(fee.entrance),
        total=float(row.total),
        charged_before=float(row.charged_before),
        left=float(row.left),
        change=fees.change(fee, locale),
        crosses=fee.crosses_band,
        exception="" if fee.exception is None else f"{fee.exception:f}".removesuffix(".00"),
        reason=fee.exception_reason,
        sentence=fees.sentence(fee, locale),
        is_exception=fee.exception is not None,
        is_unknown=fee.amount is None and fee.exception is None,
        invoiced_at=row.invoiced_at.isoformat() if row.invoiced_at else "",
    )
