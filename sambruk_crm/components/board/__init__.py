"""The kanban board: columns of cards that are moved by mouse, touch, keyboard or menu."""

from sambruk_crm.components.board.board import BOARD_LABELS, kanban_board

__all__ = ["BOARD_LABELS", "kanban_board"]
