"""Changes the stage, the profile and the times of volunteers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import ordered
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts import queries as account_queries
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import (
    AccountEnded,
    AccountReopened,
    GrantChanged,
    RoleGiven,
)
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    MergeObstacle,
    MergeObstaclesAsked,
    PersonMerged,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome
from thuis_app.team.volunteers import policy, queries, rules
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    TalkWish,
    Volunteer,
    VolunteerBlock,
    VolunteerChange,
    VolunteerRequirement,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import (
    DaysOffChanged,
    Interest,
    PaperDetails,
    Requirement,
    SpokenLanguage,
    TalkDetails,
    VolunteerAuditEvent,
    VolunteerStage,
)


def begin(actor: Actor, *, note: str = "", **account: Any) -> User:
    """Register a new volunteer with an account that cannot sign in yet."""
    require(policy.may_begin(actor))
    user = accounts.create_volunteer_account(actor, **account)
    profile = Volunteer(user_id=user.id, note=note, stage=VolunteerStage.INTERESTED)
    db.session.add(profile)
    db.session.flush()
    _write_down(actor, profile)
    audit_log.record(actor, VolunteerAuditEvent.BEGUN, user, contact_id=None)
    return user


def welcome(actor: Actor, user: User, contact: Contact | None = None) -> Volunteer:
    """Create the profile of a new volunteer, with the person they are, if known."""
    require(policy.may_welcome(actor))
    profile = db.session.get(Volunteer, user.id)
    if profile is None:
        profile = Volunteer(user_id=user.id, stage=VolunteerStage.APPLIED)
        db.session.add(profile)
        db.session.flush()
        _write_down(actor, profile)
    profile.contact_id = contact.id if contact else profile.contact_id
    schedule(actor, user)
    audit_log.record(
        actor, VolunteerAuditEvent.WELCOMED, user, contact_id=profile.contact_id
    )
    return profile


def on_role_given(actor: Actor, event: RoleGiven) -> None:
    """Welcome a user who is a volunteer from now on."""
    if event.role is Role.VOLUNTEER:
        welcome(actor, db.session.get_one(User, event.user_id))


def on_account_changed(
    actor: Actor, event: GrantChanged | AccountEnded | AccountReopened
) -> None:
    """Open, move or close the tasks about a volunteer whose account is changed."""
    schedule(actor, db.session.get_one(User, event.user_id))


def invite(actor: Actor, user: User) -> str:
    """Invite the volunteer: returns the key of a link to choose a password."""
    require(policy.may_edit(actor, user))
    return accounts.invite(actor, user)


def move(
    actor: Actor,
    user: User,
    profile: Volunteer,
    *,
    stage: VolunteerStage,
    stage_since: date,
    paused_until: date | None = None,
    because: str = "",
) -> None:
    """Change the stage of the volunteer; without what is required a reason is needed.

    A volunteer who leaves must have handed over the people they visit.
    """
    require(policy.may_edit(actor, user))
    missing = queries.lacking(actor, [user.id])[user.id]
    before = profile.stage
    profile.stage = rules.next_stage(
        before, stage, missing=missing, because=because, people=profile.people
    )
    profile.stage_since = stage_since
    profile.paused_until = paused_until if stage is VolunteerStage.PAUSED else None
    profile.until = stage_since if stage is VolunteerStage.LEFT else None
    if before in rules.ON_THE_WAY and stage is VolunteerStage.ACTIVE:
        profile.since = stage_since
    db.session.add(profile)
    db.session.flush()
    _write_down(actor, profile, because)
    schedule(actor, user)
    if VolunteerStage.PAUSED in (before, stage):
        events.publish(actor, DaysOffChanged(user.id))
    is_unready = stage is VolunteerStage.ACTIVE and bool(missing)
    audit_log.record(
        actor,
        VolunteerAuditEvent.STARTED_UNREADY if is_unready else rules.BECAME[stage],
        user,
        contact_id=profile.contact_id,
        ground=because,
    )


def note_talk(actor: Actor, user: User, profile: Volunteer, *, talked_on: date) -> None:
    """Write down that the first talk was had."""
    require(policy.may_edit(actor, user))
    profile.talked_on = talked_on
    db.session.add(profile)
    schedule_first_talk(actor, user, profile)
    audit_log.record(
        actor, VolunteerAuditEvent.FIRST_TALK_HAD, user, contact_id=profile.contact_id
    )


def edit(
    actor: Actor,
    user: User,
    profile: Volunteer,
    *,
    drives: bool,
    most_people: int,
    note: str,
    pets_ok: bool = True,
    smoke_ok: bool = True,
) -> None:
    """Keep what is agreed with a volunteer."""
    require(policy.may_edit(actor, user))
    profile.drives, profile.most_people, profile.note = drives, most_people, note
    profile.pets_ok, profile.smoke_ok = pets_ok, smoke_ok
    db.session.add(profile)
    db.session.flush()
    audit_log.record(
        actor, VolunteerAuditEvent.EDITED, user, contact_id=profile.contact_id
    )


def keep_personal(
    actor: Actor,
    user: User,
    profile: Volunteer,
    *,
    home_address: str,
    born_on: date | None,
    emergency_name: str,
    emergency_telephone: str,
) -> None:
    """Keep where a volunteer lives, and whom to call."""
    require(policy.may_edit(actor, user))
    profile.home_address, profile.born_on = home_address, born_on
    profile.emergency_name = emergency_name
    profile.emergency_telephone = emergency_telephone
    db.session.add(profile)
    db.session.flush()
    audit_log.record(
        actor, VolunteerAuditEvent.PERSONAL_KEPT, user, contact_id=profile.contact_id
    )


def keep_times(
    actor: Actor,
    user: User,
    profile: Volunteer,
    *,
    times: Iterable[WeekPart],
    languages: Iterable[SpokenLanguage],
    interests: Iterable[Interest],
) -> None:
    """Store when the volunteer can come, their languages and their interests."""
    require(policy.may_keep_times(actor, user))
    profile.languages, profile.interests = frozenset(languages), frozenset(interests)
    db.session.add(profile)
    flag_modified(profile, "languages")
    db.session.flush()
    db.session.execute(delete(VolunteerTime).where(VolunteerTime.user_id == user.id))
    for part in ordered(times):
        when = {"weekday": part.weekday, "day_part": part.day_part}
        row = {"user_id": user.id, **when}
        db.session.execute(insert(VolunteerTime), row)
    audit_log.record(
        actor, VolunteerAuditEvent.TIMES_KEPT, user, contact_id=profile.contact_id
    )


def block(
    actor: Actor, user: User, *, from_on: date, until_on: date, note: str
) -> VolunteerBlock:
    """Keep days on which a volunteer does not come."""
    require(policy.may_keep_times(actor, user))
    row = VolunteerBlock(user_id=user.id, from_on=from_on, until_on=until_on, note=note)
    db.session.add(row)
    db.session.flush()
    events.publish(actor, DaysOffChanged(user.id))
    audit_log.record(actor, VolunteerAuditEvent.BLOCKED, row, contact_id=None)
    return row


def unblock(actor: Actor, user: User, row: VolunteerBlock) -> None:
    """Delete days on which the volunteer would not come."""
    require(policy.may_keep_times(actor, user))
    audit_log.record(actor, VolunteerAuditEvent.UNBLOCKED, row, contact_id=None)
    db.session.delete(row)
    events.publish(actor, DaysOffChanged(user.id))


def set_who_calls(
    actor: Actor, user: User, row: VolunteerBlock, *, calls_self: bool
) -> None:
    """Store whether the volunteer calls the people with a visit in these days, or a
    coordinator is to."""
    require(policy.may_keep_times(actor, user))
    row.calls_self = calls_self
    db.session.flush()
    events.publish(actor, DaysOffChanged(user.id))
    audit_log.record(actor, VolunteerAuditEvent.WHO_CALLS_SET, row, contact_id=None)


def request_requirement(
    actor: Actor,
    user: User,
    row: VolunteerRequirement,
    *,
    requested_on: date | None,
    met_on: date | None,
    review_by: date | None,
) -> None:
    """Keep when something was asked of a volunteer and when it was seen; no paper."""
    require(policy.may_edit(actor, user))
    if met_on != row.met_on:
        row.seen_by = actor.id if met_on else None
    row.requested_on, row.met_on = requested_on, met_on
    _review(actor, user, row, review_by or _usual_review(row.requirement, met_on))
    audit_log.record(
        actor,
        VolunteerAuditEvent.REQUIREMENT_KEPT,
        row,
        contact_id=None,
        ground=row.requirement,
    )


def meet(actor: Actor, user: User, requirement: Requirement, *, on: date) -> None:
    """Write down that what was asked of a volunteer was seen to be in order."""
    require(policy.may_edit(actor, user))
    row = queries.standing(actor, user.id).line(requirement)
    row.met_on, row.seen_by = on, actor.id
    _review(actor, user, row, _usual_review(requirement, on))
    audit_log.record(
        actor,
        VolunteerAuditEvent.REQUIREMENT_MET,
        row,
        contact_id=None,
        ground=requirement,
    )


def unmeet(
    actor: Actor,
    user: User,
    requirement: Requirement,
    *,
    on: date,
    earlier: date | None,
) -> None:
    """Take back that a requirement was seen on a day, where it stands on that day;
    an earlier day takes its place."""
    require(policy.may_edit(actor, user))
    row = queries.standing(actor, user.id).line(requirement)
    if row.met_on != on:
        return
    row.met_on, row.seen_by = earlier, actor.id if earlier else None
    _review(actor, user, row, _usual_review(requirement, earlier))
    audit_log.record(
        actor,
        VolunteerAuditEvent.REQUIREMENT_KEPT,
        row,
        contact_id=None,
        ground=requirement,
    )


def set_requirement(
    actor: Actor,
    setting: RequirementSetting,
    *,
    is_required: bool,
    valid_months: int | None,
) -> None:
    """Choose whether this is asked of every volunteer, and how long it stays good."""
    require(policy.may_change_settings(actor))
    is_other = setting.is_required is not is_required
    setting.is_required, setting.valid_months = is_required, valid_months
    db.session.add(setting)
    if is_other:
        for user, row in queries.reviewed(SYSTEM, setting.requirement):
            schedule_paper(actor, user, row)
    audit_log.record(
        actor, VolunteerAuditEvent.REQUIREMENT_SET, setting, contact_id=None
    )


def request_talk(actor: Actor, user: User) -> TalkWish:
    """Record that the volunteer would like to talk, or return the open wish."""
    require(policy.may_request_talk(actor, user))
    wish = queries.open_talk(actor, user.id)
    if wish is None:
        wish = TalkWish(user_id=user.id, asked_by=actor.id)
        db.session.add(wish)
        schedule_talk(actor, user, wish)
    audit_log.record(actor, VolunteerAuditEvent.TALK_ASKED, wish, contact_id=None)
    return wish


def had_talk(actor: Actor, user: User, wish: TalkWish) -> None:
    """Write down that the talk was had."""
    require(policy.may_edit(actor, user))
    wish.talked_by, wish.talked_at = actor.id, wish.talked_at or clock.now()
    tasks.close(actor, TaskKind.TALK, wish.id)
    audit_log.record(actor, VolunteerAuditEvent.TALKED, wish, contact_id=None)


def count_people(user: User, people: int) -> None:
    """Store how many people the volunteer visits; the version of the profile stays."""
    profile = update(Volunteer).where(Volunteer.user_id == user.id)
    changed = profile.values(people=people).returning(Volunteer.user_id)
    if db.session.scalar(changed) is None:
        made = Volunteer(user_id=user.id, since=clock.today(), people=people)
        db.session.add(made)


def schedule(actor: Actor, user: User) -> None:
    """Open, move or close all tasks about a volunteer, by how things are now."""
    db.session.flush()
    wish = queries.open_talk(SYSTEM, user.id)
    if wish is not None:
        schedule_talk(actor, user, wish)
    profile = db.session.get(Volunteer, user.id)
    if profile is not None:
        schedule_first_talk(actor, user, profile)
    for row in queries.standing(SYSTEM, user.id).kept.values():
        schedule_paper(actor, user, row)


def schedule_talk(actor: Actor, user: User, wish: TalkWish) -> None:
    """Schedule the talk that a volunteer would like to have, from that day on."""
    db.session.flush()
    since = clock.local(wish.asked_at).date()
    if not _is_volunteer(user):
        tasks.close(actor, TaskKind.TALK, wish.id, outcome=TaskOutcome.DROPPED)
        return
    _open(actor, user, TaskKind.TALK, wish.id, since, TalkDetails(since))


def schedule_first_talk(actor: Actor, user: User, profile: Volunteer) -> None:
    """Schedule the first talk with who has signed up, until it was had."""
    source, since = f"first:{user.id}", profile.stage_since
    is_had = profile.talked_on is not None
    is_asked = _is_volunteer(user) and profile.stage is VolunteerStage.APPLIED
    if is_had or not is_asked:
        outcome = TaskOutcome.DONE if is_had else TaskOutcome.DROPPED
        tasks.close(actor, TaskKind.TALK, source, outcome=outcome)
        return
    _open(actor, user, TaskKind.TALK, source, since, TalkDetails(since, is_first=True))


def schedule_paper(actor: Actor, user: User, row: VolunteerRequirement) -> None:
    """Schedule that a requirement is renewed, some time before its day of review."""
    source = f"{user.id}:{row.requirement}"
    if row.review_by is None or not _is_asked(user, row.requirement):
        tasks.close(actor, TaskKind.PAPER, source, outcome=TaskOutcome.DROPPED)
        return
    due_on = row.review_by - rules.ASKED_AHEAD
    details = PaperDetails(row.requirement, row.review_by)
    _open(actor, user, TaskKind.PAPER, source, due_on, details)


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """A volunteer is the person whose record stays."""
    theirs = update(Volunteer).where(Volunteer.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def on_merge_obstacles_asked(
    _actor: Actor, question: MergeObstaclesAsked
) -> list[MergeObstacle]:
    """Two who each have an account as a volunteer are two people."""
    both = Volunteer.contact_id.in_((question.one_id, question.other_id))
    found = db.session.scalars(select(Volunteer.user_id).where(both)).all()
    return [MergeObstacle.TWO_ACCOUNTS] if len(found) > 1 else []


def _open(
    actor: Actor,
    user: User,
    kind: TaskKind,
    source: int | str,
    due_on: date,
    details: TalkDetails | PaperDetails,
) -> None:
    new = NewTask(
        kind=kind,
        source=source,
        due_on=due_on,
        area_id=account_queries.work_area(user),
        volunteer_id=user.id,
        details=details,
    )
    tasks.schedule(actor, new, keep_delay=True)


def _is_volunteer(user: User) -> bool:
    return user.is_active and Role.VOLUNTEER in user.roles


def _is_asked(user: User, requirement: Requirement) -> bool:
    """Whether this is required of this user: a volunteer who has not left."""
    profile = db.session.get(Volunteer, user.id)
    has_left = profile is not None and profile.stage is VolunteerStage.LEFT
    is_required = queries.settings()[requirement].is_required
    return _is_volunteer(user) and is_required and not has_left


def _review(
    actor: Actor, user: User, row: VolunteerRequirement, review_by: date | None
) -> None:
    """Keep a day of review; with another day the task of renewal is done."""
    if review_by != row.review_by:
        tasks.close(actor, TaskKind.PAPER, f"{user.id}:{row.requirement}")
    row.review_by = review_by
    db.session.add(row)
    schedule_paper(actor, user, row)


def _write_down(actor: Actor, profile: Volunteer, note: str = "") -> None:
    change = VolunteerChange(
        user_id=profile.user_id,
        stage=profile.stage,
        since=profile.stage_since,
        recorded_by=actor.id,
        note=note,
    )
    db.session.add(change)


def _usual_review(requirement: Requirement, seen_on: date | None) -> date | None:
    months = queries.settings()[requirement].valid_months
    return rules.review_by(seen_on, months) if seen_on else None
