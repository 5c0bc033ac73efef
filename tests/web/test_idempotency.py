"""The same form twice is done once; two versions of one thing are shown together."""

from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, filled
from thuis_app.core.database import db
from thuis_app.reaching.signals.models import Signal

pytestmark = pytest.mark.usefixtures("database")


def signals() -> int:
    return db.session.scalar(select(func.count()).select_from(Signal)) or 0


def test_a_form_sent_twice_makes_one_record_and_gives_one_answer(
    sign_in: SignIn,
) -> None:
    area = make.area()
    browser = sign_in(make.coordinator(area))
    form = browser.get("/signals/new").one("form[action$='/signals/new']")
    answers: dict[str, Any] = {"who": "A lady", "noticed": "Dark.", "area_id": area.id}

    first = browser.submit(form, **answers, reporter="neighbour")
    again = browser.submit(form, **answers, reporter="neighbour")

    assert signals() == 1
    assert first.status == again.status == 303
    assert first.address == again.address


def test_the_same_key_with_another_text_is_refused(sign_in: SignIn) -> None:
    area = make.area()
    browser = sign_in(make.coordinator(area))
    form = browser.get("/signals/new").one("form[action$='/signals/new']")
    answers: dict[str, Any] = {"noticed": "Dark.", "area_id": area.id}
    answers["reporter"] = "neighbour"

    browser.submit(form, who="A lady", **answers)
    other = browser.submit(form, who="A man", **answers)

    assert other.status == 409
    assert signals() == 1


def test_a_form_that_was_refused_can_be_put_right_with_the_same_key(
    sign_in: SignIn,
) -> None:
    area = make.area()
    browser = sign_in(make.coordinator(area))
    form = browser.get("/signals/new").one("form[action$='/signals/new']")
    answers: dict[str, Any] = {"area_id": area.id, "reporter": "neighbour"}

    wrong = browser.submit(form, noticed="", **answers)
    right = browser.submit(form, noticed="A lady. Dark.", **answers)

    assert (wrong.status, right.status) == (422, 303)
    assert signals() == 1


def test_twenty_posts_of_one_form_at_once_make_one_record(
    app: Flask, sign_in: SignIn
) -> None:
    area = make.area()
    coordinator = make.coordinator(area)
    browsers = [sign_in(coordinator) for _ in range(20)]
    key, ready = str(uuid4()), Barrier(20)
    answers: list[tuple[int, str]] = []
    forms = []
    for browser in browsers:
        form = browser.get("/signals/new").one("form[action$='/signals/new']")
        data = filled(form)
        data["form_key"] = key
        data["who"], data["noticed"] = "A lady", "Dark."
        data["area_id"], data["reporter"] = str(area.id), "neighbour"
        forms.append(data)

    def post(browser: Browser, data: object) -> None:
        ready.wait()
        with app.app_context():
            answer = browser._client.post("/signals/new", data=data)
        answers.append((answer.status_code, str(answer.headers.get("Location"))))

    threads = [
        Thread(target=post, args=pair) for pair in zip(browsers, forms, strict=True)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    db.session.rollback()
    assert signals() == 1
    assert len(answers) == 20
    assert len(set(answers)) == 1 and answers[0][0] == 303
