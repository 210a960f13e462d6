"""The addresses of an organisation and the dialog that changes one."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.models import Address, AddressKind
from sambruk_crm.services import organisations
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values import countries
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import stale_errors

FIELDS = ("street", "postal_code", "city", "country")


@dataclass(frozen=True)
class AddressRow:
    """An address of one kind, empty when there is none."""

    kind: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "SE"
    is_there: bool = False
    code_shown: str = ""
    """The postal code as people of the country write it."""

    @staticmethod
    def of(kind: AddressKind, address: Address | None) -> "AddressRow":
        """Show an address, or that there is none of this kind."""
        if address is None:
            return AddressRow(kind.value)
        written = bool(address.street or address.postal_code or address.city)
        code = countries.postal_code_shown(address.postal_code, address.country)
        return AddressRow(kind.value, address.street, address.postal_code, address.city, address.country, written, code)


class AddressesState(AppState, mixin=True):
    """Mixed into the organisation's state, which gives `record_id` and `_refresh_facts`."""

    record_id: int = 0
    addresses: list[AddressRow] = []
    address: AddressRow = AddressRow()
    """What the dialog's fields were filled with."""
    dialogs: ClassVar[tuple[str, ...]] = ("address_open",)

    address_open: bool = False
    address_errors: dict[str, str] = {}
    address_form: int = 0
    """Counts up when the fields must be filled anew."""
    _address_base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def open_address(self, kind: str) -> None:
        """Open the dialog with the address of one kind."""
        self.address = self._address_of(kind)
        self._address_base = {name: getattr(self.address, name) for name in FIELDS}
        self.address_errors, self.address_open = {}, True
        self.address_form += 1

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def copy_visiting(self) -> None:
        """Fill the fields with the visiting address."""
        visiting = self._address_of(AddressKind.VISITING.value)
        kept = AddressRow(self.address.kind, visiting.street, visiting.postal_code, visiting.city, visiting.country)
        self.address = kept
        self.address_form += 1

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show_address(self, is_open: bool) -> None:
        """Close the dialog without saving."""
        self.address_open = is_open

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save_address(self, form: dict[str, Any]) -> None:
        """Save the dialog; it stays open with what is wrong beside the fields."""
        values = {name: form.get(name) or "" for name in FIELDS}
        try:
            kind = AddressKind(self.address.kind)
            await self._do(organisations.set_address, self.record_id, kind, values, base=dict(self._address_base))
        except InvalidError as error:
            self.address_errors = field_errors(error)
        except StaleError as error:
            self.address_errors = stale_errors(error, FIELDS)
            self._address_base = {**self._address_base, **error.current}
        else:
            self.address_open, self.address_errors = False, {}
            await self._refresh_facts()

    def _address_of(self, kind: str) -> AddressRow:
        return next((row for row in self.addresses if row.kind == kind), AddressRow(kind))

    async def _refresh_facts(self) -> None:
        raise NotImplementedError
