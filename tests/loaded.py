"""What a forked program finds loaded: all that reads no settings when it is imported (pages do)."""

import importlib
import pkgutil

import sambruk_crm.state
from sambruk_crm.config import settings

for _name in ("cli", "serve", "worker", "api.rest"):
    importlib.import_module(f"sambruk_crm.{_name}")
for _module in pkgutil.walk_packages(sambruk_crm.state.__path__, "sambruk_crm.state."):
    importlib.import_module(_module.name)
assert not settings.cache_info().currsize, "a program that is forked would have somebody else's settings"
