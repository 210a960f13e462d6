"""Checking in from the phone: the form, what waits on the phone, and the worker that lets the page open without net."""

from sambruk_crm.components.check_in.check_in import check_in_form, check_in_status

__all__ = ["check_in_form", "check_in_status"]
