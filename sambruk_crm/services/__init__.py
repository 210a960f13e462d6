"""Rules, permissions and queries: one module per noun. Knows nothing of Reflex or HTTP."""

from sambruk_crm.services import audit as audit  # the session writes its audit log from the first import on
