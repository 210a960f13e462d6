"""Membership fees: the dated tables, what every member pays for a year and why, and the yearly run."""

from sambruk_crm.services.fees import files, lines, previews, runs, tables, tariffs
from sambruk_crm.services.fees.lines import (
    ExceptionInput,
    FeeLineRow,
    FeeTotals,
    InvoicedInput,
    LineFilter,
)
from sambruk_crm.services.fees.previews import Preview, PreviewRow, preview
from sambruk_crm.services.fees.runs import RunStateError, of_year
from sambruk_crm.services.fees.sentences import change, sentence
from sambruk_crm.services.fees.tables import BandInput, FeeTableInput, FeeTableRow
from sambruk_crm.services.fees.tariffs import FeeBand, Tariff, all_tariffs, current, tariff_on
from sambruk_crm.services.fees.years import YearFee

__all__ = [
    "BandInput",
    "ExceptionInput",
    "FeeBand",
    "FeeLineRow",
    "FeeTableInput",
    "FeeTableRow",
    "FeeTotals",
    "InvoicedInput",
    "LineFilter",
    "Preview",
    "PreviewRow",
    "RunStateError",
    "Tariff",
    "YearFee",
    "all_tariffs",
    "change",
    "current",
    "files",
    "lines",
    "of_year",
    "preview",
    "previews",
    "runs",
    "sentence",
    "tables",
    "tariff_on",
    "tariffs",
]
