"""What time it is for the association: its time zone decides when a day begins."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from sambruk_crm.models import utc_now
from sambruk_crm.services import settings


def zone(session: Session) -> ZoneInfo:
    """Return the association's time zone, read once for each unit of work."""
    found = session.info.get("zone")
    if found is None:
        found = session.info["zone"] = settings.read(session).zone
    return found


def today(session: Session) -> date:
    """Return the association's date of this moment."""
    return utc_now().astimezone(zone(session)).date()


def day_start(day: date, where: ZoneInfo) -> datetime:
    """Return the moment in UTC at which a day begins there."""
    return datetime.combine(day, time.min, tzinfo=where).astimezone(UTC)


def day_end(day: date, where: ZoneInfo) -> datetime:
    """Return the moment in UTC at which the next day begins there."""
    return day_start(day + timedelta(days=1), where)


def local(moment: datetime, where: ZoneInfo) -> datetime:
    """Show a moment on the clock there."""
    return moment.astimezone(where)
