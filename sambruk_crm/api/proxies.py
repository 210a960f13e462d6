"""Who really asks: the address and scheme that proxies tell, as far as those proxies are trusted."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from sambruk_crm.config import settings

Address = IPv4Address | IPv6Address
SCHEMES = frozenset({"http", "https", "ws", "wss"})


def seen_through(scope: Scope) -> Scope:
    """Return the request as the outermost trusted proxy received it; what others claim does not count."""
    peer, port = scope.get("client") or ("", 0)
    if not _is_trusted(_read(peer)):
        return scope
    headers = Headers(scope=scope)
    found = _client(peer, headers.getlist("x-forwarded-for"))
    seen = dict(scope) | {"client": (found, port if found == peer else 0)}
    told = ",".join(headers.getlist("x-forwarded-proto")).rsplit(",", 1)[-1].strip().lower()
    if told in SCHEMES:
        is_socket, is_safe = scope["type"] == "websocket", told in {"https", "wss"}
        seen["scheme"] = ("wss" if is_safe else "ws") if is_socket else ("https" if is_safe else "http")
    return seen


def _client(peer: str, forwarded: list[str]) -> str:
    """Return the rightmost address of the chain that is no trusted proxy; what cannot be read ends the chain."""
    found = peer
    for text in reversed(",".join(forwarded).split(",")):
        address = _read(text)
        if address is None:
            return found
        found = str(address)
        if not _is_trusted(address):
            return found
    return found


def _read(text: str) -> Address | None:
    """Read an address, with or without a port."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings().trusted_proxies)
