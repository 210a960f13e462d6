"""Example contracts: numbered, signed by most, some renewed, some about to end, with the paper of the newest."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from PIL import Image, ImageDraw, ImageFont

from sambruk_crm.models import (
    Charged,
    Contract,
    ContractDocument,
    ContractParty,
    ContractSeries,
    DealType,
    FilePurpose,
    Renewal,
    ShareKind,
    StoredFile,
)
from sambruk_crm.services.demo.scene import Place, Scene, findable
from sambruk_crm.services.documents import PDF

PAPER = (1240, 1754)
"""A4 at 150 dots per inch."""


def add_contract(
    scene: Scene, at: Place, won_at: datetime, parties: dict[int, Decimal], *, title: str, **facts: Any
) -> int:
    """Write the contract of a won deal, whose parties mostly have signed."""
    starts = won_at.date() + timedelta(days=30)
    has_value = facts["contract_type"] is not DealType.DATA_PRIVACY_ONLY
    number = _number(scene, won_at.year)
    key = scene.rows.add(
        Contract,
        made_at=won_at,
        number=number,
        title=title,
        share_kind=ShareKind.BY_POPULATION if len(parties) > 1 else ShareKind.EQUAL,
        value=sum(parties.values(), Decimal(0)) if has_value else None,
        **_terms(starts, facts["contract_type"], place=scene.numbers[won_at.year]),
        **facts,
        **findable(title, at.name, number),
    )
    for organisation_id, amount in parties.items():
        is_signed = scene.happens(0.8)
        scene.rows.add(
            ContractParty,
            contract_id=key,
            organisation_id=organisation_id,
            amount=amount if has_value else None,
            sent_on=won_at.date(),
            signed_on=won_at.date() + timedelta(days=6) if is_signed else None,
        )
    return key


def add_papers(scene: Scene, contract_id: int) -> None:
    """Keep the paper of a contract, in two editions."""
    for edition, heading in enumerate(("Utkast", "Avtal"), start=1):
        content = _paper(heading)
        file_id = scene.rows.add(
            StoredFile,
            token=f"example-{contract_id}-{edition}-{scene.chance.getrandbits(128):032x}",
            purpose=FilePurpose.DOCUMENT,
            name="Avtal.pdf",
            media_type=PDF,
            size=len(content),
            content=content,
            user_id=scene.users[0],
        )
        scene.rows.add(
            ContractDocument,
            contract_id=contract_id,
            name="Avtal.pdf",
            edition=edition,
            file_id=file_id,
            author_id=scene.users[0],
        )


def add_series(scene: Scene) -> None:
    """Let the next contracts go on from those that are there."""
    scene.session.execute(sa.delete(ContractSeries))
    for year, last in scene.numbers.items():
        scene.rows.add(ContractSeries, year=year, last=last)


def _number(scene: Scene, year: int) -> str:
    while True:
        scene.numbers[year] += 1
        number = f"{year}-{scene.numbers[year]:03d}"
        if number not in scene.taken:
            return number


def _terms(starts: date, kind: DealType, *, place: int) -> dict[str, Any]:
    """Return how long a contract holds, and what is paid: of every three, one renews itself and one has no end."""
    if kind is DealType.DATA_PRIVACY_ONLY:
        return {
            "from_on": starts,
            "renewal": Renewal.UNTIL_NOTICE,
            "notice_months": 3,
            "data_categories": "Namn, adress, personnummer",
            "sub_processors": "Driftleverantör inom EU",
            "review_on": starts + relativedelta(months=12),
        }
    if kind is DealType.ONE_TIME:
        return {"from_on": starts, "to_on": starts + relativedelta(months=6), "charged": Charged.ONCE}
    yearly = {"from_on": starts, "charged": Charged.YEARLY, "notice_months": 3}
    if place % 3 == 0:
        return {**yearly, "renewal": Renewal.UNTIL_NOTICE, "indexation": "KPI, januari"}
    if place % 3 == 1:
        ends = starts + relativedelta(months=12, days=-1)
        return {**yearly, "to_on": ends, "renewal": Renewal.RENEWS, "renewal_months": 12}
    return {**yearly, "to_on": starts + relativedelta(months=36, days=-1)}


def _paper(heading: str) -> bytes:
    page = Image.new("L", PAPER, "white")
    draw = ImageDraw.Draw(page)
    draw.text((140, 160), heading, fill="black", font=ImageFont.load_default(44))
    for line, name in enumerate(("Kommunen", "Sambruk")):
        draw.text((140, 320 + 220 * line), name, fill="black", font=ImageFont.load_default(30))
        draw.line((140, 460 + 220 * line, 700, 460 + 220 * line), fill="black", width=2)
    made = BytesIO()
    page.save(made, "PDF", resolution=150)
    return made.getvalue()
