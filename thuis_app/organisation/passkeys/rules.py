"""Passkeys (WebAuthn Level 2): what is asked of a device, and whether its answer is
right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

CHALLENGE_LASTS = timedelta(minutes=5)
LINK_LASTS = timedelta(minutes=10)
LONGEST_LABEL = 60
MOST_PASSKEYS = 20
VERIFIED = UserVerificationRequirement.REQUIRED
# What reading an answer that no device gave may raise, beside what the library names.
UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)

Options = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """This installation as a browser knows it: the relying party of WebAuthn.

    `origin` is a scheme, a host and a port; the id is the host alone.
    """

    origin: str

    @property
    def id(self) -> str:
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class Owner:
    """For whom a passkey is made, as their device shows it."""

    id: int
    name: str
    address: str


@dataclass(frozen=True)
class Credential:
    """The answer of a device, as it was sent: JSON of a `PublicKeyCredential`.

    The id of the passkey, and the challenge that it answers, are base64url.
    """

    text: str
    id: str
    challenge: str


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey that a device made; bytes are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


class PasskeyFault(StrEnum):
    """The reason why the answer of a device is not taken."""

    NO_ANSWER = "no_answer"
    TOO_LATE = "too_late"
    UNKNOWN = "unknown"
    WRONG = "wrong"
    KNOWN = "known"


# What is counted as a wrong try; the others are mistakes of a browser, or of time.
GUESSES = frozenset({PasskeyFault.UNKNOWN, PasskeyFault.WRONG})


def with_link(key: str, session: str) -> str:
    """What a challenge is bound to that is asked of who has this link, in a session."""
    return f"link {key} {session}"


def options_to_add(
    site: Site, owner: Owner, known: Sequence[str], challenge: str
) -> Options:
    """What a browser gives to `navigator.credentials.create`.

    The device asks for a finger, a face or a PIN; one that has a passkey of this owner
    already makes no other.
    """
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name="Thuis",
        user_id=f"user {owner.id}".encode(),
        user_name=owner.address or owner.name,
        user_display_name=owner.name,
        challenge=base64url_to_bytes(challenge),
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=VERIFIED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return _as_json(options)


def options_to_use(site: Site, known: Sequence[str], challenge: str) -> Options:
    """What a browser gives to `navigator.credentials.get`; without known ones the
    device offers those that it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=base64url_to_bytes(challenge),
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
        allow_credentials=_descriptors(known),
        user_verification=VERIFIED,
    )
    return _as_json(options)


def read_credential(text: str) -> Credential | None:
    """The answer of a device; None where this is no such answer."""
    try:
        sent = json.loads(text)
        data = base64url_to_bytes(sent["response"]["clientDataJSON"])
        challenge = bytes_to_base64url(parse_client_data_json(data).challenge)
        return Credential(text, str(sent["id"]), challenge)
    except (*UNREADABLE, RecursionError):
        return None


def new_passkey(credential: Credential, site: Site) -> NewPasskey | None:
    """The passkey that a device made at this site; None where the answer is wrong."""
    try:
        made = webauthn.verify_registration_response(
            credential=credential.text,
            expected_challenge=base64url_to_bytes(credential.challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except UNREADABLE:
        return None
    return NewPasskey(
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
    )


def new_sign_count(
    credential: Credential, site: Site, *, public_key: str, sign_count: int
) -> int | None:
    """The sign count after this use of a passkey; None where the answer is wrong.

    A count that did not go up, where the device counts, is that of a copy.
    """
    try:
        used = webauthn.verify_authentication_response(
            credential=credential.text,
            expected_challenge=base64url_to_bytes(credential.challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except UNREADABLE:
        return None
    return used.new_sign_count


def must_have_room(count: int) -> None:
    """Raise RuleBroken where an account has as many passkeys as it may."""
    if count >= MOST_PASSKEYS:
        raise RuleBroken("passkey.most")


def must_not_be_last(*, is_required: bool, others: int, has_code: bool) -> None:
    """Raise RuleBroken where a role asks for a second factor, and this is the last."""
    if is_required and not others and not has_code:
        raise RuleBroken("passkey.last")


def _descriptors(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _as_json(options: Any) -> Options:
    found: Options = json.loads(webauthn.options_to_json(options))
    return found


class PasskeyAuditEvent(AuditEvent):
    ADDED = "passkey.added"
    USED = "passkey.used"
    REMOVED = "passkey.removed"
    LINK_MADE = "passkey.link_made"
    ENDED_WITH_TABLET = "passkey.ended_with_tablet"
