"""The check-in page's form and the line that tells what waits. What they do in the browser is in the scripts beside."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import HistoryKind

_FORM = beside(__name__, "check_in.jsx").importable_path
_STATUS = beside(__name__, "status.jsx").importable_path
for _part in ("check_in.css", "kept.jsx", "parts.jsx", "places.js", "queue.js", "words.js"):
    beside(__name__, _part)


class CheckInForm(rx.Component):
    """The wrapped script; use `check_in_form`."""

    library = _FORM
    tag = "CheckIn"

    labels: rx.Var[Mapping[str, str]]


class CheckInStatus(rx.Component):
    """The wrapped script; use `check_in_status`."""

    library = _STATUS
    tag = "CheckInStatus"

    labels: rx.Var[Mapping[str, str]]


def check_in_form() -> rx.Component:
    """Ask where one is, whom one met and what came of it; keeps it on the phone until the server has it."""
    return CheckInForm.create(labels={**_waiting(), **_form(), **_todo(), **_outcomes()})


def check_in_status() -> rx.Component:
    """Show on every page how many check-ins wait on this phone, and send them."""
    return CheckInStatus.create(labels=_waiting())


def _waiting() -> dict[str, Any]:
    return {
        "waiting_one": t("1 check-in waits for a connection"),
        "waiting_many": t("{count} check-ins wait for a connection", count="{count}"),
        "refused_one": t("1 check-in was not accepted"),
        "refused_many": t("{count} check-ins were not accepted", count="{count}"),
    }


def _form() -> dict[str, Any]:
    kinds = (HistoryKind.VISIT, HistoryKind.CALL, HistoryKind.MEETING)
    return {
        **{kind.value: label(HistoryKind, kind.value) for kind in kinds},
        "check_in": t("Check in"),
        "where": t("Where are you?"),
        "today": t("Today: {what}", what="{what}"),
        "away": t("{distance} km away", distance="{distance}"),
        "find_nearest": t("Find the nearest municipality"),
        "locating": t("Looking for where you are…"),
        "position_denied": t("The phone does not tell where it is. Search instead."),
        "position_unknown": t("The phone does not know where it is. Search instead."),
        "search_place": t("Search for an organisation"),
        "change": t("Change"),
        "what": t("What was it?"),
        "met": t("Who took part?"),
        "somebody_else": t("Somebody else, by name"),
        "new_person": t("new"),
        "add": t("Add"),
        "outcome": t("What came of it?"),
        "result": t("Result"),
        "next_step": t("Next step"),
    }


def _todo() -> dict[str, Any]:
    return {
        "leave_todo": t("Leave a to-do"),
        "tomorrow": t("Tomorrow"),
        "in_a_week": t("In a week"),
        "in_two_weeks": t("In two weeks"),
        "on_day": t("Date"),
        "todo_type": t("Type"),
        "no_type": t("None"),
        "assignee": t("Assignee"),
        "me": t("Me"),
    }


def _outcomes() -> dict[str, Any]:
    return {
        "choose_place": t("Say where you are."),
        "todo_empty": t("Write what is to be done, or choose a type."),
        "no_offer": t("The places could not be fetched. They come when there is a connection."),
        "no_room": t("There is no room on this phone to keep the check-in. It stays here on the screen."),
        "not_allowed": t("Your role does not allow check-ins."),
        "signed_out": t("You are signed out. What you write is kept on this phone and sent when you have signed in."),
        "sign_in": t("Sign in"),
        "sent": t("Sent: {kind},", kind="{kind}"),
        "sending": t("Sending…"),
        "try_now": t("Try now"),
        "on_this_phone": t("On this phone"),
        "waits_for_net": t("Waits for a connection"),
        "waits_for_server": t("The server does not take it just now. It is tried again by itself."),
        "waits_for_sign_in": t("Waits until you sign in"),
        "waits_for_user": t("Waits until {name} signs in", name="{name}"),
        "another_users": t("A colleague’s check-in"),
        "refused": t("The server did not accept this."),
        "edit": t("Edit"),
        "remove": t("Remove"),
        "really_remove": t("Really remove?"),
        "send_again": t("Save and send again"),
    }
