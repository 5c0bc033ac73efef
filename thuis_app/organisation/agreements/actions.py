"""Asking a second person to agree, and what follows from a yes or a no."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, update

from thuis_app.core import audit_log, clock, events, outbox
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Clash, RuleBroken, require
from thuis_app.core.printed_codes import new_code, plain_code
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import (
    AccountEnded,
    AgreementAsked,
    AgreementKind,
    AgreementNeeded,
    AgreersWanted,
    Grant,
    GrantWaiting,
    IsAsked,
)
from thuis_app.organisation.agreements import policy, queries, rules
from thuis_app.organisation.agreements.models import Agreement, PaperCode
from thuis_app.organisation.agreements.rules import (
    AgreedBy,
    AgreementAuditEvent,
    AgreementClosed,
    AgreementMail,
    AgreementNews,
    AgreementOpened,
    AgreementState,
    DeputyAgreed,
    FactorAgreed,
)


def ask(
    actor: Actor,
    asked: AgreementAsked,
    *,
    first_on: date | None = None,
    last_on: date | None = None,
) -> Agreement:
    """Ask a second person to agree; each who may is mailed at once.

    A request of the same kind about the same user is taken back, but of a deputy.
    """
    require(policy.may_request(actor))
    if asked.kind is not AgreementKind.DEPUTY:
        _take_back_all(actor, asked.user_id, asked.kind)
    agreement = Agreement(
        kind=asked.kind,
        user_id=asked.user_id,
        asked_by=actor.id,
        roles=" ".join(sorted(asked.grant.roles or asked.roles)),
        for_concerns=rules.is_for_concerns(asked.roles),
        all_areas=asked.grant.all_areas,
        areas=" ".join(map(str, sorted(asked.grant.area_ids))),
        email=asked.email,
        first_on=first_on,
        last_on=last_on,
    )
    db.session.add(agreement)
    db.session.flush()
    audit_log.record(actor, AgreementAuditEvent.ASKED, **_line_of(agreement))
    _announce(actor, agreement)
    return agreement


def agree(actor: Actor, agreement: Agreement) -> None:
    """Say yes: what was asked is in force."""
    require(policy.may_decide(actor, agreement))
    audit_log.record(actor, AgreementAuditEvent.AGREED, **_line_of(agreement))
    _agree(actor, agreement, AgreedBy.PERSON)


def agree_by_codes(actor: Actor, agreement: Agreement, *, typed: list[str]) -> bool:
    """Let two paper codes say yes, and use them up; False when they are not right."""
    require(policy.may_take_back(actor, agreement))
    found = queries.typed_codes(actor, typed)
    if len(found) != rules.PAPER_CODES:
        audit_log.log_refusal(actor, AgreementAuditEvent.CODES_REFUSED)
        return False
    _use_up(found)
    audit_log.record(actor, AgreementAuditEvent.AGREED_BY_CODES, **_line_of(agreement))
    _agree(actor, agreement, AgreedBy.CODES)
    return True


def agree_on_server(actor: Actor, agreement: Agreement) -> None:
    """Say yes by the command on the server, where nobody else can."""
    require(policy.may_agree_on_server(actor))
    audit_log.record(actor, AgreementAuditEvent.AGREED_ON_SERVER, **_line_of(agreement))
    _agree(actor, agreement, AgreedBy.SERVER)


def refuse(actor: Actor, agreement: Agreement, *, reason: str) -> None:
    """Say no; a link that waited is void."""
    require(policy.may_decide(actor, agreement))
    _must_be_open(agreement)
    _close(actor, agreement, AgreementState.REFUSED, reason=reason)
    audit_log.record(actor, AgreementAuditEvent.REFUSED, **_line_of(agreement))
    _void_link(actor, agreement)
    _post(AgreementNews.REFUSED, agreement, agreement.asked_by)


def take_back(actor: Actor, agreement: Agreement) -> None:
    """Ask no more; a link that waited is void."""
    require(policy.may_take_back(actor, agreement))
    _must_be_open(agreement)
    _close(actor, agreement, AgreementState.TAKEN_BACK)
    audit_log.record(actor, AgreementAuditEvent.TAKEN_BACK, **_line_of(agreement))
    _void_link(actor, agreement)


def make_codes(actor: Actor) -> list[str]:
    """Two new paper codes, of which the hashes alone are kept; older ones are void."""
    require(policy.may_make_codes(actor, has_files=queries.has_files(actor)))
    db.session.execute(delete(PaperCode).where(PaperCode.used_at.is_(None)))
    codes = [new_code() for _ in range(rules.PAPER_CODES)]
    rows = [
        PaperCode(code_hash=hash_key(plain_code(code)), made_by=actor.id)
        for code in codes
    ]
    db.session.add_all(rows)
    audit_log.record(actor, AgreementAuditEvent.CODES_MADE, rows[0], contact_id=None)
    return codes


def settle(actor: Actor) -> int:
    """Close the requests that nobody answered within a week; how many there were."""
    require(policy.may_settle(actor))
    late = queries.lapsed()
    for agreement in late:
        _close(actor, agreement, AgreementState.LAPSED)
        audit_log.record(actor, AgreementAuditEvent.LAPSED, **_line_of(agreement))
    return len(late)


def on_asked(actor: Actor, asked: AgreementAsked) -> None:
    """Ask anew, or take back what nobody wants any more."""
    if asked.kind is AgreementKind.GRANT:
        before = queries.open_of(asked.user_id, asked.kind)
        if before and before[0].grant == asked.grant and not asked.is_anew:
            return
        if not asked.grant.roles:
            _take_back_all(actor, asked.user_id, asked.kind)
            return
    ask(actor, asked)


def on_needed(actor: Actor, question: AgreementNeeded) -> frozenset[Role]:
    """For which of the roles another must agree."""
    user_id, roles = question.user_id, question.roles
    has_files = queries.has_files(actor)
    for_concerns = rules.is_for_concerns(roles)
    found = queries.agreers(actor, about=user_id, for_concerns=for_concerns)
    return rules.needing(
        roles,
        queries.held_by_others(user_id),
        has_files=has_files,
        has_agreers=bool(found),
        has_people=has_files and queries.has_people(actor, user_id),
    )


def on_grant_waiting(_actor: Actor, question: GrantWaiting) -> Grant:
    """The roles and villages that wait."""
    found = queries.open_of(question.user_id, AgreementKind.GRANT)
    return found[0].grant if found else Grant(frozenset())


def on_is_asked(_actor: Actor, question: IsAsked) -> bool:
    """Whether anything waits."""
    return bool(queries.open_of(question.user_id))


def on_agreers_wanted(actor: Actor, question: AgreersWanted) -> list[str]:
    """Who may agree to whatever the actor asks."""
    found = queries.agreers(actor, about=question.user_id, for_concerns=False)
    return [user.name for user in found]


def on_account_ended(actor: Actor, event: AccountEnded) -> None:
    """Nothing is asked any more for an account that ended."""
    _take_back_all(actor, event.user_id)


def _use_up(codes: Sequence[PaperCode]) -> None:
    """Use these codes; one statement compares and changes, so that of two at once one
    succeeds."""
    unused = update(PaperCode).where(
        PaperCode.id.in_([code.id for code in codes]), PaperCode.used_at.is_(None)
    )
    taken = unused.values(used_at=clock.now()).returning(PaperCode.id)
    plain = taken.execution_options(synchronize_session=False)
    if len(db.session.scalars(plain).all()) != len(codes):
        raise Clash


def _agree(actor: Actor, agreement: Agreement, by: AgreedBy) -> None:
    _must_be_open(agreement)
    _close(actor, agreement, AgreementState.AGREED)
    agreement.agreed_by = by
    user = db.session.get_one(User, agreement.user_id)
    if agreement.kind is not AgreementKind.REOPEN and not user.is_active:
        raise RuleBroken("account.ended")
    IN_FORCE[agreement.kind](actor, user, agreement)
    if by is AgreedBy.PERSON:
        _post(AgreementNews.AGREED, agreement, agreement.asked_by)


def _give(actor: Actor, user: User, agreement: Agreement) -> None:
    accounts.give(actor, user, agreement.grant)
    if not queries.open_of(user.id, AgreementKind.LINK):
        accounts.release_links(actor, user)


def _release(actor: Actor, user: User, _agreement: Agreement) -> None:
    if not queries.open_of(user.id, AgreementKind.GRANT):
        accounts.release_links(actor, user)


def _take_address(actor: Actor, user: User, agreement: Agreement) -> None:
    accounts.take_address(actor, user, agreement.email)


def _reopen(actor: Actor, user: User, _agreement: Agreement) -> None:
    accounts.reopen(actor, user)


def _reset_factor(actor: Actor, user: User, _agreement: Agreement) -> None:
    events.publish(actor, FactorAgreed(user.id))


def _name_deputy(actor: Actor, user: User, agreement: Agreement) -> None:
    if agreement.first_on is None or agreement.last_on is None:
        raise RuleBroken("agreement.not_open")
    named = DeputyAgreed(
        user.id,
        agreement.grant.area_ids,
        max(agreement.first_on, clock.today()),
        agreement.last_on,
        agreement.asked_by,
    )
    events.publish(actor, named)


IN_FORCE: Mapping[AgreementKind, Callable[[Actor, User, Agreement], None]] = {
    AgreementKind.GRANT: _give,
    AgreementKind.LINK: _release,
    AgreementKind.ADDRESS: _take_address,
    AgreementKind.REOPEN: _reopen,
    AgreementKind.FACTOR: _reset_factor,
    AgreementKind.DEPUTY: _name_deputy,
}
"""What a yes to each kind does."""


def _must_be_open(agreement: Agreement) -> None:
    rules.must_be_open(agreement.state, agreement.asked_at, clock.now())


def _take_back_all(
    actor: Actor, user_id: int, kind: AgreementKind | None = None
) -> None:
    for agreement in queries.open_of(user_id, kind):
        _close(actor, agreement, AgreementState.TAKEN_BACK)
        audit_log.record(actor, AgreementAuditEvent.TAKEN_BACK, **_line_of(agreement))


def _close(
    actor: Actor, agreement: Agreement, state: AgreementState, *, reason: str = ""
) -> None:
    agreement.state, agreement.reason = state, reason
    agreement.decided_by, agreement.decided_at = actor.id or None, clock.now()
    events.publish(actor, AgreementClosed(agreement.id))


def _void_link(actor: Actor, agreement: Agreement) -> None:
    if agreement.kind in (AgreementKind.GRANT, AgreementKind.LINK):
        user = db.session.get_one(User, agreement.user_id)
        accounts.void_links(actor, user)


def _line_of(agreement: Agreement) -> dict[str, Any]:
    """What the audit log says of a request: the account, its kind and its number."""
    user = db.session.get_one(User, agreement.user_id)
    ground = f"{agreement.kind} {agreement.id}"
    return {"subject": user, "contact_id": None, "ground": ground}


def _announce(actor: Actor, agreement: Agreement) -> None:
    """Mail those who may agree, and publish that it waits."""
    found = queries.agreers(
        actor, about=agreement.user_id, for_concerns=agreement.for_concerns
    )
    for user in found:
        if user.email:
            _post(AgreementNews.ASKED, agreement, user.id)
    name = db.session.get_one(User, agreement.user_id).name
    able = frozenset(one.id for one in found if Role.COORDINATOR in one.roles)
    events.publish(actor, AgreementOpened(agreement.id, name, able))


def _post(news: AgreementNews, agreement: Agreement, user_id: int) -> None:
    key = rules.mail_key(news, agreement.id, user_id)
    outbox.post(key, user_id, AgreementMail(news, agreement.id, clock.today()))
