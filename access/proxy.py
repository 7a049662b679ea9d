"""Room: access. A proxy in front: whose word is taken on where a request comes from, and on who it is that asks."""

from __future__ import annotations

import hmac
import ipaddress

from werkzeug.datastructures import Headers

from access.arrangements import Arrangement, Network

#: the issuer of people whom the proxy names
PROXY = "proxy"
SECRET_HEADER = "X-Proxy-Secret"  # noqa: S105 - the name of a header, not what stands in it


class SpoofedError(Exception):
    """A request names its own user, and does not come from the proxy."""


def listed(peer: str, networks: tuple[Network, ...]) -> bool:
    """Whether a peer is one of the listed ones."""
    try:
        return any(ipaddress.ip_address(peer) in network for network in networks)
    except ValueError:
        return False


def client_address(peer: str, forwarded: str, networks: tuple[Network, ...]) -> str:
    """The client's address: the last one that a listed proxy added, else the peer. What stands before it, anybody may have written."""
    if not listed(peer, networks):
        return peer
    last = forwarded.split(",")[-1].strip()
    try:
        return str(ipaddress.ip_address(last))
    except ValueError:
        return peer


def named_by(arrangement: Arrangement, peer: str, headers: Headers) -> str:
    """The person whom the proxy names; "" where it names nobody. SpoofedError where somebody else wrote the header."""
    if arrangement.proxy is None:
        return ""
    named = headers.get(arrangement.proxy.header, "").strip()
    if not named:
        return ""
    shown = headers.get(SECRET_HEADER, "")
    twice = "," in named  # a proxy that adds to the client's own header instead of replacing it
    if twice or not listed(peer, arrangement.peers) or not hmac.compare_digest(shown.encode(), arrangement.proxy.secret.encode()):
        raise SpoofedError
    return named
