"""Signing in and out, choosing a password, and keeping the accounts."""

from sqlalchemy import delete, insert, update
from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import afterwards, clock, events, trail
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import policy, queries, rules
from thuis_app.organisation.accounts.models import (
    Invitation,
    SignInTry,
    User,
    UserArea,
    UserSession,
)
from thuis_app.organisation.accounts.rules import Attempt, Grant, MailWish, RoleGiven


def sign_in(user: User, *, device: str, device_key: str) -> Actor:
    """Open a session; the actor that comes back carries its key."""
    require(policy.may_sign_in(user))
    now, key = clock.now(), new_key()
    session = UserSession(
        user_id=user.id,
        key_hash=hash_key(key),
        device=device,
        device_key=device_key,
        started_at=now,
        seen_at=now,
    )
    db.session.add(session)
    db.session.flush()
    actor = Actor(
        id=user.id,
        name=user.name,
        called=user.called,
        roles=user.roles,
        language=user.language,
        session_id=session.id,
        token=key,
        keys_on=user.keys_on,
    )
    trail.record(actor, "account.signed_in", session, contact_id=None)
    return actor


def count_wrong_try(attempt: Attempt, user: User | None) -> None:
    """Count a wrong password at the door, with an audit line on the account if any.

    Both are written although the request itself is rolled back.
    """
    _count(attempt.account, attempt.device, attempt.network)
    subject_id = str(user.id) if user else ""
    trail.read(SYSTEM, "account.sign_in_refused", subject_id=subject_id)


def count_wrong_password(actor: Actor, user: User) -> None:
    """Count a wrong password of somebody who is signed in, also after a rollback."""
    require(policy.may_change_self(actor, user))
    _count(rules.in_session(actor.session_id))
    trail.refused(actor, "account.password_refused")


def mark_seen(actor: Actor) -> None:
    """Keep a session alive while it is used."""
    seen = update(UserSession).where(UserSession.id == actor.session_id)
    afterwards.keep(seen.values(seen_at=clock.now()))


def end_session(actor: Actor, session: UserSession) -> None:
    """Sign out on one device."""
    require(policy.may_end(actor, session))
    session.ended_at = clock.now()
    trail.record(actor, "account.signed_out", session, contact_id=None)


def end_all_sessions(actor: Actor, user: User) -> None:
    """Sign out everywhere, this device included."""
    require(policy.may_change_self(actor, user) or policy.may_manage(actor))
    _end_all(user)
    trail.record(actor, "account.signed_out_everywhere", user, contact_id=None)


def choose_language(actor: Actor, user: User, *, language: str) -> None:
    """Show the pages in this language from now on."""
    require(policy.may_change_self(actor, user))
    user.language = language
    trail.record(actor, "account.language_chosen", user, contact_id=None)


def choose_keys(actor: Actor, user: User, *, keys_on: bool) -> None:
    """Switch the single-letter keys of the work board on or off."""
    require(policy.may_change_self(actor, user))
    user.keys_on = keys_on
    trail.record(actor, "account.keys_chosen", user, contact_id=None)


def choose_mails(actor: Actor, user: User, *, mails: MailWish) -> None:
    """Be mailed at most once a day, or never; what cannot wait comes all the same."""
    require(policy.may_change_self(actor, user))
    user.mails = mails
    trail.record(actor, "account.mails_chosen", user, contact_id=None, ground=mails)


def change_password(actor: Actor, user: User, *, password_hash: str) -> None:
    """Choose a new password; every session ends, this one too."""
    require(policy.may_change_self(actor, user))
    user.password_hash = password_hash
    _end_all(user)
    trail.record(actor, "account.password_changed", user, contact_id=None)


def accept(invitation: Invitation, user: User, *, password_hash: str) -> None:
    """Use an invitation: choose a password, once."""
    require(policy.may_accept(invitation))
    actor = Actor(user.id, user.name, user.called, user.roles)
    user.password_hash = password_hash
    invitation.used_at = clock.now()
    _end_all(user)
    trail.record(actor, "account.invitation_accepted", user, contact_id=None)


def create(
    actor: Actor, *, name: str, called: str, email: str, telephone: str, grant: Grant
) -> User:
    """Make an account for somebody; they come in by the link of an invitation."""
    require(policy.may_manage(actor))
    user = User(name=name, called=called, email=email, telephone=telephone)
    db.session.add(user)
    _allow(actor, user, Grant(frozenset()), grant)
    trail.record(
        actor, "account.created", user, contact_id=None, ground=user.role_words
    )
    _welcome(actor, user, user.roles)
    return user


def enrol(
    actor: Actor,
    *,
    name: str,
    called: str,
    email: str,
    telephone: str,
    area_ids: frozenset[int],
) -> User:
    """Make an account for a new volunteer of one's own villages; no way in yet."""
    require(policy.may_enrol(actor, area_ids))
    user = User(name=name, called=called, email=email, telephone=telephone)
    db.session.add(user)
    wanted = Grant(frozenset({Role.VOLUNTEER}), area_ids=area_ids)
    _allow(actor, user, Grant(frozenset()), wanted)
    trail.record(
        actor, "account.created", user, contact_id=None, ground=user.role_words
    )
    return user


def begin(actor: Actor, *, name: str, email: str) -> str:
    """Make the first administrator of a new installation; the key of their link."""
    require(policy.may_begin(actor))
    user = User(name=name, called=name.split()[0], email=email)
    user.roles = {Role.ADMINISTRATOR}
    db.session.add(user)
    db.session.flush()
    key = new_key()
    invitation = Invitation(user_id=user.id, key_hash=hash_key(key), made_by=actor.id)
    db.session.add(invitation)
    trail.record(actor, "account.begun", user, contact_id=None)
    return key


def edit(
    actor: Actor,
    user: User,
    *,
    name: str,
    called: str,
    email: str,
    telephone: str,
    grant: Grant,
) -> None:
    """Change an account, and from the next page on what it is allowed."""
    require(policy.may_manage(actor))
    _keep_an_administrator(actor, user, stays=Role.ADMINISTRATOR in grant.roles)
    user.name, user.called = name, called
    user.email, user.telephone = email, telephone
    flag_modified(user, "name")
    before = queries.grant(actor, user)
    _allow(actor, user, before, grant)
    trail.record(
        actor, "account.changed", user, contact_id=None, ground=user.role_words
    )
    _welcome(actor, user, user.roles - before.roles)


def invite(actor: Actor, user: User) -> str:
    """Make a link that lets somebody choose a password; an older link ends.

    Only the hash of its key is kept: what comes back is shown once.
    """
    require(policy.may_manage(actor) or policy.may_invite(actor, user))
    rules.must_be_in_use(user.is_active)
    _void_invitations(user)
    key = new_key()
    invitation = Invitation(user_id=user.id, key_hash=hash_key(key), made_by=actor.id)
    db.session.add(invitation)
    trail.record(actor, "account.invited", user, contact_id=None)
    return key


def end(actor: Actor, user: User) -> None:
    """Close an account: out at once everywhere, and no link leads in any more."""
    require(policy.may_manage(actor))
    rules.must_be_in_use(user.is_active)
    _keep_an_administrator(actor, user, stays=False)
    user.is_active, user.ended_on = False, clock.today()
    _end_all(user)
    _void_invitations(user)
    trail.record(actor, "account.ended", user, contact_id=None)


def let_in(actor: Actor, user: User) -> None:
    """Open an account again that had ended."""
    require(policy.may_manage(actor))
    user.is_active, user.ended_on = True, None
    trail.record(actor, "account.let_in", user, contact_id=None)


def _count(account: str, device: str = "", network: str = "") -> None:
    values = {"account": account, "device": device, "network": network}
    afterwards.keep(insert(SignInTry), values | {"at": clock.now()})


def _welcome(actor: Actor, user: User, roles: frozenset[Role]) -> None:
    for role in sorted(roles):
        events.publish(actor, RoleGiven(user.id, role))


def _allow(actor: Actor, user: User, before: Grant, wanted: Grant) -> None:
    after = wanted.trimmed
    if fault := rules.role_fault(before, after, is_self=actor.id == user.id):
        raise RuleBroken(f"account.{fault}")
    user.roles, user.all_areas = after.roles, after.all_areas
    db.session.flush()
    db.session.execute(delete(UserArea).where(UserArea.user_id == user.id))
    for area_id in sorted(after.area_ids):
        db.session.execute(insert(UserArea), {"user_id": user.id, "area_id": area_id})


def _keep_an_administrator(actor: Actor, user: User, *, stays: bool) -> None:
    rules.must_keep_an_administrator(
        was=user.is_active and Role.ADMINISTRATOR in user.roles,
        stays=stays,
        others=queries.other_administrators(actor, user),
    )


def _void_invitations(user: User) -> None:
    standing = Invitation.used_at.is_(None)
    db.session.execute(
        delete(Invitation).where(Invitation.user_id == user.id, standing)
    )


def _end_all(user: User) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
