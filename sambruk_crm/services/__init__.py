"""Rules, permissions and queries, by noun and by mechanism. Knows nothing of Reflex or HTTP."""

from sambruk_crm.services import audit as audit  # the session writes its audit log from the first import on
from sambruk_crm.services import nouns as nouns  # fills the catalogue, which the mechanisms ask
