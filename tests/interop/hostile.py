"""What sd-jwt makes of the shared list of hostile presentations: the list on standard input, an outcome a kind on standard output."""
import base64
import json
import sys

from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier


class NoKey(Exception):
    """The token names no usable key."""


def issuer_key(presentation: str) -> JWK:
    try:
        payload = presentation.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return JWK(**claims["cnf"]["jwk"])
    except Exception as error:
        raise NoKey from error


def outcome(presentation: str, shared: dict) -> str:
    try:
        key = issuer_key(presentation)
        SDJWTVerifier(
            presentation,
            lambda issuer, header: key,
            expected_aud=shared["client_id"],
            expected_nonce=shared["nonce"],
        ).get_verified_payload()
        return "accepted"
    except NoKey:
        return "no key"
    except RecursionError:
        return "out of stack"
    except Exception:
        return "refused"


shared = json.load(sys.stdin)
json.dump(
    {
        "honest": outcome(shared["honest"], shared),
        "hostile": {entry["kind"]: outcome(entry["presentation"], shared) for entry in shared["hostile"]},
    },
    sys.stdout,
)
