"""Verifies a presentation with sd-jwt and jwcrypto: {presentation, audience, nonce} on standard input, the payload on standard output."""
import base64
import json
import sys

from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier


def issuer_key(presentation: str) -> JWK:
    payload = presentation.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return JWK(**claims["cnf"]["jwk"])


asked = json.load(sys.stdin)
key = issuer_key(asked["presentation"])
verifier = SDJWTVerifier(
    asked["presentation"],
    lambda issuer, header: key,
    expected_aud=asked["audience"],
    expected_nonce=asked["nonce"],
)
json.dump(verifier.get_verified_payload(), sys.stdout)
