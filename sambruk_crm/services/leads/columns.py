"""What leads can be shown and taken out with."""

from sambruk_crm.errors import say
from sambruk_crm.models import Deal, Organisation, Person
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    fact,
    linked,
    named,
    own,
    users_of,
    worded,
)
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.values import phones

COLUMNS: dict[str, Column] = {
    **fact("name", say("Name"), is_usual=True),
    **fact("organisation_name", say("Organisation"), is_usual=True),
    **fact("title", say("Title")),
    **fact("email", say("E-mail"), control=Control.EMAIL, is_usual=True),
    **fact("phone", say("Phone"), control=Control.PHONE, value=lambda row, _: phones.shown(row.phone), is_usual=True),
    **fact("source", say("Source"), is_usual=True),
    "state": Column(say("Status"), worded("state"), is_usual=True),
    "owner": linked(say("Responsible"), users_of("owner_id"), "owner_id", is_usual=True),
    **fact("note", say("Note"), control=Control.LONG),
    "became_person": linked(say("Became the person"), named(Person, "person_id"), "person_id"),
    "became_organisation": linked(
        say("Became the organisation"), named(Organisation, "organisation_id"), "organisation_id"
    ),
    "became_deal": linked(say("Became the deal"), named(Deal, "deal_id", "title"), "deal_id"),
    "converted_at": Column(say("Converted"), own("converted_at"), CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME, is_usual=True),
}
