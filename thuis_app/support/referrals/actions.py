"""Bringing a person to an offering, and closing the loop."""

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy import select, update

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.directory.offerings.models import Offering
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    PersonMerged,
    PersonReopened,
    PersonSplit,
    PersonStopped,
)
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations.rules import ConsentWithdrawn, Purpose
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind, TaskPutOff
from thuis_app.people.wishes import actions as wishes
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.queries import STANDING
from thuis_app.people.wishes.rules import WishState
from thuis_app.support.referrals import policy, queries, rules
from thuis_app.support.referrals.models import Referral, ReferralStep
from thuis_app.support.referrals.rules import (
    OPEN,
    STOPPING,
    ReferralAuditEvent,
    ReferralState,
    ReferralStepAdded,
    ReferralStepDetails,
)


def propose(
    actor: Actor, contact: Contact, *, offering: Offering, wish: Wish | None, why: str
) -> Referral:
    """Create a referral: this offering may suit this person. Nothing is sent yet."""
    require(policy.may_propose(actor, contact))
    _check_proposal(contact, offering, wish)
    today, state = clock.today(), ReferralState.PROPOSED
    referral = Referral(
        contact=contact, offering=offering, wish=wish, owner_id=actor.id, why=why
    )
    referral.state, referral.state_since = state, today
    referral.due_on = rules.due_on(state, today)
    db.session.add(referral)
    _add_step(actor, referral, note=why)
    _follow(actor, referral)
    audit_log.record(
        actor, ReferralAuditEvent.PROPOSED, referral, contact_id=contact.id
    )
    return referral


def advance(actor: Actor, referral: Referral, step: ReferralStepDetails) -> None:
    """Take a referral one step further, and keep who did so, when, and why."""
    require(policy.may_advance(actor, referral))
    if referral.contact.is_stopped and step.to not in STOPPING:
        raise RuleBroken("contact.stopped")
    rules.check(
        step,
        state=referral.state,
        agreed_on=referral.agreed_on,
        consent_stands=referral.consent_stands,
    )
    if step.to is ReferralState.AGREED:
        _agree(actor, referral, step)
    if step.to is ReferralState.SENT:
        referral.sent_how = step.sent_how
    is_known = referral.state in rules.PASSED_ON
    if step.to is ReferralState.LANDED:
        referral.person_says_landed = referral.offering_says_landed = True
    _move(actor, referral, step)
    _follow(actor, referral)
    if is_known and step.to in STOPPING:
        tasks.schedule(actor, referral.task_to_tell(clock.today()))
    audit_log.record(
        actor, rules.STEP_TAKEN[step.to], referral, contact_id=referral.contact_id
    )


def add_note(
    actor: Actor, referral: Referral, *, words: str, again_on: date | None = None
) -> None:
    """Add a note to a referral, and the day to look at it again."""
    require(policy.may_advance(actor, referral))
    today = clock.today()
    if referral.is_open:
        _refuse_stopped(referral.contact)
        referral.due_on = again_on or rules.due_after_talk(
            referral.state, referral.state_since, referral.due_on, today
        )
    _add_step(actor, referral, note=words, is_note=True)
    _follow(actor, referral)
    audit_log.record(
        actor, ReferralAuditEvent.NOTED, referral, contact_id=referral.contact_id
    )


def arrange(
    actor: Actor,
    referral: Referral,
    *,
    companion: str,
    first_on: date,
    first_hour: time,
) -> None:
    """Agree on the first time: when it is, and who goes along."""
    require(policy.may_advance(actor, referral))
    _refuse_stopped(referral.contact)
    if not referral.is_open or referral.agreed_on is None:
        raise RuleBroken("referral.not_agreed")
    referral.companion = companion
    referral.first_time_at = clock.at(first_on, first_hour)
    if referral.state is ReferralState.RECEIVED:
        referral.due_on = rules.due_on(
            referral.state, referral.state_since, first_on=first_on
        )
    _follow(actor, referral)
    audit_log.record(
        actor, ReferralAuditEvent.ARRANGED, referral, contact_id=referral.contact_id
    )


def on_ended(actor: Actor, event: PersonStopped | ConsentWithdrawn) -> None:
    """Withdraw the referrals that stood on what ended; who got one is called."""
    for referral in queries.open_under(event):
        is_known = referral.state in rules.PASSED_ON
        on = clock.today()
        _move(actor, referral, ReferralStepDetails(to=ReferralState.WITHDRAWN, on=on))
        _follow(actor, referral)
        if is_known:
            tasks.schedule(actor, referral.task_to_tell(on))
        audit_log.record(
            actor,
            ReferralAuditEvent.WITHDRAWN,
            referral,
            contact_id=referral.contact_id,
        )


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The referrals of one record of a person are of the record that stays."""
    theirs = update(Referral).where(Referral.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))
    _count(event.kept_id)


def on_person_split(_actor: Actor, event: PersonSplit) -> None:
    """Count again the open referrals of each of the two."""
    for contact_id in event.both:
        _count(contact_id)


def _count(contact_id: int) -> None:
    contact = db.session.get_one(Contact, contact_id)
    contacts.count_referrals(contact, len(queries.of_person(contact_id)))


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The referrals that are withdrawn, and whether the other side is called."""
    return [
        EndingLine(
            EndingKind.REFERRAL,
            one.id,
            EndingFate.CALL if one.state in rules.PASSED_ON else EndingFate.ENDS,
            what=one.offering.name,
        )
        for one in queries.open_under(question.event)
    ]


def on_person_reopened(actor: Actor, event: PersonReopened) -> None:
    """Look again at the referrals that are under way still."""
    contact = db.session.get_one(Contact, event.contact_id)
    for referral in queries.open_of(actor, contact):
        schedule(actor, referral)


def on_task_put_off(_actor: Actor, event: TaskPutOff) -> None:
    """The referral is looked at again on that day."""
    if event.kind is TaskKind.REFERRAL:
        referral = db.session.get_one(Referral, int(event.source))
        referral.due_on = event.until


def _check_proposal(contact: Contact, offering: Offering, wish: Wish | None) -> None:
    _refuse_stopped(contact)
    if not offering.is_active or not offering.serves(contact.area_id):
        raise RuleBroken("referral.not_for_village")
    if wish is not None and wish.contact_id != contact.id:
        raise RuleBroken("referral.not_their_wish")
    db.session.execute(
        select(Contact.id).where(Contact.id == contact.id).with_for_update()
    )
    same = select(Referral.id).where(
        Referral.contact_id == contact.id,
        Referral.offering_id == offering.id,
        Referral.state.in_(OPEN),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise RuleBroken("referral.already_open")


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")


def _agree(actor: Actor, referral: Referral, step: ReferralStepDetails) -> None:
    """Record the consent: to which offering, since when, and for what."""
    if step.agreed_how is None:
        raise RuleBroken("referral.not_agreed")
    referral.agreed_on, referral.agreed_how = step.on, step.agreed_how
    referral.shares, referral.shared = frozenset(step.shares), step.shared
    referral.consent = relations.consent(
        actor,
        referral.contact,
        purpose=Purpose.REFERRAL,
        given_on=step.on,
        given_how=step.agreed_how,
        note=f"{referral.offering.name}. {step.shared}".strip(),
    )


def _move(actor: Actor, referral: Referral, step: ReferralStepDetails) -> None:
    referral.state, referral.state_since = step.to, step.on
    referral.due_on = rules.due_on(
        step.to, step.on, first_on=referral.first_on, until=step.until
    )
    _add_step(actor, referral, note=step.note, on=step.on)


def _add_step(
    actor: Actor,
    referral: Referral,
    *,
    note: str,
    on: date | None = None,
    is_note: bool = False,
) -> None:
    """Add a step; one of today is dated now, an earlier one at noon of its day."""
    is_past = on is not None and on < clock.today()
    step = ReferralStep(
        referral=referral, taken_by=actor.id, state=referral.state, note=note
    )
    step.taken_at = clock.at(on, time(12)) if on and is_past else clock.now()
    step.is_note = is_note
    db.session.add(step)
    db.session.flush()
    day = clock.local(step.taken_at).date()
    added = ReferralStepAdded(referral.id, referral.contact_id, step.state, day)
    events.publish(actor, added)


def _follow(actor: Actor, referral: Referral) -> None:
    """Store the state in the list of people and in the wish."""
    db.session.flush()
    contact = referral.contact
    under_way = queries.of_person(contact.id)
    contacts.count_referrals(contact, len(under_way))
    schedule(actor, referral)
    if referral.wish is not None:
        _follow_wish(actor, referral, referral.wish, under_way)


def schedule(actor: Actor, referral: Referral) -> None:
    """Schedule the next look at a referral, until it is closed."""
    task = None if referral.contact.is_stopped else referral.task
    if task is None:
        return tasks.close(actor, TaskKind.REFERRAL, referral.id)
    return tasks.schedule(actor, task)


def _follow_wish(
    actor: Actor, referral: Referral, wish: Wish, under_way: Sequence[Referral]
) -> None:
    """Set a wish to running while a referral is open, and to done once it landed."""
    is_running = any(one.wish_id == wish.id for one in under_way)
    wanted = WishState.RUNNING if is_running else WishState.OPEN
    if referral.state is ReferralState.LANDED:
        wanted = WishState.DONE
    if wish.state in STANDING and wish.state != wanted:
        wishes.move(actor, wish, to=wanted)
