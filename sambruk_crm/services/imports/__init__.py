"""Imports: a file read, laid out, previewed, applied by a job, and taken back as a whole."""

from sambruk_crm.services.imports import columns, jobs, own, samples, tables, texts
from sambruk_crm.services.imports.columns import usual_match
from sambruk_crm.services.imports.nouns import NOUNS
from sambruk_crm.services.imports.nouns.parts import ImportNoun, Match
from sambruk_crm.services.imports.results import bad_rows, counts, failure_of, jobs_of, notes_of, reason_of, rows
from sambruk_crm.services.imports.rules import (
    ARRANGED,
    apply,
    arrange,
    begin,
    begin_with,
    choose,
    content_of,
    get,
    guess_anew,
    latest,
    prepare,
    question_of,
    read_again,
    read_file,
    remember_step,
    undo,
)
from sambruk_crm.services.imports.samples import Sample
from sambruk_crm.services.imports.tables import Table
from sambruk_crm.services.imports.texts import RowShown

__all__ = [
    "ARRANGED",
    "NOUNS",
    "ImportNoun",
    "Match",
    "RowShown",
    "Sample",
    "Table",
    "apply",
    "arrange",
    "bad_rows",
    "begin",
    "begin_with",
    "choose",
    "columns",
    "content_of",
    "counts",
    "failure_of",
    "get",
    "guess_anew",
    "jobs",
    "jobs_of",
    "latest",
    "notes_of",
    "own",
    "prepare",
    "question_of",
    "read_again",
    "read_file",
    "reason_of",
    "remember_step",
    "rows",
    "samples",
    "tables",
    "texts",
    "undo",
    "usual_match",
]
