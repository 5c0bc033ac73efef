"""Signing in and out, choosing a password, and what users choose for themselves."""

from typing import Any

from sqlalchemy import insert, update

from thuis_app.core import audit_log, clock, deferred_writes, events, outbox
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import actions as account_actions
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import Invitation, User, UserSession
from thuis_app.organisation.accounts.policy import may_manage
from thuis_app.organisation.accounts.rules import (
    NO_PASSWORD,
    AccountEnded,
    AccountNews,
    MailWish,
    TabletLost,
)
from thuis_app.organisation.factors import actions as factors
from thuis_app.organisation.passkeys import actions as passkeys
from thuis_app.organisation.passkeys.actions import Presented
from thuis_app.organisation.passkeys.rules import NewPasskey
from thuis_app.organisation.sessions import policy, queries, rules
from thuis_app.organisation.sessions.models import SignInTry
from thuis_app.organisation.sessions.rules import (
    GuessingMail,
    SessionAuditEvent,
    SignInAttempt,
)


def sign_in(
    user: User,
    *,
    device: str,
    device_key: str,
    is_shared: bool = False,
    by_factor: bool = False,
) -> Actor:
    """Open a session; the actor that comes back carries its key.

    `by_factor` is whether a second factor was given with it.
    """
    require(policy.may_sign_in(user))
    now, key = clock.now(), new_key()
    session = UserSession(
        user_id=user.id,
        key_hash=hash_key(key),
        device=device,
        device_key=device_key,
        started_at=now,
        seen_at=now,
        proved_at=now,
        factor_at=now if by_factor else None,
        is_shared=is_shared,
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
        is_shared=is_shared,
    )
    audit_log.record(actor, SessionAuditEvent.SIGNED_IN, session, contact_id=None)
    return actor


def sign_in_by_passkey(
    used: Presented, *, device: str, device_key: str, is_shared: bool = False
) -> Actor:
    """Open a session for who used a passkey, which stands for both factors."""
    require(policy.may_sign_in(used.user))
    actor = sign_in(
        used.user,
        device=device,
        device_key=device_key,
        is_shared=is_shared,
        by_factor=True,
    )
    passkeys.use(actor, used.passkey, sign_count=used.sign_count)
    return actor


def count_wrong_try(attempt: SignInAttempt, user: User | None) -> None:
    """Count a wrong password of a sign-in, with an audit line when there is an account.

    Both are written although the request itself is rolled back.
    """
    _count(attempt.account, attempt.device, attempt.network)
    subject_id = str(user.id) if user else ""
    audit_log.log_view(SYSTEM, SessionAuditEvent.SIGN_IN_REFUSED, subject_id=subject_id)


def count_wrong_password(actor: Actor, user: User) -> None:
    """Count a wrong password of a user who is signed in, also after a rollback."""
    require(policy.may_change_self(actor, user))
    _count(rules.in_session(actor.session_id))
    audit_log.log_refusal(actor, SessionAuditEvent.PASSWORD_REFUSED)


def count_wrong_code(actor: Actor, user: User) -> None:
    """Count a wrong code in this session and at the account, also after a rollback.

    The owner is mailed of the last one that a session takes: who gave it has the
    password.
    """
    require(policy.may_change_self(actor, user))
    if queries.wrong_passwords(actor) + 1 == rules.MOST_TRIES_IN_SESSION:
        account_actions.post_news(user.id, AccountNews.CODES_REFUSED)
    _count(rules.in_session(actor.session_id))
    _count(rules.of_codes(user.id), queries.device_of_session(actor))
    audit_log.log_refusal(actor, SessionAuditEvent.CODE_REFUSED)


def prove(actor: Actor, user: User) -> Actor:
    """Note that the password was right once more; the actor with the new key of the
    session comes back."""
    require(policy.may_change_self(actor, user))
    audit_log.record(actor, SessionAuditEvent.PROVED, user, contact_id=None)
    return factors.renew_session(actor, by_factor=False)


def announce_guessing(actor: Actor) -> int:
    """Mail every administrator, once a day, when passwords are guessed; how many."""
    require(policy.may_announce_guessing(actor))
    today, posted = clock.today(), 0
    if not rules.is_guessing(
        queries.wrong_by_account(actor, clock.now() - rules.TRIES_COUNT_FOR)
    ):
        return 0
    for user in accounts.active_administrators(actor):
        key = rules.key_of_guessing(user.id, today)
        if outbox.post(key, user.id, GuessingMail(today)):
            audit_log.record(
                actor, SessionAuditEvent.GUESSING_ANNOUNCED, user, contact_id=None
            )
            posted += 1
    return posted


def mark_seen(actor: Actor) -> None:
    """Keep a session alive while it is used."""
    seen = update(UserSession).where(UserSession.id == actor.session_id)
    deferred_writes.defer(seen.values(seen_at=clock.now()))


def end_session(actor: Actor, session: UserSession) -> None:
    """Sign out on one device."""
    require(policy.may_deactivate(actor, session))
    session.ended_at, session.code_hash = clock.now(), ""
    audit_log.record(actor, SessionAuditEvent.SIGNED_OUT, session, contact_id=None)


def end_all_sessions(actor: Actor, user: User) -> None:
    """Sign out everywhere, this device included."""
    require(policy.may_change_self(actor, user) or may_manage(actor))
    _end_all(user.id)
    audit_log.record(
        actor, SessionAuditEvent.SIGNED_OUT_EVERYWHERE, user, contact_id=None
    )


def report_lost(
    actor: Actor, user: User, *, kept_passkeys: frozenset[int] = frozenset()
) -> None:
    """End what a lost tablet of a user opens, from the next request on.

    Every session ends but the one in which this is done, no device is known any more,
    and other features end what they keep: all passkeys but `kept_passkeys`.
    """
    require(policy.may_report_lost(actor, user))
    others = UserSession.user_id == user.id, UserSession.id != actor.session_id
    known = update(UserSession).where(*others)
    db.session.execute(known.values(device_key=""))
    db.session.execute(known.where(UserSession.ended_at.is_(None)).values(**_ended()))
    audit_log.record(actor, SessionAuditEvent.TABLET_LOST, user, contact_id=None)
    events.publish(actor, TabletLost(user.id, kept_passkeys))
    account_actions.post_news(user.id, AccountNews.TABLET_LOST)


def choose_language(actor: Actor, user: User, *, language: str) -> None:
    """Show the pages in this language from now on."""
    require(policy.may_change_self(actor, user))
    user.language = language
    audit_log.record(actor, SessionAuditEvent.LANGUAGE_CHOSEN, user, contact_id=None)


def choose_keys(actor: Actor, user: User, *, keys_on: bool) -> None:
    """Switch the single-letter keys of the work board on or off."""
    require(policy.may_change_self(actor, user))
    user.keys_on = keys_on
    audit_log.record(actor, SessionAuditEvent.KEYS_CHOSEN, user, contact_id=None)


def choose_mails(actor: Actor, user: User, *, mails: MailWish) -> None:
    """Be mailed at most once a day, or never; what cannot wait comes all the same."""
    require(policy.may_change_self(actor, user))
    user.mails = mails
    audit_log.record(
        actor, SessionAuditEvent.MAILS_CHOSEN, user, contact_id=None, ground=mails
    )


def change_password(actor: Actor, user: User, *, password_hash: str) -> None:
    """Choose a new password; every session ends, this one too."""
    require(policy.may_change_self(actor, user))
    user.password_hash = password_hash
    _end_all(user.id)
    audit_log.record(actor, SessionAuditEvent.PASSWORD_CHANGED, user, contact_id=None)
    account_actions.post_news(user.id, AccountNews.PASSWORD_CHANGED)


def accept(invitation: Invitation, user: User, *, password_hash: str) -> None:
    """Use an invitation: choose a password, once.

    Who did so is not known, so the audit log says by whom the link was made.
    """
    require(policy.may_accept(invitation))
    user.password_hash = password_hash
    invitation.used_at = clock.now()
    _end_all(user.id)
    actor, made_by = SYSTEM, f"link of {invitation.made_by}"
    audit_log.record(
        actor,
        SessionAuditEvent.INVITATION_ACCEPTED,
        user,
        contact_id=None,
        ground=made_by,
    )
    account_actions.post_news(user.id, AccountNews.PASSWORD_CHANGED)


def accept_by_passkey(
    invitation: Invitation, user: User, made: NewPasskey, *, label: str
) -> None:
    """Use an invitation of a new account: begin it with a passkey, without a password.

    Raises RuleBroken where there is a password or a second factor already, which an
    invitation cannot stand for.
    """
    require(policy.may_accept(invitation))
    rules.must_be_new(accounts.has_way_in(user))
    actor = Actor(user.id, user.name, user.called, user.roles)
    user.password_hash = NO_PASSWORD
    invitation.used_at = clock.now()
    _end_all(user.id)
    audit_log.record(
        actor, SessionAuditEvent.INVITATION_ACCEPTED, user, contact_id=None
    )
    passkeys.add(actor, user, made, label=label)


def _count(account: str, device: str = "", network: str = "") -> None:
    values = {"account": account, "device": device, "network": network}
    deferred_writes.defer(insert(SignInTry), values | {"at": clock.now()})


def on_account_ended(actor: Actor, event: AccountEnded) -> None:
    """Sign this user out everywhere."""
    _end_all(event.user_id)


def _end_all(user_id: int) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .values(**_ended())
    )


def _ended() -> dict[str, Any]:
    """The values of a session that ends now: its unlock code goes with it."""
    return {"ended_at": clock.now(), "code_hash": ""}
