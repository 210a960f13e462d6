"""The nouns that can be brought in from a file. To add one: a module here with its `ImportNoun`, and a line below."""

from sambruk_crm.services.imports.nouns.contract import CONTRACT
from sambruk_crm.services.imports.nouns.deal import DEAL
from sambruk_crm.services.imports.nouns.history import HISTORY
from sambruk_crm.services.imports.nouns.lead import LEAD
from sambruk_crm.services.imports.nouns.organisation import ORGANISATION
from sambruk_crm.services.imports.nouns.parts import ImportNoun
from sambruk_crm.services.imports.nouns.person import PERSON
from sambruk_crm.services.imports.nouns.project import PROJECT
from sambruk_crm.services.imports.nouns.service import SERVICE

NOUNS: dict[str, ImportNoun] = {
    "organisation": ORGANISATION,
    "person": PERSON,
    "lead": LEAD,
    "deal": DEAL,
    "contract": CONTRACT,
    "service": SERVICE,
    "project": PROJECT,
    "history": HISTORY,
}
