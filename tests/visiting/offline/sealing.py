"""A tablet in Python: it seals as static/src/encryption.js does, and sends it."""

import json
import os
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.pages import Browser, Page
from thuis_app.core.tablet_encryption import plain, point, written
from thuis_app.visiting.visits.models import Visit

Envelope = dict[str, Any]
SAID = {"how": "good", "note": "We sang.", "next_visit": "none"}


def envelope_of(
    key: Mapping[str, str],
    owner: str,
    visit: str,
    content: Any,
    entry: str = "",
    version: int = 1,
) -> Envelope:
    """An envelope, encrypted to the public key of Thuis; bytes go in as is."""
    entry = entry or str(uuid4())
    own = ec.generate_private_key(ec.SECP256R1())
    sender, server = point(own.public_key()), plain(key["public"])
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), server)
    shared = own.exchange(ec.ECDH(), theirs)
    purpose = b"thuis tablet report"
    once = HKDF(hashes.SHA256(), 32, sender + server, purpose).derive(shared)
    nonce = os.urandom(12)
    about = "\n".join([str(version), owner, visit, entry, key["id"]]).encode()
    plain_text = content if isinstance(content, bytes) else json.dumps(content).encode()
    text = AESGCM(once).encrypt(nonce, plain_text, about)
    return {
        "version": version,
        "key": entry,
        "owner": owner,
        "visit": visit,
        "key_id": key["id"],
        "sender": written(sender),
        "nonce": written(nonce),
        "sealed": written(text),
    }


class Tablet:
    """The tablet of a user who is signed in."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.here = self._fetch("/tablet/session")

    def session(self) -> Any:
        return self._fetch("/tablet/session")

    def day(self) -> list[dict[str, Any]]:
        return list(self._fetch("/tablet/day")["visits"])

    def named(self, visit: Visit) -> str:
        """What the tablet calls this visit."""
        return str(self._fetch(f"/tablet/visits/{visit.id}")["visit"]["visit"])

    def written(
        self, name: str, entry: str = "", *, finished: bool = True, **said: Any
    ) -> Envelope:
        """A report of the visit of this name, with these answers."""
        answers = [
            [question, one]
            for question, answer in (SAID | said).items()
            for one in (answer if isinstance(answer, list) else [answer])
            if one is not None
        ]
        content = {"answers": answers, "finished": finished}
        content["written_at"] = "2026-11-24T10:30:00.000Z"
        return envelope_of(self.here["key"], self.here["owner"], name, content, entry)

    def send(self, envelope: Any, left: int = 0) -> Page:
        return self.post("/tablet/reports", {"envelope": envelope, "left": left})

    def outcome(self, envelope: Any, left: int = 0) -> tuple[str, str | None]:
        """What became of it, and why."""
        page = self.send(envelope, left)
        assert page.status == 200, page.html
        said = json.loads(page.html)
        return said["outcome"], said["reason"]

    def post(self, address: str, body: Any) -> Page:
        token = {"X-CSRFToken": self.session()["token"]}
        return self.browser.post(address, None, json=body, headers=token)

    def _fetch(self, address: str) -> Any:
        page = self.browser.get(address)
        assert page.status == 200, page.html
        return json.loads(page.html)
