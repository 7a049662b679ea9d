"""Room: access. The second step of local accounts: six digits from an app (RFC 6238), each used once; and how its secret is sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

STEP = 30
#: a clock may be off by one step to either side
DRIFT = (0, -1, 1)
#: the secret that codes of names without an account are compared with
NOBODYS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def secret_for(key: str, token: str) -> str:
    """The secret that an invitation offers, told from its token and the server's key: nothing is kept before it is accepted."""
    mixed = hmac.new(key.encode(), b"second step " + token.encode(), hashlib.sha256).digest()
    return base64.b32encode(mixed[:20]).decode()


def matched(secret: str, code: str, *, at: datetime) -> int:
    """The time step that a code belongs to, now or one step off; 0 where it belongs to none."""
    digits = "".join(code.split())
    now, found = int(at.timestamp()) // STEP, 0
    for drift in DRIFT:
        expected = pyotp.TOTP(secret).generate_otp(now + drift)
        if hmac.compare_digest(expected.encode(), digits.encode()):
            found = now + drift
    return found


def address(secret: str, *, name: str, issuer: str) -> str:
    """The otpauth address that an app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def sealed(key: str, secret: str) -> str:
    """A secret as the store keeps it."""
    return _seal(key).encrypt(secret.encode()).decode()


def opened(key: str, kept: str) -> str:
    """A kept secret; nobody's where there is none, or the server's key is another one than then."""
    try:
        return _seal(key).decrypt(kept.encode()).decode() if kept else NOBODYS
    except InvalidToken:
        return NOBODYS


def _seal(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"sealing " + key.encode()).digest()))
