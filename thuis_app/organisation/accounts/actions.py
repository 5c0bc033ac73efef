"""Signing in and out, choosing a password, and keeping the accounts."""

from uuid import uuid4

from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import audit_log, clock, events, outbox, write_journal
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import policy, queries, rules
from thuis_app.organisation.accounts.models import (
    Invitation,
    User,
    UserArea,
    UserRole,
)
from thuis_app.organisation.accounts.rules import (
    AccountAuditEvent,
    AccountEnded,
    AccountMail,
    AccountNews,
    AccountReopened,
    AgreementAsked,
    AgreementKind,
    Grant,
    GrantChanged,
    RoleEnded,
    RoleGiven,
)
from thuis_app.organisation.changes.rules import ChangeUndone


def create(
    actor: Actor, *, name: str, called: str, email: str, telephone: str, grant: Grant
) -> User:
    """Create an account; its owner gets in by the link of an invitation.

    What opens files is in force when a second person agreed.
    """
    require(policy.may_manage(actor))
    user = User(name=name, called=called, email=email, telephone=telephone)
    db.session.add(user)
    db.session.flush()
    before, wanted = Grant(frozenset()), grant.trimmed
    _allow(actor, user, before, _in_force(actor, user, before, wanted))
    _request_rest(actor, user, wanted)
    audit_log.record(
        actor, AccountAuditEvent.CREATED, user, contact_id=None, ground=_words(user)
    )
    _welcome(actor, user, user.roles)
    return user


def create_volunteer_account(
    actor: Actor,
    *,
    name: str,
    called: str,
    email: str,
    telephone: str,
    area_ids: frozenset[int],
) -> User:
    """Make an account for a new volunteer of one's own villages; no way in yet.

    Without an e-mail address it stays so: others write down what they do.
    """
    require(policy.may_create_volunteer_account(actor, area_ids))
    user = User(name=name, called=called, email=email, telephone=telephone)
    db.session.add(user)
    wanted = Grant(frozenset({Role.VOLUNTEER}), area_ids=area_ids)
    _allow(actor, user, Grant(frozenset()), wanted)
    audit_log.record(
        actor, AccountAuditEvent.CREATED, user, contact_id=None, ground=_words(user)
    )
    return user


def bootstrap_administrator(actor: Actor, *, name: str, email: str) -> str:
    """Make the first administrator of a new installation; the key of their link."""
    require(policy.may_bootstrap_administrator(actor))
    user = User(name=name, called=name.split()[0], email=email)
    db.session.add(user)
    db.session.flush()
    _change_roles(user, frozenset({Role.ADMINISTRATOR}))
    key = new_key()
    invitation = Invitation(
        user_id=user.id, key_hash=hash_key(key), made_by=actor.id, is_agreed=True
    )
    db.session.add(invitation)
    audit_log.record(actor, AccountAuditEvent.BEGUN, user, contact_id=None)
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
    """Change an account, and from the next page on what it is allowed.

    A link that was sent before to choose a password is void after another address, role
    or village: who has it may be a stranger. What opens files, and another address of
    who sees them, is in force when a second person agreed.
    """
    require(policy.may_manage(actor))
    _keep_an_administrator(actor, user, stays=Role.ADMINISTRATOR in grant.roles)
    before, wanted = queries.grant(actor, user), grant.trimmed
    now = _in_force(actor, user, before, wanted)
    _keep_duties(actor, user, now)
    user.name, user.called, user.telephone = name, called, telephone
    flag_modified(user, "name")
    is_elsewhere = _move_mail(actor, user, email)
    if is_elsewhere or wanted != queries.grant_asked(actor, user):
        _void_invitations(user)
    _allow(actor, user, before, now)
    audit_log.record(
        actor, AccountAuditEvent.CHANGED, user, contact_id=None, ground=_words(user)
    )
    _publish_grant(actor, user, before, now)
    _request_rest(actor, user, wanted, is_anew=is_elsewhere)


def give(actor: Actor, user: User, grant: Grant) -> None:
    """Give a user these roles and villages besides those they have: another agreed."""
    require(policy.may_give(actor, user))
    before = queries.grant(actor, user)
    _allow(actor, user, before, before | grant)
    audit_log.record(
        actor, AccountAuditEvent.CHANGED, user, contact_id=None, ground=_words(user)
    )
    _publish_grant(actor, user, before, before | grant)


def take_address(actor: Actor, user: User, email: str) -> None:
    """Give a user the address that was asked for: another agreed to it."""
    require(policy.may_give(actor, user))
    if queries.is_taken(actor, email, besides=user.id):
        raise RuleBroken("account.address_taken")
    _set_address(user, email)
    _void_invitations(user)
    audit_log.record(
        actor, AccountAuditEvent.CHANGED, user, contact_id=None, ground=_words(user)
    )


def release_links(actor: Actor, user: User) -> None:
    """Let the link of a user work that waited until another agreed."""
    require(policy.may_give(actor, user))
    waiting = update(Invitation).where(
        Invitation.user_id == user.id, Invitation.used_at.is_(None)
    )
    db.session.execute(waiting.values(is_agreed=True))


def void_links(actor: Actor, user: User) -> None:
    """End the link of a user that waits, which nobody agrees to any more."""
    require(policy.may_give(actor, user) or policy.may_manage(actor))
    waiting = Invitation.used_at.is_(None), Invitation.is_agreed.is_(False)
    db.session.execute(
        delete(Invitation).where(Invitation.user_id == user.id, *waiting)
    )


def post_news(user_id: int, news: AccountNews, *, address: str = "") -> None:
    """Mail the owner of an account at once about a change of it, at the address of
    before where one is given.

    The action that makes the change leaves its audit line.
    """
    mail = AccountMail(news, clock.today())
    outbox.post(f"account:{user_id}:{news}:{uuid4()}", user_id, mail, address=address)


def note_refused_address(actor: Actor, user_id: int, address: str) -> None:
    """Note that this address of a user takes no mail, once, and not for what mail.

    The version of the account stays as it is: a form that is open can be saved.
    """
    require(policy.may_note_mail(actor))
    refused = _rows_of(user_id).where(
        User.email == address, User.mail_refused_at.is_(None)
    )
    noted = refused.values(mail_refused_at=clock.now()).returning(User.id)
    if db.session.scalar(noted):
        user = db.session.get_one(User, user_id)
        audit_log.record(actor, AccountAuditEvent.MAIL_REFUSED, user, contact_id=None)


def note_taken_mail(actor: Actor, user_id: int) -> None:
    """Note that the address of a user takes mail again."""
    require(policy.may_note_mail(actor))
    was_refused = _rows_of(user_id).where(User.mail_refused_at.is_not(None))
    db.session.execute(was_refused.values(mail_refused_at=None))


def _rows_of(user_id: int) -> Update:
    """An UPDATE of a user that leaves the version as it is."""
    plain = update(User).where(User.id == user_id)
    return plain.execution_options(synchronize_session=False)


def invite(actor: Actor, user: User) -> str:
    """Create a link with which a user chooses a password; an older link ends.

    Only the hash of its key is kept: what comes back is shown once. A link that opens
    files leads in when a second person agreed.
    """
    require(policy.may_manage(actor) or policy.may_invite(actor, user))
    rules.must_be_in_use(user.is_active)
    rules.must_have_address(user.email)
    _void_invitations(user)
    key = new_key()
    waiting = queries.waits_for(actor, user)
    is_new = not waiting and bool(queries.grant_waiting(actor, user).roles)
    invitation = Invitation(
        user_id=user.id,
        key_hash=hash_key(key),
        made_by=actor.id,
        is_agreed=not (waiting or is_new),
    )
    db.session.add(invitation)
    if waiting:
        _request(actor, AgreementAsked(AgreementKind.LINK, user.id, waiting))
    audit_log.record(actor, AccountAuditEvent.INVITED, user, contact_id=None)
    post_news(user.id, AccountNews.LINK_MADE)
    return key


def deactivate(actor: Actor, user: User, *, heir_id: int | None = None) -> None:
    """Close an account: out at once everywhere, and no link leads in any more.

    What hangs on its roles ends; `heir_id` goes on with the tasks of a coordinator.
    """
    require(policy.may_manage(actor))
    rules.must_be_in_use(user.is_active)
    _keep_an_administrator(actor, user, stays=False)
    _keep_duties(actor, user, Grant(frozenset()))
    user.is_active, user.ended_on = False, clock.today()
    for event in rules.roles_end(user.id, user.roles, heir_id):
        events.publish(actor, event)
    events.publish(actor, AccountEnded(user.id))
    _void_invitations(user)
    audit_log.record(actor, AccountAuditEvent.ENDED, user, contact_id=None)


def reactivate(actor: Actor, user: User) -> bool:
    """Open an account again that had ended; False when a second person is to agree."""
    require(policy.may_manage(actor))
    if waiting := queries.waits_for(actor, user):
        _request(actor, AgreementAsked(AgreementKind.REOPEN, user.id, waiting))
        return False
    reopen(actor, user)
    return True


def reopen(actor: Actor, user: User) -> None:
    """Open an account again, alone or because another agreed."""
    require(policy.may_manage(actor) or policy.may_give(actor, user))
    user.is_active, user.ended_on = True, None
    events.publish(actor, AccountReopened(user.id))
    audit_log.record(actor, AccountAuditEvent.LET_IN, user, contact_id=None)
    post_news(user.id, AccountNews.REOPENED)


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """What is what it was again ends anew with the roles that ended since."""
    named = {
        one for row in event.restored for one in write_journal.keys_to(row, "user")
    }
    for ended in queries.ended_roles(named):
        events.publish(actor, ended)


def _welcome(actor: Actor, user: User, roles: frozenset[Role]) -> None:
    for role in sorted(roles):
        events.publish(actor, RoleGiven(user.id, role))


def _in_force(actor: Actor, user: User, before: Grant, wanted: Grant) -> Grant:
    """What is in force at once of the roles and villages that were asked for."""
    if fault := rules.role_fault(before, wanted, is_self=actor.id == user.id):
        raise RuleBroken(f"account.{fault}")
    waiting = queries.needing(actor, user, rules.opened(before, wanted))
    return rules.in_force(before, wanted, waiting)


def _request_rest(
    actor: Actor, user: User, wanted: Grant, *, is_anew: bool = False
) -> None:
    """Ask another to agree to what is wanted and not in force yet, if anything is."""
    now = queries.grant(actor, user)
    waiting = rules.opened(now, wanted)
    rest = Grant(waiting, wanted.all_areas, wanted.area_ids).trimmed
    kind = AgreementKind.GRANT
    _request(actor, AgreementAsked(kind, user.id, waiting, rest, is_anew=is_anew))


def _request(actor: Actor, asked: AgreementAsked) -> None:
    events.publish(actor, asked)


def _move_mail(actor: Actor, user: User, email: str) -> bool:
    """Take another address, or ask another to agree to it; whether it is another now.

    Both addresses are mailed.
    """
    if user.email == email:
        return False
    if user.email and (waiting := queries.waits_for(actor, user)):
        kind = AgreementKind.ADDRESS
        _request(actor, AgreementAsked(kind, user.id, waiting, email=email))
        return False
    _set_address(user, email)
    return True


def _set_address(user: User, email: str) -> None:
    user.mail_refused_at = None
    post_news(user.id, AccountNews.ADDRESS_CHANGED)
    if user.email:
        post_news(user.id, AccountNews.ADDRESS_CHANGED, address=user.email)
    user.email = email


def _publish_grant(actor: Actor, user: User, before: Grant, after: Grant) -> None:
    """Mail the owner about other roles or villages, and publish what changed."""
    for role in sorted(before.roles - user.roles):
        events.publish(actor, RoleEnded(user.id, role))
    if after.trimmed != before:
        post_news(user.id, AccountNews.ROLES_CHANGED)
        events.publish(actor, GrantChanged(user.id))
    _welcome(actor, user, user.roles - before.roles)


def _allow(actor: Actor, user: User, before: Grant, wanted: Grant) -> None:
    after = wanted.trimmed
    if fault := rules.role_fault(before, after, is_self=actor.id == user.id):
        raise RuleBroken(f"account.{fault}")
    user.all_areas = after.all_areas
    db.session.flush()
    _change_roles(user, after.roles)
    db.session.execute(delete(UserArea).where(UserArea.user_id == user.id))
    for area_id in sorted(after.area_ids):
        db.session.execute(insert(UserArea), {"user_id": user.id, "area_id": area_id})


def _change_roles(user: User, wanted: frozenset[Role]) -> None:
    """End the roles that are taken away, and open those that are given, from today.

    The row of the user is written first, with its version: two changes never mix.
    """
    query = select(UserRole).where(
        UserRole.user_id == user.id, UserRole.until.is_(None)
    )
    today, held = clock.today(), {row.role: row for row in db.session.scalars(query)}
    for role in held.keys() - wanted:
        held[role].until = max(today, held[role].since)
    for role in sorted(wanted - held.keys()):
        db.session.add(UserRole(user_id=user.id, role=role, since=today))
    db.session.flush()
    db.session.refresh(user, ["role_words"])


def _words(user: User) -> str:
    return " ".join(sorted(user.roles))


def _keep_an_administrator(actor: Actor, user: User, *, stays: bool) -> None:
    rules.must_keep_an_administrator(
        was=user.is_active and Role.ADMINISTRATOR in user.roles,
        stays=stays,
        others=queries.other_administrators(actor, user),
    )


def _keep_duties(actor: Actor, user: User, after: Grant) -> None:
    """Refuse to leave worries, or a village, without anybody."""
    if not user.is_active:
        return
    was_lead = Role.SAFEGUARDING_LEAD in user.roles
    others = queries.others_with(actor, user, Role.SAFEGUARDING_LEAD)
    stays = Role.SAFEGUARDING_LEAD in after.roles
    rules.must_keep_a_lead(was=was_lead, stays=stays, others=others)
    if Role.COORDINATOR in user.roles:
        rules.must_keep_coordinators(queries.left_alone(actor, user, after))


def _void_invitations(user: User) -> None:
    standing = Invitation.used_at.is_(None)
    db.session.execute(
        delete(Invitation).where(Invitation.user_id == user.id, standing)
    )
