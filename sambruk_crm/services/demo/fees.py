"""Example fees: last year locked and invoiced, this year in draft, with an exception and some who cross a band."""

from datetime import date

from sqlmodel import Session, col, select

from sambruk_crm.models import FeeRun, Locale, PopulationFigure, Role, User
from sambruk_crm.services import fees
from sambruk_crm.services.clock import zone
from sambruk_crm.services.demo.scene import Scene
from sambruk_crm.services.fees import LineFilter
from sambruk_crm.services.permissions import Actor

SOURCE = "Example data"
REASON = "Beslut i styrelsen: halv avgift under uppbyggnadsåret"
MOST_CROSSINGS = 5


def add_older_figures(scene: Scene) -> None:
    """Let a few members near the beginning of a band have been below it the year before last."""
    tariff = fees.current(scene.session, scene.today)
    counted_on = date(scene.today.year - 2, 12, 31)
    kept = scene.session.exec(select(PopulationFigure.organisation_id).where(PopulationFigure.counted_on == counted_on))
    known, made = set(kept), 0
    for place in scene.members:
        start = tariff.band(place.population).from_inhabitants
        if made < MOST_CROSSINGS and place.id not in known and 0 < place.population - start < start // 25:
            scene.rows.add(
                PopulationFigure,
                organisation_id=place.id,
                counted_on=counted_on,
                inhabitants=start - 40,
                source=SOURCE,
            )
            made += 1


def add_runs(session: Session, year: int) -> None:
    """Carry the fees of last year through and begin those of this year, unless there are fees already."""
    admin = session.exec(select(User).where(User.role == Role.ADMINISTRATOR).order_by(col(User.id))).first()
    if admin is None or session.exec(select(FeeRun.id)).first() is not None:
        return
    actor = Actor(admin.key, admin.name, admin.email, admin.role, Locale.SV, zone(session))
    for each in (year - 1, year):
        run = fees.runs.begin(session, actor, each)
        first = fees.lines.search(session, actor, run.key).items[0]
        if first.fee.amount is not None:
            values = {"exception": first.fee.amount / 2, "exception_reason": REASON}
            fees.lines.put_exception(session, actor, first.id, values)
        unknown = fees.lines.totals(session, actor, run.key).counts[LineFilter.UNKNOWN]
        if each == year or unknown:
            continue
        fees.runs.approve(session, actor, run.key)
        fees.runs.lock(session, actor, run.key)
        fees.lines.put_invoiced(session, actor, run.key, {})
