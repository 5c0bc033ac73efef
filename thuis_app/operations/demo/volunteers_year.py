"""The hours of the volunteers of the example in the past year, and their trainings."""

from collections import Counter
from datetime import date, time, timedelta

from sqlalchemy import or_, select

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.operations.demo import organisation
from thuis_app.operations.demo.people import DemoVillage, Volunteer, open_day
from thuis_app.operations.demo.writer import Writer
from thuis_app.team.claims import rules
from thuis_app.team.claims.rules import ClaimState, WhatFor
from thuis_app.team.rates.rules import rates_on
from thuis_app.team.trainings.rules import Attends, TrainingKind, TrainingState
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

MONTHS = 24
UNPAID_MONTHS = 3
EXAMPLES = 2
ROOM = 14
AT_MOST, CLAIMS_A_DAY = 400, 3
KINDS = (
    (WhatFor.MEETING, 90, 12, 0, ""),
    (WhatFor.VISIT, 240, 35, 0, ""),
    (WhatFor.RIDE, 60, 48, 3_50, "Parkeren bij het ziekenhuis"),
    (WhatFor.OTHER, 45, 0, 8_95, "Kaartjes en postzegels"),
)
EVENINGS = (
    ("Basistraining voor nieuwe vrijwilligers", TrainingKind.BASIC, -140),
    ("Intervisie", TrainingKind.PEER_CONSULTATION, -250),
    ("Luisteren zonder oplossen", TrainingKind.DEEPENING, -95),
    ("Intervisie", TrainingKind.PEER_CONSULTATION, -60),
    ("Omgaan met rouw", TrainingKind.DEEPENING, -2),
    ("Intervisie", TrainingKind.PEER_CONSULTATION, 9),
    ("Basistraining voor nieuwe vrijwilligers", TrainingKind.BASIC, 23),
    ("Dementie herkennen", TrainingKind.DEEPENING, 51),
)


def worked(writer: Writer, village: DemoVillage) -> None:
    """Hours of every month, and for the examples of their own visits too."""
    writer.write()
    for volunteer in village.volunteers:
        _months(writer, village, volunteer)
        writer.pause()
    for volunteer in village.volunteers[:EXAMPLES]:
        _visits(writer, village, volunteer)


def trained(writer: Writer, village: DemoVillage) -> None:
    """Evenings that were and that are to come: for everybody, and in every town."""
    villages = {area_id for area_id, _name, _postcode in village.areas}
    here = [one for one in village.volunteers if one[2] in villages]
    _evenings(writer, village, None, here)
    for town in organisation.towns(village):
        nearby = [one for area in town for one in village.near(area[0])]
        _evenings(writer, village, town[0][0], nearby)


def _evenings(
    writer: Writer,
    village: DemoVillage,
    area_id: int | None,
    volunteers: list[Volunteer],
) -> None:
    by = village.coordinator_of(area_id) if area_id else village.coordinators[0]
    for at, (title, kind, days) in enumerate(EVENINGS):
        on = village.today + timedelta(days=days)
        has_been = days < -14
        number = writer.add(
            "training",
            title=title,
            kind=kind.value,
            held_on=on,
            starts=time(19, 30),
            ends=time(21, 30),
            place="Dorpshuis, de grote zaal",
            area_id=area_id,
            places=ROOM,
            note="Koffie staat klaar vanaf zeven uur.",
            state=(TrainingState.HELD if has_been else TrainingState.PLANNED).value,
            made_by=by,
        )
        for seat, (user_id, _name, _area) in enumerate(volunteers[at % 2 :: 2][:9]):
            state = _attends(seat, has_been)
            writer.add(
                "training_attendance",
                training_id=number,
                user_id=user_id,
                state=state.value,
                changed_by=by,
                changed_at=village.moment(village.today),
            )


def _attends(seat: int, has_been: bool) -> Attends:
    if has_been:
        return (Attends.ATTENDED, Attends.ATTENDED, Attends.ABSENT)[seat % 3]
    return (Attends.SIGNED_UP, Attends.INVITED)[seat % 2]


def _months(writer: Writer, village: DemoVillage, volunteer: Volunteer) -> None:
    """One line a month: paid, but for what was approved or written down lately."""
    user_id = volunteer[0]
    for back in range(MONTHS):
        on = _day_of_month(village, user_id, back)
        state = ClaimState.PAID
        if back < UNPAID_MONTHS:
            is_new = not back and village.is_among("hours", volunteer[2], 1)
            state = ClaimState.CLAIMED if is_new else ClaimState.APPROVED
        _claim(writer, village, volunteer, on, state, KINDS[(user_id + back) % 4])


def _day_of_month(village: DemoVillage, user_id: int, back: int) -> date:
    """For which day the claim of a month is, so many months back."""
    return open_day(village.today - timedelta(days=30 * back + user_id * 7 % 27 + 1))


def _visits(writer: Writer, village: DemoVillage, volunteer: Volunteer) -> None:
    """Claims for the visits that were reported, up to some days ago; one for a visit to
    two people in one go, and not more in a day than one makes."""
    last, first = village.today - timedelta(days=5), village.today - timedelta(days=50)
    rows = db.session.execute(
        select(Visit.id, Visit.starts_at)
        .where(
            Visit.volunteer_id == volunteer[0],
            Visit.state == VisitState.REPORTED,
            Visit.starts_at >= clock.at(first, time()),
            Visit.starts_at < clock.at(last, time()),
        )
        .where(or_(Visit.together_with.is_(None), Visit.together_with > Visit.id))
        .order_by(Visit.starts_at.desc(), Visit.id)
        .limit(AT_MOST)
    )
    kind = (WhatFor.VISIT, 60, 4, 0, "")
    days = Counter(_day_of_month(village, volunteer[0], back) for back in range(MONTHS))
    for visit_id, starts_at in rows.all():
        on = clock.local(starts_at).date()
        days[on] += 1
        if days[on] > CLAIMS_A_DAY:
            continue
        is_new = (village.today - on).days < 14
        state = ClaimState.CLAIMED if is_new else ClaimState.APPROVED
        _claim(writer, village, volunteer, on, state, kind, visit_id)


def _claim(
    writer: Writer,
    village: DemoVillage,
    volunteer: Volunteer,
    on: date,
    state: ClaimState,
    kind: tuple[WhatFor, int, int, int, str],
    visit_id: int | None = None,
) -> None:
    what_for, minutes, kilometres, costs, note = kind
    user_id, _name, area_id = volunteer
    rates, is_counted = rates_on(on), state in rules.COUNTED
    is_paid = state is ClaimState.PAID
    writer.add(
        "claim",
        user_id=user_id,
        claimed_for=on,
        what_for=what_for.value,
        minutes=minutes,
        kilometres=kilometres,
        costs=costs,
        note=note,
        visit_id=visit_id,
        state=state.value,
        written_at=village.moment(on),
        judged_by=village.coordinator_of(area_id) if is_counted else None,
        judged_on=on + timedelta(days=1) if is_counted else None,
        cents_per_kilometre=rates.per_kilometre if is_counted else None,
        cents_per_hour=rates.per_hour if is_counted else None,
        total=rules.total(minutes, kilometres, costs, rates) if is_counted else None,
        paid_on=on + timedelta(days=1) if is_paid else None,
        paid_cents=rules.total(minutes, kilometres, costs, rates) if is_paid else None,
    )
