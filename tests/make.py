"""Makers of rows for tests. Say only what the test is about; the rest is filled in."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

import pyotp
from flask import current_app
from sqlalchemy import select

from tests.passkeys import SAMPLE_DEVICE, text_of
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import Base, db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.printed_codes import plain_code
from thuis_app.core.search_words import sound
from thuis_app.core.secrets import hash_key
from thuis_app.core.tablet_encryption import keyring
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import OfferingKind
from thuis_app.operations.restore.models import Restore
from thuis_app.organisation.absences.models import Absence
from thuis_app.organisation.accounts.models import (
    Passkey,
    RecoveryCode,
    SecondFactor,
    User,
    UserArea,
    UserRole,
)
from thuis_app.organisation.accounts.rules import NO_PASSWORD, AgreementKind
from thuis_app.organisation.agreements.models import Agreement
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.deputies.models import Deputy
from thuis_app.organisation.emergencies.models import EmergencyAccess
from thuis_app.organisation.emergencies.rules import lasts_until
from thuis_app.organisation.factors.rules import stored_for
from thuis_app.organisation.foundation.models import Foundation
from thuis_app.organisation.passkeys.models import PasskeyLink
from thuis_app.overview.access_log.models import AuditReview
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import INFORM_AHEAD, Stage, search_text
from thuis_app.people.incidents.models import Incident
from thuis_app.people.incidents.rules import IncidentKind, Insurance
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import Direction, NoteChannel
from thuis_app.people.practice import actions as practice
from thuis_app.people.practice.models import PracticePerson
from thuis_app.people.relations.models import Consent
from thuis_app.people.relations.rules import GivenHow, Purpose
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach_steps.rules import Channel
from thuis_app.reaching.signals import actions as signals
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import Reporter
from thuis_app.support.referrals import actions as referrals
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite import actions as respite
from thuis_app.support.respite import rules as respite_rules
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.team.bank_accounts.models import BankAccount
from thuis_app.team.bank_accounts.rules import stored_for as number_stored_for
from thuis_app.team.claims import actions as claims
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import WhatFor
from thuis_app.team.payments import actions as payments
from thuis_app.team.payments import queries as payment_queries
from thuis_app.team.payments.models import PaymentList
from thuis_app.team.payments.rules import last_closed_month
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.trainings.rules import Attends, TrainingKind
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers.models import (
    TalkWish,
    Volunteer,
    VolunteerRequirement,
)
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import ConcernKind
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.matching.models import MatchRefusal, MatchRequest
from thuis_app.visiting.matching.rules import RefusalReason, RefusedBy
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.report_replies.rules import ReplyKind
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

Row = TypeVar("Row", bound=Base)

_numbers = count(1)


def foundation(**more: Any) -> Foundation:
    return saved(Foundation(name="Stichting Thuis", place="Het Hogeland", **more))


def area(name: str = "", postcode4: str = "9781") -> Area:
    return saved(Area(name=name or f"Village {next(_numbers)}", postcode4=postcode4))


def user(*roles: Role, areas: list[Area] | None = None, **more: Any) -> User:
    """An account; without areas a coordinator is in charge of all of them."""
    number = next(_numbers)
    more.setdefault("all_areas", areas is None and Role.COORDINATOR in roles)
    values = {"name": f"Griet Huis {number}", "called": "Griet", "language": "en"}
    values["email"] = f"user{number}@example.org"
    row = User(**(values | more))
    give_roles(saved(row), *(roles or [Role.VOLUNTEER]))
    for one in areas or []:
        saved(UserArea(user_id=row.id, area_id=one.id))
    return row


def factor(user: User, secret: str = "") -> SecondFactor:
    """A second factor, whose secret the keys of the tests encrypt."""
    keys = keyring(current_app.config["TABLET_KEYS"])
    stored = keys.encrypt(secret or pyotp.random_base32(), *stored_for(user.id))
    return saved(SecondFactor(user_id=user.id, secret=stored, last_step=0))


def recovery_code(user: User, code: str) -> RecoveryCode:
    """A printed code that was not used yet."""
    return saved(RecoveryCode(user_id=user.id, code_hash=hash_key(plain_code(code))))


def passkey(user: User) -> Passkey:
    """A passkey on the device of the samples."""
    device, user.password_hash = SAMPLE_DEVICE, user.password_hash or NO_PASSWORD
    name, key = text_of(device.credential_id), text_of(device.cose_key)
    values = {"credential_id": name, "public_key": key, "sign_count": 0}
    return saved(Passkey(user_id=user.id, label="tablet", **values))


def passkey_link(user: User, key: str) -> PasskeyLink:
    """A link with this key, made just now."""
    link = PasskeyLink(user_id=user.id, key_hash=hash_key(key), session_id=0)
    return saved(link)


def give_roles(user: User, *roles: Role) -> None:
    """Let a user hold these roles from today on, and no other."""
    wanted = UserRole.user_id == user.id, UserRole.until.is_(None)
    for row in db.session.scalars(select(UserRole).where(*wanted)):
        db.session.delete(row)
    db.session.flush()
    for role in sorted(roles):
        saved(UserRole(user_id=user.id, role=role, since=clock.today()))
    db.session.refresh(user, ["role_words"])


def absence(user: User, **more: Any) -> Absence:
    """From today on and a week long, with nobody named."""
    today = clock.today()
    values: dict[str, Any] = {"first_on": today, "last_on": today + timedelta(days=7)}
    return saved(Absence(user_id=user.id, recorded_by=user.id, **(values | more)))


def agreement(asker: User, area: Area, **more: Any) -> Agreement:
    """A request that somebody new becomes a coordinator of this village."""
    known: dict[str, Any] = {"kind": AgreementKind.GRANT, "asked_by": asker.id}
    known |= {"roles": Role.COORDINATOR.value, "areas": str(area.id)}
    if "user_id" not in more:
        known |= {"user_id": user().id}
    return saved(Agreement(**(known | more)))


def emergency(user: User) -> EmergencyAccess:
    """An hour of access in an emergency, begun now."""
    now = clock.now()
    known = {"user_id": user.id, "started_at": now, "until": lasts_until(now)}
    return saved(EmergencyAccess(reason="The coordinator is ill.", **known))


def deputy(user: User, area: Area, **more: Any) -> Deputy:
    """From today on and a week long."""
    today = clock.today()
    values: dict[str, Any] = {"first_on": today, "last_on": today + timedelta(days=7)}
    values |= {"user_id": user.id, "area_id": area.id, "named_by": user.id}
    return saved(Deputy(**(values | more)))


def coordinator(*areas: Area, **more: Any) -> User:
    return user(Role.COORDINATOR, areas=list(areas) or None, **more)


def volunteer(*areas: Area, ready: bool = True, **more: Any) -> User:
    """A volunteer: an account, the contact it belongs to, and what is required."""
    row = user(Role.VOLUNTEER, areas=list(areas), **more)
    someone = contact(row.name, area=areas[0] if areas else None, stage=Stage.KNOWN)
    if ready:
        db.session.add_all(met(row, one) for one in Requirement)
    saved(Volunteer(user_id=row.id, contact_id=someone.id))
    return row


def met(
    volunteer: User, requirement: Requirement, review_by: date | None = None
) -> VolunteerRequirement:
    """What was asked of a volunteer, and seen today; not saved yet."""
    return VolunteerRequirement(
        user_id=volunteer.id,
        requirement=requirement,
        met_on=clock.today(),
        review_by=review_by,
    )


def actor(user: User) -> Actor:
    """The actor that this account is, once signed in."""
    areas = db.session.query(UserArea.area_id).filter_by(user_id=user.id)
    return Actor(
        id=user.id,
        name=user.name,
        called=user.called,
        roles=user.roles,
        all_areas=user.all_areas,
        area_ids=frozenset(row[0] for row in areas),
        language=user.language,
    )


def contact(
    last_name: str = "Vries",
    *,
    area: Area | None = None,
    stage: Stage = Stage.PARTICIPANT,
    **more: Any,
) -> Contact:
    village = area or globals()["area"]()
    names = [more.get(one, "") for one in ("called_name", "initials", "prefix")]
    home = [more.get(one, "") for one in ("street", "house_number", "postcode")]
    words = search_text((*names, last_name), tuple(home), ())
    more.setdefault("search_text", words)
    more.setdefault("sounds_like", sound(last_name))
    row = saved(Contact(last_name=last_name, area_id=village.id, stage=stage, **more))
    if row.inform_by and not row.informed_on:
        contacts.schedule(SYSTEM, row, TaskKind.INFORM, row.inform_by - INFORM_AHEAD)
    return saved(row)


def assent(
    contact: Contact, participation: Participation = Participation.VISIT
) -> Assent:
    return saved(
        Assent(
            contact_id=contact.id,
            participation=participation,
            asked_by="Marijke",
            given_on=clock.today(),
            given_how=GivenHow.SPOKEN,
            recorded_by=1,
        )
    )


def consent(contact: Contact, purpose: Purpose = Purpose.REFERRAL) -> Consent:
    return saved(
        Consent(
            contact_id=contact.id,
            purpose=purpose,
            given_on=clock.today(),
            given_how=GivenHow.SPOKEN,
            recorded_by=1,
        )
    )


def signal(area: Area | None = None, **more: Any) -> Signal:
    village = area or globals()["area"]()
    values: dict[str, Any] = {"who": "A lady in the Mill Street", "noticed": "Dark."}
    values |= {"reporter": Reporter.NEIGHBOUR, "received_by": 1}
    row = saved(Signal(area_id=village.id, **(values | more)))
    if row.is_new:
        signals.schedule(SYSTEM, row)
    return saved(row)


def match(
    volunteer: User | None = None, contact: Contact | None = None, **more: Any
) -> Match:
    return saved(
        Match(
            volunteer_id=(volunteer or globals()["volunteer"]()).id,
            contact_id=(contact or globals()["contact"]()).id,
            **({"state": MatchState.ACTIVE} | more),
        )
    )


def refusal(
    contact: Contact | None = None, volunteer: User | None = None, **more: Any
) -> MatchRefusal:
    """That a volunteer was asked for somebody and said no, unless said otherwise."""
    values = {"by": RefusedBy.VOLUNTEER, "because": RefusalReason.TIMES}
    return saved(
        MatchRefusal(
            contact_id=(contact or globals()["contact"]()).id,
            volunteer_id=(volunteer or globals()["volunteer"]()).id,
            **({"recorded_by": 1} | values | more),
        )
    )


def match_request(
    volunteer: User | None = None, contact: Contact | None = None, **more: Any
) -> MatchRequest:
    """That a coordinator asked a volunteer, who did not answer yet."""
    someone = contact or globals()["contact"]()
    asked_by = more.pop("asked_by", None) or coordinator().id
    row = saved(
        MatchRequest(
            contact_id=someone.id,
            volunteer_id=(volunteer or globals()["volunteer"]()).id,
            asked_by=asked_by,
            **more,
        )
    )
    if row.is_open:
        tasks.schedule(SYSTEM, row.task_for(someone))
    return saved(row)


def visit(
    match: Match | None = None,
    *,
    starts_at: datetime | None = None,
    state: VisitState = VisitState.PLANNED,
    **more: Any,
) -> Visit:
    """A visit within a match, an hour ago and today unless said otherwise."""
    found = match or globals()["match"]()
    row = saved(
        Visit(
            match_id=found.id,
            contact_id=found.contact_id,
            volunteer_id=found.volunteer_id,
            starts_at=starts_at or an_hour_ago(),
            state=state,
            **more,
        )
    )
    if row.is_open:
        visits.schedule(SYSTEM, row, db.session.get_one(Contact, row.contact_id))
    return saved(row)


def plan(contact: Contact, **more: Any) -> OutreachPlan:
    """An attempt to be made today, at the door in the morning."""
    values: dict[str, Any] = {"next_on": clock.today(), "channel": Channel.DOOR}
    values |= {"day_part": DayPart.MORNING, "reason": "first"}
    row = saved(OutreachPlan(contact_id=contact.id, **(values | more)))
    row.contact = contact
    if row.is_open:
        outreach.schedule(SYSTEM, row)
    return saved(row)


def task(
    kind: TaskKind = TaskKind.WAITING, contact: Contact | None = None, **more: Any
) -> Task:
    """An open task about a person, which is due today unless said otherwise."""
    someone = contact or globals()["contact"]()
    values: dict[str, Any] = {"source": someone.id, "contact_id": someone.id}
    values |= {"area_id": someone.area_id, "due_on": clock.today()} | more
    tasks.schedule(SYSTEM, NewTask(kind=kind, **values))
    db.session.commit()
    row = task_queries.open_task(kind, values["source"])
    assert row is not None
    return row


def claim(volunteer: User | None = None, **more: Any) -> Claim:
    """An hour of visiting, yesterday, that waits to be approved."""
    someone = volunteer or globals()["volunteer"]()
    values: dict[str, Any] = {"what_for": WhatFor.VISIT, "minutes": 60}
    values |= {"on": clock.today() - timedelta(days=1)}
    row = saved(Claim(user_id=someone.id, **(values | more)))
    claims.schedule(SYSTEM, row)
    return saved(row)


def bank_account(user: User, number: str = "NL91ABNA0417164300") -> BankAccount:
    """An account number, which the keys of the tests encrypt."""
    keys = keyring(current_app.config["TABLET_KEYS"])
    stored = keys.encrypt(number, *number_stored_for(user.id))
    return saved(BankAccount(user_id=user.id, account_number=stored))


def payment_list(treasurer: User, month: date | None = None) -> PaymentList:
    """All that is due up to the end of a month, the last one that is over at first."""
    upto = month or last_closed_month(clock.today())
    query = select(Claim.user_id).where(payment_queries.is_due(upto)).distinct()
    due = list(db.session.scalars(query))
    return saved(payments.make(actor(treasurer), upto, due))


def training(area: Area | None = None, **more: Any) -> Training:
    """An evening of next week, for this village or for all."""
    values: dict[str, Any] = {"title": "Listening", "kind": TrainingKind.DEEPENING}
    by = more.pop("by", None) or coordinator().id
    values |= {"on": clock.today() + timedelta(days=7), "made_by": by}
    values |= {"starts": time(19, 30), "ends": time(21), "place": "Village hall"}
    return saved(Training(area_id=area.id if area else None, **(values | more)))


def attendance(
    training: Training, volunteer: User, state: Attends
) -> TrainingAttendance:
    return saved(
        TrainingAttendance(
            training_id=training.id,
            user_id=volunteer.id,
            state=state,
            changed_by=volunteer.id,
        )
    )


def wish(contact: Contact | None = None, **more: Any) -> Wish:
    someone = contact or globals()["contact"]()
    values: dict[str, Any] = {"side": Side.WISH, "subject": Subject.EATING}
    values |= {"words": "Not to eat alone.", "heard_by": 1}
    return saved(Wish(contact_id=someone.id, **(values | more)))


def reply(visit: Visit, by: User, **more: Any) -> ReportReply:
    values: dict[str, Any] = {"kind": ReplyKind.QUESTION, "words": "Does she eat?"}
    return saved(ReportReply(visit_id=visit.id, written_by=by.id, **(values | more)))


def note(contact: Contact | None = None, **more: Any) -> Note:
    """A call about a person, or about a volunteer or an offering by their id."""
    about = {"volunteer_id", "offering_id"} & set(more)
    if not about:
        more["contact_id"] = (contact or globals()["contact"]()).id
    values: dict[str, Any] = {"text": "Her daughter called.", "on": clock.today()}
    values |= {"channel": NoteChannel.TELEPHONE, "direction": Direction.INCOMING}
    values["written_by"] = more.pop("written_by", None) or coordinator().id
    return saved(Note(**(values | more)))


def practice_person(area: Area | None = None) -> PracticePerson:
    """Somebody to practise with, in this village."""
    where = area or globals()["area"]()
    return saved(practice.make(actor(coordinator()), area_id=where.id))


def incident(contact: Contact | None = None, **more: Any) -> Incident:
    someone = contact or globals()["contact"]()
    recorded_by = more.pop("recorded_by", None) or coordinator().id
    values: dict[str, Any] = {"words": "The vase fell.", "recorded_by": recorded_by}
    values |= {"kind": IncidentKind.DAMAGE, "insurance": Insurance.REPORTED}
    values |= {"happened_on": clock.today(), "contact_id": someone.id}
    return saved(Incident(**(values | more)))


def concern(contact: Contact | None = None, **more: Any) -> Concern:
    someone = contact or globals()["contact"]()
    raised_by = more.pop("raised_by", None) or volunteer().id
    values: dict[str, Any] = {"words": "The fridge was empty.", "raised_by": raised_by}
    values["kind"] = ConcernKind.HARM
    return saved(Concern(contact_id=someone.id, **(values | more)))


def offering(name: str = "", **more: Any) -> Offering:
    values: dict[str, Any] = {"kind": OfferingKind.OWN, "all_areas": True}
    values |= {"name": name or f"Soup on Thursday {next(_numbers)}"}
    return saved(Offering(**(values | more)))


def referral(
    contact: Contact | None = None,
    state: ReferralState = ReferralState.PROPOSED,
    **more: Any,
) -> Referral:
    someone = contact or globals()["contact"]()
    owner_id = more.pop("owner_id", None) or coordinator().id
    offering_id = more.pop("offering_id", None) or offering().id
    found = {"owner_id": owner_id, "offering_id": offering_id}
    row = saved(Referral(contact_id=someone.id, state=state, **found, **more))
    row.contact, row.offering = someone, db.session.get_one(Offering, offering_id)
    referrals.schedule(SYSTEM, row)
    return saved(row)


def respite_request(
    carer: Contact | None = None, cared_for: Contact | None = None, **more: Any
) -> RespiteRequest:
    both = carer or contact("Mulder"), cared_for or contact("Mulder")
    ids = {"carer_id": both[0].id, "cared_for_id": both[1].id}
    row = saved(RespiteRequest(**ids, **more))
    row.carer, row.cared_for = both
    kind = respite_rules.TASKS.get(row.state)
    if kind is not None:
        respite.schedule(SYSTEM, row, kind, row.asked_on)
    return saved(row)


def an_hour_ago() -> datetime:
    """An hour ago, or the start of today in the hour after midnight in the village."""
    return max(clock.now() - timedelta(hours=1), clock.at(clock.today(), time()))


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """The moment the village clock shows this hour."""
    return clock.at(day, datetime(2000, 1, 1, hour, minute).time())


def saved(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row


def restore(**more: Any) -> Restore:
    """A backup of the day before, put back now, of which nobody said that they know."""
    yesterday = clock.now() - timedelta(days=1)
    values = {"made_at": yesterday, "restored_at": clock.now()}
    return saved(Restore(**(values | more)))


def audit_review(month: date, **more: Any) -> AuditReview:
    """A month of the audit log for which the board signed."""
    values = {"month": month, "oddities": 1, "words": "Asked.", "head": ""}
    signer = more.pop("signed_by", None) or user(Role.BOARD).id
    return saved(AuditReview(**(values | more), signed_by=signer))


def talk_wish(volunteer: User | None = None, **more: Any) -> TalkWish:
    """A talk that a volunteer would like to have, asked for now."""
    someone = volunteer or globals()["volunteer"]()
    row = saved(TalkWish(user_id=someone.id, **({"asked_by": someone.id} | more)))
    volunteers.schedule_talk(SYSTEM, someone, row)
    return saved(row)
