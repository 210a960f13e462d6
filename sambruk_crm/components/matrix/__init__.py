"""The matrix: a grid of organisations and services, gone through by keyboard."""

from sambruk_crm.components.matrix.matrix import matrix_grid

__all__ = ["matrix_grid"]
