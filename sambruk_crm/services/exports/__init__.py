"""Exports: the chosen columns of a selection as Excel or CSV."""

from sambruk_crm.services.exports.rules import ExportInput, begin, columns, get, write

__all__ = ["ExportInput", "begin", "columns", "get", "write"]
