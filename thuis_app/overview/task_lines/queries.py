"""The telephone numbers that are called for tasks."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, or_, select, union_all

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.directory.offerings import policy as offerings
from thuis_app.directory.offerings.models import Offering
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.task_lines import rules
from thuis_app.overview.task_lines.rules import Called
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.rules import AttemptDetails
from thuis_app.reaching.signals import policy as signals
from thuis_app.reaching.signals.models import Signal
from thuis_app.support.referrals import policy as referrals
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralDetails
from thuis_app.team.volunteers import policy as volunteers

Key = tuple[Called, TaskKind | None, int]


class Number(NamedTuple):
    """A number to call; `name` says whose it is, '' for the person of the line."""

    name: str
    digits: str


def numbers(actor: Actor, tasks: Sequence[Task]) -> dict[str, list[Number]]:
    """The numbers to call for these tasks, by task, as far as this actor may."""
    wanted = {task.id: [_key(task, one) for one in _called(task)] for task in tasks}
    keys = set(chain.from_iterable(wanted.values()))
    found = {**_of_people(actor, keys), **_of_others(actor, tasks, keys)}
    return {
        task_id: list(chain.from_iterable(found.get(key, []) for key in keys))
        for task_id, keys in wanted.items()
    }


def _called(task: Task) -> tuple[Called, ...]:
    if not task.is_open:
        return ()
    if task.kind in (TaskKind.ATTEMPT, TaskKind.RESTING):
        return rules.called_for_attempt(task.read_details(AttemptDetails).channel)
    if task.kind is TaskKind.REFERRAL:
        return rules.called_for_referral(task.read_details(ReferralDetails).state)
    return rules.CALLED.get(task.kind, ())


def _key(task: Task, called: Called) -> Key:
    """The row that holds the number; an offering is found by itself or a referral."""
    if called is Called.PERSON:
        return called, None, task.contact_id or 0
    if called is Called.VOLUNTEER:
        return called, None, task.volunteer_id or 0
    if task.kind is TaskKind.OFFERING:
        return called, task.kind, task.offering_id or 0
    kind = TaskKind.REFERRAL if called is Called.OFFERING else None
    return called, kind, int(task.source)


def _of_people(actor: Actor, keys: Iterable[Key]) -> dict[Key, list[Number]]:
    people = [number for called, _kind, number in keys if called is Called.PERSON]
    found = contacts.telephones(actor, people)
    return {
        (Called.PERSON, None, contact_id): [Number("", one.number) for one in phones]
        for contact_id, phones in found.items()
    }


def _of_others(
    actor: Actor, tasks: Iterable[Task], keys: Iterable[Key]
) -> dict[Key, list[Number]]:
    """The numbers of volunteers, of organisations and of reporters of signals."""
    ids: dict[tuple[Called, TaskKind | None], list[int]] = {}
    for called, kind, number in keys:
        if called is not Called.PERSON:
            ids.setdefault((called, kind), []).append(number)
    if not ids:
        return {}
    parts = (
        _of_volunteers(actor, tasks, ids.get((Called.VOLUNTEER, None), [])),
        _of_offerings(actor, ids.get((Called.OFFERING, TaskKind.OFFERING), [])),
        _of_referrals(actor, ids.get((Called.OFFERING, TaskKind.REFERRAL), [])),
        _of_reporters(actor, ids.get((Called.REPORTER, None), [])),
    )
    found: dict[Key, list[Number]] = {}
    for called, kind, number, name, digits in db.session.execute(union_all(*parts)):
        key = Called(called), TaskKind(kind) if kind else None, number
        found[key] = [Number(name, digits)] if digits else []
    return found


def _of_volunteers(
    actor: Actor, tasks: Iterable[Task], ids: Iterable[int]
) -> Select[Any]:
    """A coordinator calls the volunteers of their villages, and of their people."""
    visiting = [
        task.volunteer_id
        for task in tasks
        if task.contact_id and task.area_id and actor.coordinates(task.area_id)
    ]
    may_call = or_(User.id.in_(visiting), volunteers.visible_to(actor))
    kind = _columns(Called.VOLUNTEER, None)
    of_volunteer = User.id, User.called, User.telephone
    return select(*kind, *of_volunteer).where(User.id.in_(ids), may_call)


def _of_offerings(actor: Actor, ids: Iterable[int]) -> Select[Any]:
    kind = _columns(Called.OFFERING, TaskKind.OFFERING)
    of_offering = Offering.id, Offering.contact_person, Offering.telephone
    may_call = offerings.visible_to(actor)
    return select(*kind, *of_offering).where(Offering.id.in_(ids), may_call)


def _of_referrals(actor: Actor, ids: Iterable[int]) -> Select[Any]:
    kind = _columns(Called.OFFERING, TaskKind.REFERRAL)
    of_referral = Referral.id, Offering.name, Offering.telephone
    joined = select(*kind, *of_referral).join(
        Offering, Offering.id == Referral.offering_id
    )
    return joined.where(Referral.id.in_(ids), referrals.visible_to(actor))


def _of_reporters(actor: Actor, ids: Iterable[int]) -> Select[Any]:
    kind = _columns(Called.REPORTER, None)
    of_reporter = Signal.id, Signal.reporter_name, Signal.reporter_telephone
    may_call = signals.visible_to(actor)
    return select(*kind, *of_reporter).where(Signal.id.in_(ids), may_call)


def _columns(called: Called, kind: TaskKind | None) -> tuple[Any, Any]:
    return literal(called.value), literal(kind.value if kind else "")
