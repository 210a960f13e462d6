"""Fees as Excel and CSV: a run as the basis of invoices, and what a table would do. Told in the audit log."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Session

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import AuditAction, AuditEntry, FilePurpose, StoredFile
from sambruk_crm.services import catalogue, files
from sambruk_crm.services.fees import lines, previews, runs, sentences
from sambruk_crm.services.fees.lines import LineFilter
from sambruk_crm.services.fees.tables import FeeTableInput
from sambruk_crm.services.lists import cells
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.sheets import CSV, XLSX, Cell, CellKind, Heading, Sheet, write_csv, write_xlsx
from sambruk_crm.services.vocabularies import word

Format = Literal["xlsx", "csv"]
INVOICING = "invoicing"
"""The part of an organisation's facts that is about invoices."""
ADDRESSED_BY = ("organisation_number", "official_name", "invoice_street", "invoice_postal_code", "invoice_city")
"""Whom an invoice goes to: columns of organisations, before what they say of invoicing."""


def of_run(
    session: Session, actor: Actor, run_id: int, kind: Format, *, which: LineFilter = LineFilter.ALL
) -> StoredFile:
    """Make a file of the lines of a run: what is invoiced to whom, and why."""
    require(actor, Permission.MANAGE_FEES)
    run = runs.get(session, actor, run_id)
    rows = lines.search(session, actor, run_id, which=which).items
    noun = catalogue.get("organisation")
    asked = (*ADDRESSED_BY, *(name for name, each in noun.columns.items() if each.fact and each.fact.part == INVOICING))
    known = dict(cells.cells(session, actor, noun, asked, [row.fee.organisation_id for row in rows]))
    empty: list[Cell] = [None] * len(asked)
    headings = [
        *_headings(actor, (say("Organisation"), CellKind.TEXT)),
        *(Heading(translate(noun.columns[name].title, actor.locale), noun.columns[name].kind) for name in asked),
        *_headings(
            actor,
            (say("Year"), CellKind.WHOLE),
            (say("Inhabitants"), CellKind.WHOLE),
            (say("Counted on"), CellKind.DATE),
            (say("Months"), CellKind.WHOLE),
            (say("Fee"), CellKind.NUMBER),
            (say("Entrance fee"), CellKind.NUMBER),
            (say("Exception"), CellKind.NUMBER),
            (say("Charged before"), CellKind.NUMBER),
            (say("To invoice"), CellKind.NUMBER),
            (say("Currency"), CellKind.TEXT),
            (say("Last year"), CellKind.NUMBER),
            (say("Why another fee"), CellKind.TEXT),
            (say("Explanation"), CellKind.TEXT),
            (say("Invoiced"), CellKind.TIME),
        ),
    ]
    state = translate(word(run.state), actor.locale)
    title = translate(say("Fees {year}", year=run.year), actor.locale)
    name = title if run.number == 1 else f"{title} {translate(say('Supplement'), actor.locale)} {run.number - 1}"
    sheet = Sheet(
        title,
        headings,
        [
            [row.fee.name, *known.get(row.fee.organisation_id, empty), *_line(row, run.currency, actor.locale)]
            for row in rows
        ],
        translate(say("About this list"), actor.locale),
        [(translate(say("List"), actor.locale), name), (translate(say("Status"), actor.locale), state)],
        actor.time_zone,
    )
    return _kept(session, actor, sheet, f"{name} - {state}", kind, {"run": run_id, "filter": which.value})


def of_preview(
    session: Session,
    actor: Actor,
    values: dict[str, Any] | FeeTableInput,
    kind: Format,
    *,
    table_id: int | None = None,
) -> StoredFile:
    """Make a file of all whose fee a table would change."""
    found = previews.preview(session, actor, values, table_id=table_id)
    title = translate(say("What if, fees {year}", year=found.year), actor.locale)
    headings = _headings(
        actor,
        (say("Organisation"), CellKind.TEXT),
        (say("Inhabitants"), CellKind.WHOLE),
        (say("Fee now"), CellKind.NUMBER),
        (say("Fee with this table"), CellKind.NUMBER),
        (say("Difference"), CellKind.NUMBER),
        (say("Currency"), CellKind.TEXT),
    )
    rows = [[row.name, row.population, row.before, row.after, row.difference, found.currency] for row in found.rows]
    return _kept(session, actor, Sheet(title, headings, rows), title, kind, {"preview": found.year})


def _line(row: lines.FeeLineRow, currency: str, locale: str) -> list[Cell]:
    fee = row.fee
    return [
        fee.year,
        fee.population.inhabitants if fee.population else None,
        fee.population.counted_on if fee.population else None,
        fee.months,
        fee.amount,
        fee.entrance,
        fee.exception,
        row.charged_before,
        row.left,
        currency,
        fee.previous,
        sentences.change(fee, locale),
        sentences.sentence(fee, locale),
        row.invoiced_at,
    ]


def _headings(actor: Actor, *columns: tuple[Message, CellKind]) -> list[Heading]:
    return [Heading(translate(title, actor.locale), kind) for title, kind in columns]


def _kept(session: Session, actor: Actor, sheet: Sheet, name: str, kind: Format, about: dict[str, Any]) -> StoredFile:
    rows: Sequence[Any] = list(sheet.rows)
    with tempfile.TemporaryDirectory(prefix="sambruk-fees-") as folder:
        path = Path(folder) / "fees"
        if kind == "csv":
            write_csv(path, sheet, locale=actor.locale)
        else:
            write_xlsx(path, sheet)
        kept = files.keep(
            session,
            actor,
            purpose=FilePurpose.EXPORT,
            name=f"{name}.{kind}",
            media_type=CSV if kind == "csv" else XLSX,
            content=path.read_bytes(),
        )
    after = {"noun": "fee", "rows": len(rows), "format": kind, **about}
    session.add(
        AuditEntry(
            user_id=actor.user_id, action=AuditAction.CREATE, noun="export", row_id=kept.key, before=None, after=after
        )
    )
    session.flush()
    return kept
