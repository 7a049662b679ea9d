"""A provider of OpenID Connect in a process of its own: oidc-provider-mock, with a way to have it tell lies.

Run as a program: `python provider.py PORT [PATH [TIMES]]`. With a path it ends, mid-request, when that is asked for the TIMES-th time (the
first, if nothing is said): a provider that goes down. A subject that somebody signs in with there says what is wrong with the token that
it gets ("vera!nonce"); see LIES. The rest of the flow (discovery, keys, codes, PKCE's parameters) is the provider's own.
"""

from __future__ import annotations

import os
import sys
import time
import warnings

LIES = ("nonce", "audience", "expired", "issuer", "none", "hmac", "key", "unsigned", "no-token", "early")


def told(token: str, subject: str, jwk: object, public: dict) -> str | None:
    """The token as it is handed out: the honest one, or one with the lie that the subject asks for."""
    import base64
    import json

    from joserfc import jws
    from joserfc.jwk import OctKey, RSAKey

    lie = subject.partition("!")[2]
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    if lie == "no-token":
        return None
    if lie == "none":
        bare = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
        return f"{bare}.{body}."
    if lie == "unsigned":
        return f"{head}.{body}.AAAA"
    claims |= {
        "nonce": {"nonce": "another"},
        "audience": {"aud": "another-client"},
        "expired": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
        "issuer": {"iss": "https://another.example"},
        "early": {"iat": int(time.time()) + 3600, "nbf": int(time.time()) + 3600},
        "mfa": {"amr": ["pwd", "mfa"]},
    }.get(lie, {})
    payload = json.dumps(claims)
    if lie == "hmac":  # signed with the public key as if it were a shared secret
        secret = OctKey.import_key(json.dumps(public))
        return jws.serialize_compact({"alg": "HS256", "kid": header.get("kid", "")}, payload, secret, algorithms=["HS256"])
    key = RSAKey.generate_key(2048) if lie == "key" else RSAKey.import_key(jwk)
    return jws.serialize_compact({"alg": "RS256"} | ({"kid": header["kid"]} if "kid" in header else {}), payload, key)


def main(port: int, path: str = "", times: int = 1) -> None:
    """Serve until ended, or until `path` is asked for so many times."""
    warnings.simplefilter("ignore")
    import flask
    import oidc_provider_mock
    from oidc_provider_mock._storage import Storage
    from werkzeug.serving import make_server

    kept: list[Storage] = []
    real = Storage.__init__

    def remembered(self, *args, **more):
        real(self, *args, **more)
        kept.append(self)

    Storage.__init__ = remembered
    app = oidc_provider_mock.app(require_nonce=True)

    challenges: dict[str, str] = {}

    @app.before_request
    def asked_for_proof() -> flask.Response | None:
        """RFC 7636: the code is worth nothing without the verifier whose hash went with the request."""
        import base64
        import hashlib

        if not flask.request.path.endswith("/token"):
            return None
        proof = hashlib.sha256(flask.request.form.get("code_verifier", "").encode()).digest()
        if challenges.pop(flask.request.form["code"], "") == base64.urlsafe_b64encode(proof).rstrip(b"=").decode():
            return None
        return flask.Response('{"error": "invalid_grant"}', status=400, mimetype="application/json")

    asked_for: list[str] = []

    @app.before_request
    def end() -> None:
        asked_for.append(flask.request.path)
        if path and flask.request.path == path and asked_for.count(path) == times:
            os._exit(3)

    @app.after_request
    def remember(response: flask.Response) -> flask.Response:
        from urllib.parse import parse_qs, urlsplit

        code = parse_qs(urlsplit(response.headers.get("Location", "")).query).get("code")
        if code and flask.request.args.get("code_challenge_method") == "S256":
            challenges[code[0]] = flask.request.args["code_challenge"]
        return response

    @app.after_request
    def lie(response: flask.Response) -> flask.Response:
        if flask.request.path.endswith("/token") and response.status_code == 200:
            import base64
            import json

            said = response.get_json()
            token = said["id_token"]
            body = token.split(".")[1]
            subject = json.loads(base64.urlsafe_b64decode(body + "=="))["sub"]
            jwk = kept[0].jwk
            other = told(token, subject, jwk.as_dict(is_private=True), jwk.as_dict(is_private=False))
            said = {k: v for k, v in said.items() if k != "id_token"} | ({"id_token": other} if other else {})
            response.set_data(json.dumps(said))
        return response

    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:3], *(int(each) for each in sys.argv[3:4]))
