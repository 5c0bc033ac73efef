"""Twenty at the same moment: the last place is given once."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.support.respite.test_race import at_once, sending
from thuis_app.core.database import db
from thuis_app.team.trainings.models import TrainingAttendance
from thuis_app.team.trainings.rules import Attends

MANY = 20


def coming() -> int:
    comes = TrainingAttendance.state == Attends.SIGNED_UP
    counted = select(func.count(TrainingAttendance.id)).where(comes)
    return db.session.scalar(counted) or 0


def test_the_last_places_go_to_no_more_than_there_are(
    app: Flask, sign_in: SignIn
) -> None:
    training = make.training(places=3)
    button = f"form[action$='/trainings/{training.id}/sign-up']"
    events = [
        sending(sign_in(make.volunteer()), "/trainings/", button)
        for _one in range(MANY)
    ]

    answers = at_once(app, events)

    assert Counter(answer.status for answer in answers) == {303: 3, 409: MANY - 3}
    assert coming() == 3


def test_one_button_pressed_twenty_times_is_one_place(
    app: Flask, sign_in: SignIn
) -> None:
    training = make.training(places=3)
    button = f"form[action$='/trainings/{training.id}/sign-up']"
    action = sending(sign_in(make.volunteer()), "/trainings/", button)

    answers = at_once(app, [action] * MANY)

    assert {answer.status for answer in answers} == {303}
    assert coming() == 1
