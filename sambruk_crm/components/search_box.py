"""The search over everything: a box at the top that opens with Ctrl+K or a slash, and takes commands too."""

from dataclasses import asdict, dataclass
from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import label, t, translated
from sambruk_crm.models.vocabulary import LeadState, OrganisationKind, Role, ServiceKind, TagScope
from sambruk_crm.services import catalogue

_SOURCE = beside(__name__, "search_box.jsx").importable_path
beside(__name__, "search_box.js")
beside(__name__, "search_box.css")
_KINDS = (OrganisationKind, LeadState, ServiceKind, TagScope, Role)
"""Vocabularies whose members tell what sort of thing was found."""


@dataclass(frozen=True)
class Command:
    """Something the search box does or leads to.

    Attributes:
        words: what else it is found by.
        right: whoever lacks it does not see the command.
        is_starter: it is offered before anything is typed.
    """

    id: str
    label: Any
    to: str = ""
    words: Any = ""
    right: str = ""
    colours: str = ""
    locale: str = ""
    is_starter: bool = False


def _of_text(text: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (text,)


def _of_records(records: rx.Var[list[str]]) -> tuple[rx.Var[list[str]]]:
    return (records,)


class SearchBox(rx.NoSSRComponent):
    """The control of search_box.jsx. `groups` are what was found for the text `asked`."""

    library = _SOURCE
    tag = "SearchBox"

    groups: rx.Var[list[Any]]
    asked: rx.Var[str]
    recent: rx.Var[list[Any]]
    labels: rx.Var[dict[str, Any]]
    nouns: rx.Var[dict[str, Any]]
    kinds: rx.Var[dict[str, Any]]
    commands: rx.Var[list[Any]]
    rights: rx.Var[list[str]]
    user_id: rx.Var[int]
    on_search: rx.EventHandler[_of_text]
    on_recall: rx.EventHandler[_of_records]
    on_colours: rx.EventHandler[_of_text]


def search_box(commands: list[Command], **props: Any) -> rx.Component:
    """Return the box; `props` are the vars and handlers of `SearchBox`."""
    return SearchBox.create(
        labels={
            "open": t("Search everything"),
            "placeholder": t("Search, or write a command"),
            "close": t("Cancel"),
            "results": t("What was found"),
            "recent": t("Last opened"),
            "commands": t("Commands"),
            "all": t("Show all in the list"),
            "none": t("Nothing found"),
            "count": t("{count} found"),
        },
        nouns={noun.name: translated(noun.title) for noun in catalogue.every() if noun.search is not None},
        kinds={member.value: label(kind, member.value) for kind in _KINDS for member in kind},
        commands=[_camel(command) for command in commands],
        **props,
    )


def _camel(command: Command) -> dict[str, Any]:
    values = {name: value for name, value in asdict(command).items() if name != "is_starter"}
    return {**values, "label": command.label, "words": command.words, "isStarter": command.is_starter}
