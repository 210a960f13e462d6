"""A form for a new record that the browser keeps while it is typed in, and returns back after a reload."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import t
from sambruk_crm.state.records.drafts import FormDraftState

_KEEPER = beside(__name__, "form_draft.js").importable_path


class _KeptFields(rx.Component):
    """Fills the form around it with what the browser has kept."""

    library = f"$/public{beside(__name__, 'kept_fields.jsx')}"
    tag = "KeptFields"
    draft: rx.Var[str]


class _KeptForm(rx.el.Form):
    """A form whose fields form_draft.js keeps."""

    def add_imports(self) -> ImportDict:
        """Have the keeper loaded with the form."""
        return {"": _KEEPER}


def drafted_form(state: type[FormDraftState], *children: rx.Component, given: str = "", **props: Any) -> rx.Component:
    """Return a form with room for a restored draft; `given` names the fields that are filled from the start."""
    return _KeptForm.create(
        rx.el.div(rx.cond(state.is_restored, _restored(state)), role="status"),
        *children,
        rx.foreach(state.tags, lambda tag: _kept("draft_tags", tag.id.to_string())),
        rx.foreach(state.responsible, lambda user: _kept("draft_responsible", user.value)),
        key=state.form.to_string(),
        class_name="stack",
        no_validate=True,
        custom_attrs={"data-draft": state.draft_key, "data-given": given},
        **props,
    )


def kept_form(draft: rx.Var[str], *children: rx.Component, **props: Any) -> rx.Component:
    """Return a form of plain fields that the browser keeps under a name, and fills again by itself."""
    return _KeptForm.create(*children, _KeptFields.create(draft=draft), custom_attrs={"data-draft": draft}, **props)


def _kept(name: str, key: rx.Var[str]) -> rx.Component:
    return rx.el.input(type="hidden", name=name, value=key, key=key)


def _restored(state: type[FormDraftState]) -> rx.Component:
    return rx.el.div(
        rx.icon("history", size=18, aria_hidden="true"),
        rx.el.span(t("What you typed last time is here again."), class_name="grow"),
        button(
            t("Throw it away"),
            kind="quiet",
            on_click=state.discard,
            custom_attrs={"data-discard": "true"},
        ),
        class_name="notice good restored",
    )
