"""Sessions, and the number of wrong passwords."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import aggregate_strings

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role, SignInStep
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import (
    User,
    UserArea,
    UserSession,
)
from thuis_app.organisation.accounts.rules import (
    is_fresh,
    is_locked,
    is_over,
    session_limits,
    sign_in_step,
)
from thuis_app.organisation.agreements import queries as agreements
from thuis_app.organisation.deputies import queries as deputies
from thuis_app.organisation.deputies.rules import granted
from thuis_app.organisation.emergencies import queries as emergencies
from thuis_app.organisation.emergencies import rules as emergency_rules
from thuis_app.organisation.sessions import policy, rules
from thuis_app.organisation.sessions.models import SignInTry
from thuis_app.organisation.sessions.rules import (
    SignInAttempt,
    SignInTries,
    TriesBefore,
)

Grant = tuple[frozenset[Role], frozenset[int], frozenset[int]]
NOTHING: Grant = frozenset(), frozenset(), frozenset()


def by_session_key(
    key: str, *, is_factor_required: bool
) -> tuple[Actor, datetime] | None:
    """The actor of this session and when it was last used; None when it has ended.

    Without roles while it is locked, or while the second factor is to be given, or set
    up where it must be.
    """
    row, now = _by_key(key), clock.now()
    if row is None:
        return None
    grant = _granted(row)
    limits = session_limits(
        grant[0], has_unlock_code=bool(row.code_hash), is_shared=row.is_shared
    )
    if is_over(row.started_at, row.seen_at, now, limits):
        return None
    step = sign_in_step(
        grant[0],
        has_factor=row.has_factor,
        was_given=row.factor_at is not None,
        is_required=is_factor_required,
        is_on_paper=not row.has_device_factor,
    )
    if is_locked(row.seen_at, now, limits):
        step = SignInStep.UNLOCK
    return replace(_actor(row, grant, step), token=key), row.seen_at


def _actor(row: Row[*tuple[Any, ...]], grant: Grant, step: SignInStep | None) -> Actor:
    """The actor of this row, who has no roles as long as there is a step to be done."""
    roles, area_ids, deputy_area_ids = NOTHING if step else grant
    return Actor(
        id=row.id,
        name=row.name,
        called=row.called,
        roles=roles,
        all_areas=row.all_areas and step is None,
        language=row.language,
        session_id=row.session_id,
        area_ids=area_ids,
        deputy_area_ids=deputy_area_ids,
        keys_on=row.keys_on,
        next_step=step,
        is_fresh=is_fresh(row.proved_at, clock.now()),
        is_shared=row.is_shared,
        agreements=0 if step else row.agreements,
        emergency_until=None if step else row.emergency_until,
        emergencies=row.emergencies if roles & emergency_rules.ARE_MAILED else 0,
    )


def _granted(row: Row[*tuple[Any, ...]]) -> Grant:
    """The roles and villages of today, also as a deputy and in an emergency."""
    found = granted(
        frozenset(map(Role, row.role_words.split())),
        _numbers(row.areas),
        _numbers(row.deputy_areas),
    )
    if row.emergency_until is None:
        return found
    return emergency_rules.granted(*found, emergencies.every_area())


def _numbers(words: str | None) -> frozenset[int]:
    return frozenset(map(int, (words or "").split()))


def _by_key(key: str) -> Row[*tuple[Any, ...]] | None:
    """The row of a session that was not ended, with its user and their areas."""
    areas = select(aggregate_strings(UserArea.area_id.cast(db.String), " ")).where(
        UserArea.user_id == User.id
    )
    query = "name", "called", "role_words", "all_areas", "language", "keys_on"
    return db.session.execute(
        select(
            *(getattr(User, name) for name in ("id", *query)),
            UserSession.id.label("session_id"),
            UserSession.started_at,
            UserSession.seen_at,
            UserSession.factor_at,
            UserSession.proved_at,
            UserSession.code_hash,
            UserSession.is_shared,
            accounts.factor_exists(User.id).label("has_factor"),
            accounts.device_factor_exists(User.id).label("has_device_factor"),
            areas.scalar_subquery().label("areas"),
            deputies.areas_of_user(clock.today()).label("deputy_areas"),
            agreements.waiting_for_user(clock.now()).label("agreements"),
            emergencies.until_of_user(clock.now()).label("emergency_until"),
            emergencies.of_others_for_user(clock.now()).label("emergencies"),
        ).where(
            User.id == UserSession.user_id,
            UserSession.key_hash == hash_key(key),
            UserSession.ended_at.is_(None),
            User.is_active,
        )
    ).first()


def ended_owner(key: str) -> int | None:
    """The id of the user whose session this was, over or not; None when unknown."""
    query = select(UserSession.user_id).where(UserSession.key_hash == hash_key(key))
    return db.session.scalar(query)


def by_email(email: str) -> User | None:
    """The account with this address, for signing in."""
    return db.session.scalar(select(User).where(User.email == email))


def password_hash(email: str) -> str:
    """The hash of this account, nothing where it cannot be signed in to."""
    user = by_email(email)
    return user.password_hash if user and user.is_active and user.has_password else ""


def must_wait(attempt: SignInAttempt) -> bool:
    """Whether this comes too soon after wrong passwords: here, near, or anywhere."""
    now = clock.now()
    row = db.session.execute(SignInTry.tally(attempt, now, clock.latest())).one()
    pairs = zip(row[::2], row[1::2], strict=True)
    return rules.must_wait(
        now,
        TriesBefore(*(SignInTries(count, last_at) for count, last_at in pairs)),
        is_known_device=_is_known_device(attempt),
        has_network=bool(attempt.network),
    )


def wrong_passwords(actor: Actor) -> int:
    """The number of wrong passwords in this session."""
    tries = SignInTry.account == rules.in_session(actor.session_id)
    return db.session.scalar(select(func.count(SignInTry.id)).where(tries)) or 0


def wrong_by_account(actor: Actor, since: datetime) -> dict[str, int]:
    """The wrong passwords, codes and passkeys since then, by the id of the account.

    Those at addresses that no account has are under an empty id. Who gives a wrong code
    has the password: those lines are of the account itself.
    """
    require(policy.may_see_guessing(actor))
    line = AuditEntry
    rows = db.session.execute(
        select(line.actor_id, line.subject_id, func.count())
        .where(line.at.between(since, clock.latest()))
        .where(line.event.in_([event.value for event in rules.GUESSES]))
        .group_by(line.actor_id, line.subject_id)
    )
    found: Counter[str] = Counter()
    for actor_id, subject_id, count in rows:
        found[str(actor_id or subject_id)] += count
    return found


def guessed_accounts(actor: Actor, since: datetime) -> list[str]:
    """The names of the accounts at which many wrong passwords were tried since then."""
    wrong = wrong_by_account(actor, since)
    ids = [
        int(one) for one, count in wrong.items() if one and rules.is_guessed_at(count)
    ]
    named = select(User.name).where(User.id.in_(ids)).order_by(User.sort_name)
    return list(db.session.scalars(named))


def must_wait_for_code(actor: Actor) -> bool:
    """Whether a code comes too soon after wrong ones of this account.

    A device on which a code was right before waits for its own wrong ones alone.
    """
    now, device = clock.now(), device_of_session(actor)
    tries = select(func.count(), func.max(SignInTry.at)).where(
        SignInTry.account == rules.of_codes(actor.id),
        SignInTry.at > now - rules.TRIES_COUNT_FOR,
    )
    if _had_right_code(actor):
        tries = tries.where(SignInTry.device == device)
    row = db.session.execute(tries).one()
    return SignInTries(row[0], row[1]).must_wait(now, rules.FREE_CODES)


def device_of_session(actor: Actor) -> str:
    """The hash by which wrong codes on this device are counted; '' without one."""
    own = select(UserSession.device_key).where(UserSession.id == actor.session_id)
    key = db.session.scalar(own)
    return hash_key(key) if key else ""


def _had_right_code(actor: Actor) -> bool:
    """Whether this device had another session of the actor with a second factor."""
    here, before = aliased(UserSession), aliased(UserSession)
    known = select(before.id).where(
        here.id == actor.session_id,
        here.device_key != "",
        before.device_key == here.device_key,
        before.user_id == actor.id,
        before.id != here.id,
        before.factor_at.is_not(None),
    )
    return bool(db.session.scalar(select(known.exists())))


def myself(actor: Actor) -> User:
    """The account of the actor."""
    return db.session.scalars(select(User).where(User.id == actor.id)).one()


def my_sessions(actor: Actor) -> Sequence[UserSession]:
    """Where the actor is signed in now, the newest first."""
    return accounts.open_sessions(myself(actor))


def session(actor: Actor, session_id: int) -> UserSession:
    """A session that this actor may end; any other does not exist."""
    found = db.session.get(UserSession, session_id)
    if found is None or not policy.may_deactivate(actor, found):
        raise Missing
    return found


def _is_known_device(attempt: SignInAttempt) -> bool:
    """True when this account was signed in to on this device before; any account,
    where a passkey is to say which."""
    known = select(UserSession.id).where(UserSession.device_key == attempt.device_key)
    if attempt.email != rules.BY_PASSKEY:
        known = known.join(User, User.id == UserSession.user_id)
        known = known.where(User.email == attempt.email)
    found = select(known.exists())
    return attempt.device_key != "" and bool(db.session.scalar(found))
