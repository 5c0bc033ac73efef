"""All tasks of one coordinator go to another, and come back when it was a mistake."""

from datetime import timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import Grant
from thuis_app.people.tasks.models import Task

pytestmark = pytest.mark.usefixtures("database")


def owner(task: Task) -> int | None:
    db.session.expire_all()
    return db.session.get_one(Task, task.id).owner_id


def given(sign_in: SignIn, who: User, to: User) -> Page:
    """The page on which all tasks of this coordinator were given to another."""
    browser = sign_in(to)
    path = f"/tasks/of/{who.id}/give"
    browser.submit(browser.get(path).one("#give-all-form"), to=str(to.id))
    return browser.get(path)


def test_first_stands_how_much_goes_along(sign_in: SignIn) -> None:
    who = make.coordinator()
    make.task(owner_id=who.id)
    make.task(owner_id=who.id)

    page = sign_in(make.coordinator()).get(f"/tasks/of/{who.id}/give")

    assert "2 tasks go along" in page.text("#give-all-form")


def test_all_goes_along_and_comes_back_in_one_go(sign_in: SignIn) -> None:
    who, to = make.coordinator(), make.coordinator()
    tasks = [make.task(owner_id=who.id) for _number in range(2)]
    theirs = make.task(owner_id=make.coordinator().id)

    given(sign_in, who, to)

    assert {owner(one) for one in tasks} == {to.id}
    assert owner(theirs) not in (who.id, to.id)
    browser = sign_in(to)
    page = browser.get(f"/tasks/of/{who.id}/give")
    browser.submit(page.one("form[action$=give-back]"))
    assert {owner(one) for one in tasks} == {who.id}


def test_after_ten_minutes_it_cannot_be_undone_with_one_button(
    sign_in: SignIn,
) -> None:
    who, to = make.coordinator(), make.coordinator()
    make.task(owner_id=who.id)
    assert given(sign_in, who, to).has("form[action$=give-back]")
    moment = clock.now() + timedelta(minutes=11)
    clock.set_source(lambda: moment)

    page = sign_in(to).get(f"/tasks/of/{who.id}/give")

    assert not page.has("form[action$=give-back]")


def test_nobody_is_offered_who_does_not_see_all_of_it(sign_in: SignIn) -> None:
    here, there = make.area(), make.area()
    who, both = make.coordinator(here, there), make.coordinator(here, there)
    make.coordinator(here, name="Only Here")
    for area in (here, there):
        make.task(contact=make.contact(area=area), owner_id=who.id)

    page = sign_in(both).get(f"/tasks/of/{who.id}/give")

    assert both.name in page.text("#to")
    assert "Only Here" not in page.text("#to")


def test_who_loses_a_village_leaves_its_tasks_to_the_village() -> None:
    here, there = make.area(), make.area()
    who = make.coordinator(here, there)
    kept = make.task(contact=make.contact(area=here), owner_id=who.id)
    lost = make.task(contact=make.contact(area=there), owner_id=who.id)
    make.coordinator(there)
    grant = Grant(frozenset({Role.COORDINATOR}), area_ids=frozenset({here.id}))

    accounts.edit(
        make.actor(make.user(Role.ADMINISTRATOR)),
        who,
        name=who.name,
        called=who.called,
        email=who.email,
        telephone=who.telephone,
        grant=grant,
    )

    assert owner(kept) == who.id
    assert owner(lost) is None
