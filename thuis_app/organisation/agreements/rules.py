"""When a second person must agree, who may, and how long a request stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.payloads import MailPayload
from thuis_app.organisation.accounts.rules import GUARDED

STANDS_FOR = timedelta(days=7)
PAPER_CODES = 2
SHOWN_FOR = timedelta(days=30)

# The board and an administrator agree to everything; who has a right already agrees to
# that right. Of concerns that is the lead, of all else a coordinator or the lead.
ALWAYS = frozenset({Role.BOARD, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD})
OF_CONCERNS = frozenset({Role.SAFEGUARDING_LEAD, Role.STAND_IN})


class AgreementState(StrEnum):
    """The state of a request; one that is OPEN for too long is LAPSED by a job."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


class AgreedBy(StrEnum):
    """How another agreed: signed in, with two paper codes, or on the server."""

    PERSON = "person"
    CODES = "codes"
    SERVER = "server"


class AgreementNews(StrEnum):
    """What a mail about a request says."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True)
class AgreementMail(MailPayload):
    """A mail about a request: to who may agree, or to who asked."""

    kind: ClassVar[str] = "agreement"
    news: AgreementNews
    agreement_id: int
    day: date


@dataclass(frozen=True)
class FilesExist:
    """Question: is there anything yet that is kept of a person?"""


@dataclass(frozen=True)
class SeesPeople:
    """Question: does this volunteer visit anybody, or did they until lately?"""

    user_id: int


@dataclass(frozen=True)
class AgreementOpened:
    """Event: a request about this user waits; these coordinators may agree."""

    agreement_id: int
    name: str
    coordinator_ids: frozenset[int]


@dataclass(frozen=True)
class AgreementClosed:
    """Event: a request waits no more."""

    agreement_id: int


@dataclass(frozen=True)
class FactorAgreed:
    """Event: another agreed to take away the second factor of this user."""

    user_id: int


@dataclass(frozen=True)
class DeputyAgreed:
    """Event: another agreed to this deputy, whom an administrator named."""

    user_id: int
    area_ids: frozenset[int]
    first_on: date
    last_on: date
    named_by: int


class AgreementAuditEvent(AuditEvent):
    ASKED = "agreement.asked"
    AGREED = "agreement.agreed"
    AGREED_BY_CODES = "agreement.agreed_by_codes"
    AGREED_ON_SERVER = "agreement.agreed_on_server"
    CODES_REFUSED = "agreement.codes_refused"
    REFUSED = "agreement.refused"
    TAKEN_BACK = "agreement.taken_back"
    LAPSED = "agreement.lapsed"
    CODES_MADE = "agreement.codes_made"


def needing(
    roles: frozenset[Role],
    held_by_others: frozenset[Role],
    *,
    has_files: bool,
    has_agreers: bool,
    has_people: bool,
) -> frozenset[Role]:
    """For which of these roles of an account a second person must agree.

    Without any file the first holder of a right needs nobody, nor does the second
    administrator, whom the first steps ask for; and nobody does while there is nobody
    to ask. `has_people` is whether a volunteer can sign in or visits.
    """
    if not has_files:
        again = roles & GUARDED & held_by_others - {Role.ADMINISTRATOR}
        return again if has_agreers else frozenset()
    return roles if has_people else roles & GUARDED


def is_for_concerns(roles: Collection[Role]) -> bool:
    """Whether these roles open concerns, so that a coordinator cannot agree."""
    return not OF_CONCERNS.isdisjoint(roles)


def agreeing_roles(*, for_concerns: bool) -> frozenset[Role]:
    """The roles of whom each may agree to such a request."""
    return ALWAYS if for_concerns else ALWAYS | {Role.COORDINATOR}


def may_agree(
    user_id: int,
    roles: Collection[Role],
    *,
    asked_by: int,
    about: int,
    for_concerns: bool,
) -> bool:
    """Whether this user may agree: never to what they asked, or what is about them."""
    is_other = user_id not in (asked_by, about)
    return is_other and not agreeing_roles(for_concerns=for_concerns).isdisjoint(roles)


def stands_until(asked_at: datetime) -> datetime:
    return asked_at + STANDS_FOR


def is_open(state: AgreementState, asked_at: datetime, now: datetime) -> bool:
    """Whether a request still waits for a yes or no."""
    is_past = asked_at <= now + clock.SLACK
    return state is AgreementState.OPEN and is_past and now < stands_until(asked_at)


def must_be_open(state: AgreementState, asked_at: datetime, now: datetime) -> None:
    """Raise RuleBroken for a request that was answered, taken back, or has lapsed."""
    if not is_open(state, asked_at, now):
        raise RuleBroken("agreement.not_open")


def mail_key(news: AgreementNews, agreement_id: int, user_id: int) -> str:
    """The same for one request, reader and news: it is mailed once."""
    return f"agreement:{agreement_id}:{news}:{user_id}"
