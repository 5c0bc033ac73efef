"""What the scripts of a tablet encrypt, the server decrypts."""

import json
import subprocess
from typing import Any

import pytest

import hatch_build
from thuis_app import PROJECT_ROOT
from thuis_app.core.tablet_encryption import DecryptionFailed, Keyring, new_key, plain

CONTENT = {
    "answers": [["note", "Café, één ijsje – en ’n glaasje 🍷"]],
    "finished": True,
}


def test_the_server_opens_what_a_script_encrypted() -> None:
    keys = Keyring(new_key())
    envelope = encrypted(keys)

    assert json.loads(opened(keys, envelope)) == CONTENT
    with pytest.raises(DecryptionFailed):
        opened(keys, envelope | {"visit": "another"})


def encrypted(keys: Keyring) -> dict[str, Any]:
    public = {"id": keys.key_id, "public": keys.public}
    arguments = json.dumps([public, "grietje", "visit", "key", CONTENT])
    command = [*hatch_build.program("node"), "tests/scripts/encrypt.js", arguments]
    outcome = subprocess.run(
        command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    return dict(json.loads(outcome.stdout))


def opened(keys: Keyring, envelope: dict[str, Any]) -> bytes:
    bound = (envelope[name] for name in ("version", "owner", "visit", "key", "key_id"))
    return keys.open(
        key_id=envelope["key_id"],
        sender=plain(envelope["sender"]),
        nonce=plain(envelope["nonce"]),
        ciphertext=plain(envelope["sealed"]),
        about="\n".join(map(str, bound)).encode(),
    )
