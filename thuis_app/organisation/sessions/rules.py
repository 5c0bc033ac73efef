"""How many wrong passwords are answered, and what a password must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from ipaddress import ip_address, ip_network

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.passwords import is_easily_guessed

SEEN_EVERY = timedelta(minutes=1)


TRIES_LAST = timedelta(minutes=15)


MOST_TRIES_TOGETHER = 5


MOST_TRIES_OF_DEVICE = 20


MOST_TRIES_ON_ACCOUNT = 20


MOST_TRIES_IN_SESSION = 5


# How long a wrong try counts for its network and for the installation; how many are
# free, and how long the next one waits at most. A whole office shares one address.
TRIES_COUNT_FOR = timedelta(hours=1)


FREE_ON_NETWORK, LONGEST_ON_NETWORK = 20, timedelta(minutes=5)


FREE_ANYWHERE, LONGEST_ANYWHERE = 200, timedelta(seconds=10)


class PasswordFault(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_NAME = "holds_name"
    TOO_COMMON = "too_common"


@dataclass(frozen=True)
class SignInAttempt:
    """A try to sign in: at which account, on which device, from which network.

    The first three are keyed hashes, by which wrong tries are counted; `network` is
    empty where it is not known.
    """

    account: str
    device: str
    network: str
    email: str
    device_key: str


@dataclass(frozen=True)
class SignInTries:
    """Wrong tries of the last hour, and when the last of them was."""

    count: int
    last_at: datetime | None

    def next_at(self, free: int, longest: timedelta) -> datetime | None:
        """When another try is answered: after 1 s, 2 s, 4 s …, `longest` at most."""
        if self.last_at is None or self.count < free:
            return None
        doubled = min(self.count - free, 16)
        return self.last_at + min(timedelta(seconds=2**doubled), longest)


def must_wait(
    *, together: int, of_device: int, on_account: int, is_known_device: bool
) -> bool:
    """Whether this device must wait before another try at this account.

    A device that signed in to the account before is not kept out by the wrong tries
    of others, so that nobody can lock a volunteer out from afar.
    """
    crowded = on_account >= MOST_TRIES_ON_ACCOUNT and not is_known_device
    return (
        together >= MOST_TRIES_TOGETHER or of_device >= MOST_TRIES_OF_DEVICE or crowded
    )


def is_too_soon(now: datetime, on_network: SignInTries, anywhere: SignInTries) -> bool:
    """Whether guessing at many accounts, from here or at all, must slow down."""
    moments = (
        on_network.next_at(FREE_ON_NETWORK, LONGEST_ON_NETWORK),
        anywhere.next_at(FREE_ANYWHERE, LONGEST_ANYWHERE),
    )
    return any(moment is not None and now < moment for moment in moments)


def in_session(session_id: int) -> str:
    """The key under which wrong passwords of a session are counted."""
    return f"session {session_id}"


def network_of(address: str) -> str:
    """The network that one subscriber has: an IPv4 address, or a /64 of IPv6.

    Nothing for the machine itself: behind a proxy that is not trusted everybody comes
    from there.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    plain = getattr(found, "ipv4_mapped", None) or found
    if plain.is_loopback:
        return ""
    return str(plain if plain.version == 4 else ip_network((plain, 64), strict=False))


def password_fault(
    password: str, *, names: Sequence[str], places: Sequence[str] = ()
) -> PasswordFault | None:
    """The reason why this password is refused, or None.

    Length over composition, after NIST SP 800-63B section 5.1.1: three or four words
    are better than a sign and a capital. `places` are words that everybody here knows.
    """
    folded = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    if len(set(folded)) < 5:
        return PasswordFault.TOO_PLAIN
    if any(len(name) > 3 and name.casefold() in folded for name in names):
        return PasswordFault.HOLDS_NAME
    if is_easily_guessed(password, [*names, *places, *COMMON_WORDS]):
        return PasswordFault.TOO_COMMON
    return None


COMMON_WORDS = tuple(
    files(__package__).joinpath("common_words.txt").read_text("utf-8").split()
)


SHORTEST_PASSWORD = 12


LONGEST_PASSWORD = 128


class SessionAuditEvent(AuditEvent):
    SIGNED_IN = "account.signed_in"
    SIGN_IN_REFUSED = "account.sign_in_refused"
    PASSWORD_REFUSED = "account.password_refused"
    SIGNED_OUT = "account.signed_out"
    SIGNED_OUT_EVERYWHERE = "account.signed_out_everywhere"
    LANGUAGE_CHOSEN = "account.language_chosen"
    KEYS_CHOSEN = "account.keys_chosen"
    MAILS_CHOSEN = "account.mails_chosen"
    PASSWORD_CHANGED = "account.password_changed"
    INVITATION_ACCEPTED = "account.invitation_accepted"
