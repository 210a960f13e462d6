"""To-dos: the inbox, series, reminders, assignments."""

from sambruk_crm.services.todos import (
    assignments,
    calendars,
    digests,
    follow_ups,
    inbox,
    lists,
    offers,
    receivers,
    reminders,
    repeats,
    rows,
    series,
    workload,
)
from sambruk_crm.services.todos.assignments import Assigned, AssignmentInput, Returned, ReturnInput
from sambruk_crm.services.todos.follow_ups import FollowUp, HappeningChange, HappeningInput
from sambruk_crm.services.todos.inbox import CLOSED, GROUP_SIZE, InboxGroup
from sambruk_crm.services.todos.lists import TodoFilter
from sambruk_crm.services.todos.reminders import ReminderRow
from sambruk_crm.services.todos.repeats import Postponement
from sambruk_crm.services.todos.rows import RECORDS, Due, DueGroup, TodoRow
from sambruk_crm.services.todos.rules import TodoInput, close, create, get, postpone, reopen, update
from sambruk_crm.services.todos.workload import Workload

__all__ = [
    "CLOSED",
    "GROUP_SIZE",
    "RECORDS",
    "Assigned",
    "AssignmentInput",
    "Due",
    "DueGroup",
    "FollowUp",
    "HappeningChange",
    "HappeningInput",
    "InboxGroup",
    "Postponement",
    "ReminderRow",
    "ReturnInput",
    "Returned",
    "TodoFilter",
    "TodoInput",
    "TodoRow",
    "Workload",
    "assignments",
    "calendars",
    "close",
    "create",
    "digests",
    "follow_ups",
    "get",
    "inbox",
    "lists",
    "offers",
    "postpone",
    "receivers",
    "reminders",
    "reopen",
    "repeats",
    "rows",
    "series",
    "update",
    "workload",
]
