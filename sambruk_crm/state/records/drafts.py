"""What was being typed into a form for a new record, kept by the browser and filled in again."""

import json
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.services import tags
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.labels import DraftLabelsState

LARGEST = 200_000
"""A draft with more letters than this was not made by the form."""


class FormDraftState(DraftLabelsState, mixin=True):
    """Mixed into the states of forms for new records, which give `draft_name` and `_empty`."""

    draft_name: ClassVar[str]

    draft: dict[str, str] = {}
    """What the fields are filled with when the form is made."""
    draft_key: str = ""
    is_restored: bool = False
    form: int = 0
    """Counts up when the form must be made anew."""

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def restore(self, text: str | None) -> None:
        """Fill the form with what the browser has kept, if it has."""
        kept = _read(text)
        if not kept:
            return
        known = await self._ask(tags.all_tags, self.scope)
        chosen = _keys(kept.pop("draft_tags", ""))
        people = _keys(kept.pop("draft_responsible", ""))
        await self._take_labels([tags.carried(tag) for tag in known if tag.key in chosen], [])
        for user_id in people:
            await self._make_responsible(user_id)
        self.draft, self.is_restored = kept, True
        self._take_draft(kept)
        self.form += 1

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def discard(self) -> EventSpec:
        """Throw what was typed away, here and in the browser."""
        await self._start_anew()
        return self._forget()

    async def _begin(self) -> EventSpec:
        """Start with an empty form and ask the browser for what it has kept.

        A form that is empty anyway is not made anew, and one that is being typed into gets no draft: somebody may be
        quicker than this.
        """
        self.draft_key = f"{self.draft_name}-{self._actor.user_id}"
        if self.draft or self.is_restored:
            await self._start_anew()
        else:
            self._empty()
            await self._take_labels([], [])
        typing = "document.querySelector('form[data-draft]')?.dataset.touched"
        kept = f"localStorage.getItem('sambruk-draft-{self.draft_key}')"
        return rx.call_script(f"{typing} ? null : {kept}", callback=type(self).restore)

    async def _start_anew(self) -> None:
        self.draft, self.is_restored = {}, False
        self._empty()
        self.form += 1
        await self._take_labels([], [])

    def _forget(self) -> EventSpec:
        """Have the browser forget the draft: it is saved, or not wanted."""
        gone = "document.querySelectorAll('form[data-draft]').forEach((form) => delete form.dataset.touched);"
        return rx.call_script(f"{gone} localStorage.removeItem('sambruk-draft-{self.draft_key}')")

    def _empty(self) -> None:
        """Forget what the form knows beside its fields; each form has its own."""
        raise NotImplementedError

    def _take_draft(self, kept: dict[str, str]) -> None:
        """Take what of the draft is not in a field; each form has its own."""


def _read(text: str | None) -> dict[str, str]:
    """Read a draft; what is none gives nothing."""
    if not text or len(text) > LARGEST:
        return {}
    try:
        kept: Any = json.loads(text)
    except ValueError:
        return {}
    return {name: value for name, value in kept.items() if isinstance(value, str)} if isinstance(kept, dict) else {}


def _keys(text: str) -> list[int]:
    return [int(key) for key in text.split(",") if key.isdecimal()]
