"""Answers as text, with what is drawn by chance replaced: here, and nowhere else."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from tests.pages import Page

# What differs from one run to the next by design, and what is put in its place.
BY_CHANCE = (
    # Flask-WTF signs a token for each session, with the second in which it did.
    (r'(name="csrf_token"[^>]* value=")[^"]+', r"\1A-TOKEN"),
    (r'("token":")[^"]+', r"\1A-TOKEN"),
    # An idempotency key is a random UUID, another in each form.
    (r'(name="form_key"[^>]* value=")[0-9a-f-]{36}', r"\1A-FORM-KEY"),
    # A key in the link of an invitation, and in the address of a calendar.
    (r"(/(?:invitation|feed)/)[\w-]{43}", r"\1A-KEY"),
    # The session, the device and their expiry, in the cookies.
    (r"(?m)^(Set-Cookie: [\w-]+)=[^;]*", r"\1=A-VALUE"),
    (r"(?m)^(Set-Cookie: .*Expires)=[^;]*", r"\1=A-MOMENT"),
    # The digest of a file's contents in the name under which it is served.
    (r"(/static/[\w./-]+)\.[0-9a-f]{12}(\.\w+)", r"\1.A-DIGEST\2"),
    (r'("version": ")[0-9a-f]{12}"', r'\1A-DIGEST"'),
)
# The same in rows: keys are kept as a hash, forms under their key, passwords salted.
BY_CHANCE_IN_ROWS = (
    (r"'[0-9a-f]{64}'", "'A-HASH'"),
    (r"(form_key .*'key': )'[0-9a-f-]{36}'", r"\1'A-FORM-KEY'"),
    (r"\$argon2id\$[^']+", "A-SALTED-HASH"),
    (r"('device_key': )'[\w-]{43}'", r"\1'A-KEY'"),
)
# It follows from the body, in which texts of another length were replaced.
LEFT_OUT = {"Content-Length"}
LONGEST = 180


def plain(text: str) -> str:
    return replaced(text, BY_CHANCE)


def plain_row(text: str) -> str:
    return replaced(text, BY_CHANCE_IN_ROWS)


def replaced(text: str, by_chance: Sequence[tuple[str, str]]) -> str:
    for pattern, instead in by_chance:
        text = re.sub(pattern, instead, text)
    return text


def written(page: Page) -> str:
    """The answer as it came: its status, its headers, an empty line and its body."""
    said = sorted(page.headers.items())
    lines = [f"{name}: {value}" for name, value in said if name not in LEFT_OUT]
    return plain("\n".join([str(page.status), *lines, "", page.html]))


def keep(folder: Path, address: str, text: str) -> None:
    """Write the answer from this address to a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    name = quote(plain(address).removeprefix("/"), safe="") or "start"
    assert len(name) < LONGEST, f"too long for the name of a file: {name}"
    file = folder / f"{name}.txt"
    assert not file.exists(), f"saved twice: {file}"
    file.write_bytes(text.encode())
