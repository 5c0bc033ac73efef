"""Who does something stands on its page and in its list, and is chosen there."""

from collections.abc import Callable

import pytest

from tests import make
from tests.conftest import SignIn
from thuis_app.core.database import db
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind

Pages = tuple[str, str, Task]
"""The address of a list, that of what stands in it, and the task about that."""


def signal() -> Pages:
    made = make.signal()
    return "/signals/", f"/signals/{made.id}", task(TaskKind.SIGNAL, str(made.id))


def referral() -> Pages:
    made = make.referral()
    return "/referrals/", f"/referrals/{made.id}", task(TaskKind.REFERRAL, str(made.id))


def respite() -> Pages:
    made = make.respite_request()
    source = made.source(made.carer)
    return "/respite/", f"/respite/{made.id}", task(TaskKind.RESPITE_TALK, source)


def task(kind: TaskKind, source: str) -> Task:
    found = tasks.open_task(kind, source)
    assert found is not None
    return found


ALL = pytest.mark.parametrize("made", [signal, referral, respite])


@ALL
def test_it_is_taken_on_where_it_stands_and_the_list_says_by_whom(
    sign_in: SignIn, made: Callable[[], Pages]
) -> None:
    listed, shown, _task = made()
    browser = sign_in(make.coordinator(called="Marijke"))
    page = browser.get(shown)

    answer = browser.submit(page.one("#owner form"))

    assert "Nobody does this yet." in page.text("#owner")
    assert answer.address == shown
    assert "You do this." in browser.get(shown).text("#owner")
    assert not browser.get(shown).has("#owner form")
    assert "Marijke" in browser.get(listed).text(".rows .line")


@ALL
def test_it_is_given_to_a_colleague_from_its_page(
    sign_in: SignIn, made: Callable[[], Pages]
) -> None:
    _listed, shown, _task = made()
    colleague = make.coordinator(name="Aaltje Bos")
    browser = sign_in(make.coordinator())

    giving = browser.get(str(browser.get(shown).one("#owner a")["href"]))
    answer = browser.submit(giving.one("#give-form"), to=str(colleague.id))

    assert answer.address == shown
    assert "Aaltje Bos" in browser.get(shown).text("#owner")


@ALL
def test_the_list_shows_everything_or_what_is_asked_of_me(
    sign_in: SignIn, made: Callable[[], Pages]
) -> None:
    listed, _shown, taken = made()
    made()
    taken.owner_id = make.coordinator(called="Aaltje").id
    db.session.commit()
    browser = sign_in(make.coordinator())

    everything, mine = browser.get(listed), browser.get(f"{listed}?of=mine")

    assert len(everything.texts(".rows tr.line")) == 2
    assert "Aaltje" in everything.text(".rows")
    assert len(mine.texts(".rows tr.line")) == 1
    assert "Aaltje" not in mine.text(".rows")
    assert mine.text("nav[aria-label='Whose work'] [aria-current]") == "Mine"


@ALL
def test_a_list_with_nothing_of_mine_says_so(
    sign_in: SignIn, made: Callable[[], Pages]
) -> None:
    listed, _shown, taken = made()
    taken.owner_id = make.coordinator().id
    db.session.commit()

    page = sign_in(make.coordinator()).get(f"{listed}?of=mine")

    assert "Nothing of this is yours." in page.text("main")
