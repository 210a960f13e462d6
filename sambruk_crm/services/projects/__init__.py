"""Projects: one organisation's engagement, usually in a service."""

from sambruk_crm.services.projects.lists import ProjectFilter, ProjectRow, rows, search
from sambruk_crm.services.projects.rules import ProjectInput, create, delete, get, update

__all__ = ["ProjectFilter", "ProjectInput", "ProjectRow", "create", "delete", "get", "rows", "search", "update"]
