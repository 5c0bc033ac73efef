"""Adding passkeys, using them to sign in, and taking them away."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, update

from thuis_app.core import audit_log, clock, deferred_writes
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts import queries as found_accounts
from thuis_app.organisation.accounts.models import (
    Passkey,
    RecoveryCode,
    User,
    UserSession,
)
from thuis_app.organisation.accounts.rules import (
    MUST_HAVE_FACTOR,
    AccountNews,
    TabletLost,
)
from thuis_app.organisation.passkeys import policy, queries, rules
from thuis_app.organisation.passkeys.models import PasskeyChallenge, PasskeyLink
from thuis_app.organisation.passkeys.rules import (
    Credential,
    NewPasskey,
    PasskeyAuditEvent,
    PasskeyFault,
    Site,
)


@dataclass(frozen=True)
class Presented:
    """A passkey that was used just now, whose it is, and its sign count after that."""

    passkey: Passkey
    user: User
    sign_count: int


def make_challenge(bound_to: str) -> str:
    """A new challenge, to be answered in the session of this name alone.

    It is stored with the answer. Those of before that were asked in it are void, and
    so are all that are too old.
    """
    key, now = new_key(), clock.now()
    bound = hash_key(bound_to)
    is_old = PasskeyChallenge.made_at < now - rules.CHALLENGE_LASTS
    void = or_(PasskeyChallenge.bound_to == bound, is_old)
    deferred_writes.defer(delete(PasskeyChallenge).where(void))
    row = {"key_hash": hash_key(key), "bound_to": bound, "made_at": now}
    deferred_writes.defer(insert(PasskeyChallenge), row)
    return key


def take_challenge(credential: Credential, bound_to: str) -> bool:
    """Use the challenge that was signed; False where it is of another session, too
    old, or used.

    It is used also when the request is refused and rolled back.
    """
    same = PasskeyChallenge.key_hash == hash_key(credential.challenge)
    since = clock.now() - rules.CHALLENGE_LASTS
    open_here = delete(PasskeyChallenge).where(
        same,
        PasskeyChallenge.bound_to == hash_key(bound_to),
        PasskeyChallenge.made_at.between(since, clock.latest()),
    )
    plain = open_here.execution_options(synchronize_session=False)
    deferred_writes.defer(delete(PasskeyChallenge).where(same))
    return db.session.scalar(plain.returning(PasskeyChallenge.id)) is not None


def take_new(text: str, *, bound_to: str, site: Site) -> NewPasskey | PasskeyFault:
    """The passkey that a device made for a challenge, which is used; or what is wrong
    with the answer."""
    credential = rules.read_credential(text)
    if credential is None:
        return PasskeyFault.NO_ANSWER
    if not take_challenge(credential, bound_to):
        return PasskeyFault.TOO_LATE
    made = rules.new_passkey(credential, site)
    if made is None:
        return PasskeyFault.WRONG
    return PasskeyFault.KNOWN if queries.presented(made.credential_id) else made


def take_use(text: str, *, bound_to: str, site: Site) -> Presented | PasskeyFault:
    """The passkey that answered a challenge, which is used; or what is wrong with the
    answer."""
    credential = rules.read_credential(text)
    if credential is None:
        return PasskeyFault.NO_ANSWER
    if not take_challenge(credential, bound_to):
        return PasskeyFault.TOO_LATE
    known = queries.presented(credential.id)
    if known is None or not known[1].is_active:
        return PasskeyFault.UNKNOWN
    passkey, user = known
    sign_count = rules.new_sign_count(
        credential,
        site,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    if sign_count is None:
        return PasskeyFault.WRONG
    return Presented(passkey, user, sign_count)


def add(actor: Actor, user: User, made: NewPasskey, *, label: str) -> Passkey:
    """Add a passkey to the account of the actor."""
    require(policy.may_add(actor, user))
    rules.must_have_room(queries.count_of(user))
    passkey = Passkey(
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        label=label,
    )
    db.session.add(passkey)
    audit_log.record(actor, PasskeyAuditEvent.ADDED, passkey, contact_id=None)
    accounts.post_news(user.id, AccountNews.PASSKEY_ADDED)
    return passkey


def use(actor: Actor, passkey: Passkey, *, sign_count: int) -> bool:
    """Note that a passkey was used; False when it was used at the same time.

    One statement compares and changes, so that of two at once one succeeds.
    """
    require(policy.may_use(actor, passkey))
    same = update(Passkey).where(
        Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count
    )
    used = same.values(sign_count=sign_count, used_at=clock.now())
    plain = used.returning(Passkey.id).execution_options(synchronize_session=False)
    if db.session.scalar(plain) is None:
        return False
    audit_log.record(actor, PasskeyAuditEvent.USED, passkey, contact_id=None)
    return True


def remove(actor: Actor, passkey: Passkey, user: User, *, is_required: bool) -> None:
    """Take a passkey away, unless the role of its owner asks for another factor."""
    require(policy.may_remove(actor, passkey))
    rules.must_not_be_last(
        is_required=is_required,
        others=queries.count_of(user) - 1,
        has_code=found_accounts.has_code(user),
    )
    audit_log.record(actor, PasskeyAuditEvent.REMOVED, passkey, contact_id=None)
    db.session.delete(passkey)
    _follow(user)
    accounts.post_news(user.id, AccountNews.PASSKEY_REMOVED)


def make_link(actor: Actor, user: User) -> str:
    """The key of a link that adds a passkey on another device; an older one is void.

    Only its hash is kept: what comes back is shown once.
    """
    require(policy.may_add(actor, user))
    rules.must_have_room(queries.count_of(user))
    db.session.execute(delete(PasskeyLink).where(PasskeyLink.user_id == user.id))
    key = new_key()
    link = PasskeyLink(
        user_id=user.id, key_hash=hash_key(key), session_id=actor.session_id
    )
    db.session.add(link)
    audit_log.record(actor, PasskeyAuditEvent.LINK_MADE, link, contact_id=None)
    accounts.post_news(user.id, AccountNews.PASSKEY_LINK_MADE)
    return key


def add_by_link(
    link: PasskeyLink, user: User, made: NewPasskey, *, label: str
) -> Passkey:
    """Use a link: add a passkey on the device on which it was opened.

    The session that showed it goes on as one in which a second factor was given.
    """
    require(policy.may_add_by_link(link))
    actor = Actor(user.id, user.name, user.called, user.roles)
    link.used_at = clock.now()
    showed = update(UserSession).where(
        UserSession.id == link.session_id, UserSession.factor_at.is_(None)
    )
    db.session.execute(showed.values(factor_at=clock.now()))
    return add(actor, user, made, label=label)


def on_tablet_lost(actor: Actor, event: TabletLost) -> None:
    """Take away the passkeys of who lost a tablet, but those that were not on it; and
    the link with which one could be added."""
    user = db.session.get_one(User, event.user_id)
    db.session.execute(delete(PasskeyLink).where(PasskeyLink.user_id == user.id))
    ended = [
        one
        for one in found_accounts.passkeys_of(user)
        if one.id not in event.kept_passkeys
    ]
    for passkey in ended:
        audit_log.record(
            actor, PasskeyAuditEvent.ENDED_WITH_TABLET, passkey, contact_id=None
        )
        db.session.delete(passkey)
    if ended:
        _follow(user, is_guarded=bool(user.roles & MUST_HAVE_FACTOR))


def _follow(user: User, *, is_guarded: bool = False) -> None:
    """Let go of what is nothing without a passkey, when the last one is gone.

    Printed codes where there is no other factor; and an account without a password
    needs a link to come in again. With `is_guarded` a password alone must not do: the
    printed codes stay, and where there are none a link is needed too.
    """
    db.session.flush()
    if queries.count_of(user):
        return
    if not (is_guarded or found_accounts.has_code(user)):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    if not user.has_password or (is_guarded and not found_accounts.has_factor(user)):
        user.password_hash = ""
