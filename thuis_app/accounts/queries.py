"""Who knocks, and who has an account here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.sql.functions import aggregate_strings

from thuis_app.accounts import policy, rules
from thuis_app.accounts.models import (
    Invitation,
    SignInTry,
    User,
    UserArea,
    UserSession,
)
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.secrets import hash_key

_areas = (
    select(aggregate_strings(UserArea.area_id.cast(db.String), " "))
    .where(UserArea.user_id == User.id)
    .scalar_subquery()
)
_BY_KEY = (
    select(
        User.id,
        User.name,
        User.called,
        User.role_words,
        User.all_areas,
        User.language,
        UserSession.id,
        UserSession.started_at,
        UserSession.seen_at,
        _areas,
    )
    .join(User, User.id == UserSession.user_id)
    .where(UserSession.ended_at.is_(None), User.is_active)
)


def by_session_key(key: str) -> tuple[Actor, datetime] | None:
    """Whoever holds this session, and when last seen; None when it is over."""
    row = db.session.execute(_BY_KEY.where(UserSession.key_hash == hash_key(key))).first()
    if row is None or rules.is_over(row[7], row[8], clock.now()):
        return None
    found = Actor(
        id=row[0],
        name=row[1],
        called=row[2],
        roles=frozenset(map(Role, row[3].split())),
        all_areas=row[4],
        language=row[5],
        session_id=row[6],
        area_ids=frozenset(map(int, (row[9] or "").split())),
        token=key,
    )
    return found, row[8]


def by_email(email: str) -> User | None:
    """The account with this address, for signing in."""
    return db.session.scalar(select(User).where(User.email == email))


def invitation(key: str) -> tuple[Invitation, User] | None:
    """The invitation behind a link, while it stands."""
    row = db.session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(
            Invitation.key_hash == hash_key(key),
            Invitation.used_at.is_(None),
            Invitation.made_at > clock.now() - rules.INVITATION_LASTS,
            User.is_active,
        )
    ).first()
    return (row[0], row[1]) if row else None


def must_wait(account: str, device: str) -> bool:
    """Whether this device has tried this account too often."""
    since = clock.now() - rules.TRIES_LAST
    is_account, is_device = SignInTry.account == account, SignInTry.device == device
    row = db.session.execute(
        select(
            func.count().filter(is_account & is_device),
            func.count().filter(is_device),
            func.count().filter(is_account),
        ).where(SignInTry.at > since, is_account | is_device)
    ).one()
    known = select(UserSession.id).where(
        UserSession.user_id == User.id, UserSession.device_key == device
    )
    is_known = device != "" and bool(
        db.session.scalar(select(known.exists()).where(User.email == account))
    )
    return rules.must_wait(
        together=row[0], of_device=row[1], on_account=row[2], is_known_device=is_known
    )


def myself(actor: Actor) -> User:
    """The account of the actor."""
    return db.session.scalars(select(User).where(User.id == actor.id)).one()


def my_sessions(actor: Actor) -> Sequence[UserSession]:
    """Where the actor is signed in now, the newest first."""
    return _sessions(actor.id)


def session(actor: Actor, session_id: int) -> UserSession:
    """A session that this actor may end; any other does not exist."""
    found = db.session.get(UserSession, session_id)
    if found is None or not policy.may_end(actor, found):
        raise Missing
    return found


def _sessions(user_id: int) -> Sequence[UserSession]:
    now = clock.now()
    return db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at > now - rules.IDLE,
            UserSession.started_at > now - rules.LONGEST,
        )
        .order_by(UserSession.seen_at.desc())
    ).all()


def names(actor: Actor, user_ids: set[int]) -> dict[int, str]:
    """The names of these colleagues, to say who did something."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row[0]: row[1] for row in rows}
