"""The matrix of municipalities and services: who takes part in what, and where the white spots are."""

from sambruk_crm.services.matrix.cells import Cell
from sambruk_crm.services.matrix.neighbours import Neighbour
from sambruk_crm.services.matrix.rules import (
    Matrix,
    MatrixColumn,
    MatrixFilter,
    MatrixRow,
    Opened,
    begin_deal,
    begin_lead,
    file,
    keep_file,
    of,
    opened,
)

__all__ = [
    "Cell",
    "Matrix",
    "MatrixColumn",
    "MatrixFilter",
    "MatrixRow",
    "Neighbour",
    "Opened",
    "begin_deal",
    "begin_lead",
    "file",
    "keep_file",
    "of",
    "opened",
]
