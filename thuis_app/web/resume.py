"""Carries the fields of a form past a sign-in when the session had ended.

For browsers without script. The fields travel in the sign-in page, encrypted for the
user whose session it was: nothing is stored, and nobody else at the same computer reads
them in the page. A form with a password carries nothing.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import partial

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from thuis_app.core.database import on_commit
from thuis_app.web.htmx import go_within, render

MARKER = "resumed"
# Encrypted and in a form it must stay within the limit on forms of web/bodies.py.
MAX_BYTES = 160 * 1024
MAX_AGE = 12 * 3600  # seconds
PASSWORDS = {"password", "again", "old", "unlock_code"}
NOT_TYPED = {"csrf_token", "form_key", "version", "base", "next", "return_to", MARKER}


@dataclass(frozen=True)
class TypedForm:
    """The fields of a form, and the address it was sent to."""

    address: str
    fields: list[tuple[str, str]]


def encrypt(user_id: int, *, even_nothing: bool = False) -> str:
    """The form of this request, encrypted for this user.

    Empty where there is nothing to carry: no words (but with `even_nothing`), a
    password, more than `MAX_BYTES`, or a CSRF token that is not of this browser's
    session.
    """
    if request.is_json or not _is_from_own_page():
        return ""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", MARKER)
    ]
    names = {name for name, value in fields if value}
    if names & PASSWORDS or not (even_nothing or names - NOT_TYPED):
        return ""
    address = request.full_path.rstrip("?")
    content = json.dumps({"user": user_id, "address": address, "fields": fields})
    return _cipher().encrypt(content.encode()).decode() if _fits(content) else ""


def decrypt(text: str, user_id: int) -> TypedForm | None:
    """What `encrypt` made for this user, at most `MAX_AGE` ago; or None."""
    if not text:
        return None
    try:
        content = json.loads(_cipher().decrypt(text.encode(), ttl=MAX_AGE))
    except (InvalidToken, ValueError):
        return None
    if content["user"] != user_id:
        return None
    fields = [(name, value) for name, value in content["fields"]]
    return TypedForm(content["address"], fields)


def is_resumed() -> bool:
    """Whether this form comes back after a sign-in, to be shown and not yet handled."""
    return request.form.get(MARKER) == "yes"


def go_on(
    text: str | None, page: str | None, user_id: int, *, is_proved: bool = False
) -> ResponseReturnValue:
    """After a sign-in, a page with one button to the form that was open; without one,
    the page that was asked for."""
    typed = decrypt(text or "", user_id)
    if typed is None:
        return go_within(page or "")
    # The page belongs to the new session, and so does its token: see generate_csrf.
    on_commit(partial(g.pop, "csrf_token", None))
    shown = {"typed": typed, "marker": MARKER, "is_proved": is_proved}
    return render("_shared/resume.html", "resume_form", **shown)


def page_of_form() -> str:
    """The address of the page that has this form, where it is the form's own."""
    routes = current_app.create_url_adapter(request)
    has_page = routes is not None and routes.test(request.path, method="GET")
    return request.path if has_page else ""


def _is_from_own_page() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _fits(content: str) -> bool:
    return len(content.encode()) <= MAX_BYTES


def _cipher() -> Fernet:
    secret = current_app.secret_key or ""
    plain = secret.encode() if isinstance(secret, str) else secret
    key = HKDF(SHA256(), 32, None, b"thuis form resumed").derive(plain)
    return Fernet(urlsafe_b64encode(key))
