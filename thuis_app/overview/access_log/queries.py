"""The lines of the audit log about a person, of an account, and of a month."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from sqlalchemy import ColumnElement, Select, Table, literal, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.accountability.audit_chain import queries as audit_chain
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.access_log import policy, rules
from thuis_app.overview.access_log.models import AuditReview
from thuis_app.overview.access_log.rules import DayOfUser, LogLine, Oddity
from thuis_app.overview.merging.models import PersonMerge
from thuis_app.people.contacts.models import PersonRef

LINES = cast("Table", AuditEntry.__table__).c
# In the order of `LogLine`.
COLUMNS = (
    *(LINES.at, LINES.actor_id, LINES.role, LINES.deed, LINES.contact_id),
    *(LINES.subject, LINES.subject_id, LINES.ground),
)


@dataclass(frozen=True)
class AccessDays:
    """What was done, by day and by user, with the names of these users."""

    days: Sequence[DayOfUser]
    names: Mapping[int, str]


@dataclass(frozen=True)
class AccountMonth:
    """What an account did in a month, and what was done with it."""

    days: Sequence[DayOfUser]
    others: Sequence[LogLine]
    names: Mapping[int, str]


@dataclass(frozen=True)
class MonthReview:
    """A month: what is odd in it, who they are, and who signed for it."""

    month: date
    oddities: Sequence[Oddity]
    names: Mapping[int, str]
    review: AuditReview | None
    head: str


def of_person(actor: Actor, contact: PersonRef, year: int) -> AccessDays:
    """Who saw or changed what is kept of a person, in a year.

    Also under the ids of records that became one with this person's. A list in which
    the person stood counts as a look.
    """
    require(policy.may_see_of_person(actor, contact))
    began, ended = _moment(date(year, 1, 1)), _moment(date(year + 1, 1, 1))
    gone = select(PersonMerge.gone_id).where(
        PersonMerge.kept_id == contact.id, PersonMerge.undone_at.is_(None)
    )
    ids = [contact.id, *db.session.scalars(gone)]
    within = LINES.at >= began, LINES.at < ended
    own = select(*COLUMNS).where(LINES.contact_id.in_(ids), *within)
    listed = select(*COLUMNS).where(LINES.shown != "", _is_among(ids), *within)
    days = rules.by_day_and_user([*_lines(own), *_lines(listed)])
    return AccessDays(days, _names(actor, {one.user_id for one in days}))


def of_user(actor: Actor, user: User, month: date) -> AccountMonth:
    """What an account did in a month, and what others did with it."""
    require(policy.may_see_of_user(actor, user))
    within = _within(month)
    own = select(*COLUMNS).where(LINES.actor_id == user.id, *within)
    done = select(*COLUMNS).where(
        LINES.actor_id != user.id,
        LINES.subject.in_(rules.ACCOUNT),
        LINES.subject_id == str(user.id),
        or_(*(LINES.deed.startswith(f"{one}.") for one in rules.OF_ACCOUNTS)),
        *within,
    )
    others = _lines(done.order_by(LINES.id.desc()))
    days = rules.by_day_and_user(_lines(own))
    return AccountMonth(days, others, _names(actor, {one.actor_id for one in others}))


def months_to_review(actor: Actor) -> list[date]:
    """The months that are over since the first line of the log, the newest first."""
    require(policy.may_review(actor))
    first = db.session.scalar(select(LINES.at).order_by(LINES.id).limit(1))
    day = clock.local(first).date() if first else None
    return rules.months_to_review(clock.today(), day)


def month_review(actor: Actor, month: date) -> MonthReview:
    """What is odd in a month, and who signed for it."""
    require(policy.may_review(actor))
    found = oddities(actor, month)
    ids = {one.user_id for one in found} | {one.about_user_id for one in found}
    return MonthReview(
        month=month,
        oddities=found,
        names=_names(actor, ids),
        review=_review(actor, month),
        head=head(actor),
    )


def oddities(actor: Actor, month: date) -> list[Oddity]:
    """What is odd in the lines of a month."""
    require(policy.may_review(actor))
    of_people = LINES.contact_id.is_not(None)
    wanted = {*rules.REFUSED, *rules.WRONG, *rules.FAULTS, *rules.WAYS_IN}
    wanted |= {rules.EMERGENCY}
    query = select(*COLUMNS).where(
        or_(of_people, LINES.deed.in_(wanted)), *_within(month)
    )
    return rules.oddities(_lines(query))


def reviews(actor: Actor, months: Collection[date]) -> dict[date, AuditReview]:
    """Those of these months that were signed for."""
    require(policy.may_review(actor))
    signed = _reviews(actor).where(AuditReview.month.in_(months))
    return {one.month: one for one in db.session.scalars(signed)}


def head(actor: Actor) -> str:
    """The last block of the chain as it is written on paper; empty before the first."""
    require(policy.may_review(actor))
    last = audit_chain.last_block(SYSTEM)
    return last.head.as_text() if last else ""


def _review(actor: Actor, month: date) -> AuditReview | None:
    return db.session.scalar(_reviews(actor).where(AuditReview.month == month))


def _reviews(actor: Actor) -> Select[AuditReview]:
    signed = select(AuditReview).where(policy.visible_to(actor))
    return signed.options(joinedload(AuditReview.signer))


def _is_among(ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that one of these ids stands in `shown`, between spaces."""
    spaced = literal(" ").concat(LINES.shown).concat(" ")
    return or_(*(spaced.contains(f" {one} ", autoescape=True) for one in ids))


def _within(month: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    later = rules.next_month(month)
    return LINES.at >= _moment(month), LINES.at < _moment(later)


def _moment(on: date) -> datetime:
    return clock.at(on, time())


def _lines(query: Select[*tuple[object, ...]]) -> list[LogLine]:
    return [LogLine(*row) for row in db.session.execute(query)]  # type: ignore[arg-type]


def _names(actor: Actor, ids: set[int]) -> dict[int, str]:
    return accounts.names(actor, ids - {0}) | {0: SYSTEM.name}
