"""What a coordinator does with a task on the board, and what colleagues see of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.signals.rules import SignalDetails

K = TaskKind


def names(page: Page, queue: str = "") -> list[str]:
    """The names on the lines that wait, of one queue or of all."""
    place = f"#queue-{queue}" if queue else "#work section"
    return page.texts(f"{place} .line .name")


def reopened(name: str = "Ploeg", area: Area | None = None, **more: Any) -> Task:
    """Somebody to get in touch with again, which is marked as done by hand."""
    return make.task(K.REOPENED, make.contact(name, area=area), **more)


def send(browser: Browser, task: Task, form: str, **answers: Any) -> Page:
    """The answer to a form on the page of a task."""
    page = browser.get(f"/tasks/{task.id}")
    return browser.submit(page.one(f"#{form}-form"), **answers)


def take(browser: Browser, task: Task) -> Page:
    page = browser.get(f"/tasks/{task.id}")
    return browser.submit(page.one("form[action$='/take']"))


def test_what_cannot_wait_stands_first_and_what_is_done_last(sign_in: SignIn) -> None:
    user = make.coordinator()
    make.task(
        K.SIGNAL, make.contact("Signal"), due_on=clock.today() - timedelta(days=9)
    )
    make.task(K.RESPITE_TALK, make.contact("Urgent"), is_urgent=True)
    browser = sign_in(user)
    send(browser, reopened("Done"), "finish", note="")

    page = browser.get("/")

    assert names(page) == ["Urgent", "Signal"]
    assert page.texts("#done-today .name") == ["Done"]


def test_what_is_not_due_yet_waits_for_its_day(sign_in: SignIn) -> None:
    user = make.coordinator()
    reopened(due_on=clock.today() + timedelta(days=1))
    assert names(sign_in(user).get("/")) == []

    later = clock.now() + timedelta(days=1)
    clock.set_source(lambda: later)

    assert names(sign_in(user).get("/")) == ["Ploeg"]


def test_a_line_says_how_late_it_is_and_leads_to_later_or_to_whom(
    sign_in: SignIn,
) -> None:
    task = reopened(due_on=clock.today() - timedelta(days=2))
    browser = sign_in(make.coordinator())

    page = browser.get("/")
    box = browser.get(f"/tasks/{task.id}", htmx=True)

    assert page.texts("#work .line .tag") == ["2 days late"]
    assert page.has(f"#work .line a[href^='/tasks/{task.id}?']")
    assert not box.is_whole
    assert box.text("h1") == "Ploeg"
    assert "Contact is welcome again." in box.text("#task-box")


def test_who_takes_a_task_is_named_and_colleagues_have_it_under_everybodys(
    sign_in: SignIn,
) -> None:
    task = reopened()
    mine = sign_in(make.coordinator(called="Aaltje"))
    colleague = sign_in(make.coordinator())
    assert names(colleague.get("/")) == ["Ploeg"]

    answer = take(mine, task)

    assert answer.address == "/"
    assert "Aaltje" in mine.get("/").text("#queue-attempt .line")
    assert names(colleague.get("/")) == []
    everybodys = colleague.get("/?of=all")
    assert names(everybodys) == ["Ploeg"]
    assert "Aaltje" in everybodys.text("#queue-attempt .line")
    assert not mine.get(f"/tasks/{task.id}").has("form[action$='/take']")


def test_the_board_says_whose_work_it_shows(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    lit = "#work nav a[aria-current=page]"

    assert "Mine" in browser.get("/").texts(lit)
    assert "Everybody's" in browser.get("/?of=all").texts(lit)
    assert "Mine" in browser.get("/?of=nobody").texts(lit)


def test_what_a_colleague_took_is_not_taken_from_them(sign_in: SignIn) -> None:
    task = reopened()
    first, second = sign_in(make.coordinator()), sign_in(make.coordinator())
    form = second.get(f"/tasks/{task.id}").one("form[action$='/take']")
    take(first, task)
    owner_id = db.session.get_one(Task, task.id).owner_id

    answer = second.submit(form)

    assert answer.status == 409
    assert "A colleague took this on." in answer.text("main")
    assert db.session.get_one(Task, task.id).owner_id == owner_id


def test_a_task_is_given_to_a_colleague_by_name(sign_in: SignIn) -> None:
    task, colleague = reopened(), make.coordinator(name="Aaltje Bos")
    browser = sign_in(make.coordinator(name="Marijke"))

    page = browser.get(f"/tasks/{task.id}")
    offered = page.texts("#give-form option")
    answer = send(browser, task, "give", to=str(colleague.id))

    assert offered == ["Whoever is in charge of the village", "Marijke", "Aaltje Bos"]
    assert answer.address == "/"
    assert names(browser.get("/")) == []
    assert names(sign_in(colleague).get("/")) == ["Ploeg"]


def test_a_task_is_not_given_to_who_does_not_work_there(sign_in: SignIn) -> None:
    task, volunteer = reopened(), make.volunteer()
    browser = sign_in(make.coordinator())

    answer = send(browser, task, "give", to=str(volunteer.id))

    assert answer.status == 422
    assert db.session.get_one(Task, task.id).owner_id is None


def test_a_task_is_put_off_with_a_reason_that_shows_when_it_is_back(
    sign_in: SignIn,
) -> None:
    task, until = reopened(), clock.today() + timedelta(days=3)
    user = make.coordinator()
    browser = sign_in(user)

    answer = send(
        browser, task, "put-off", until=until.isoformat(), because="On holiday."
    )

    assert answer.address == "/"
    assert names(browser.get("/")) == []
    back = clock.now() + timedelta(days=3)
    clock.set_source(lambda: back)
    line = sign_in(user).get("/").text("#queue-attempt .line")
    assert "Put off: On holiday." in line


@pytest.mark.parametrize(
    ("days", "because"), [(3, ""), (0, "Busy."), (-1, "Busy."), (93, "Busy.")]
)
def test_a_task_is_put_off_for_a_reason_and_until_a_day_ahead(
    sign_in: SignIn, days: int, because: str
) -> None:
    task, until = reopened(), clock.today() + timedelta(days=days)
    browser = sign_in(make.coordinator())

    answer = send(browser, task, "put-off", until=until.isoformat(), because=because)

    assert answer.status == 422
    assert names(browser.get("/")) == ["Ploeg"]


def test_what_was_done_today_shows_how_it_went_and_can_be_undone(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.coordinator())
    send(browser, reopened(), "finish", note="She was glad.")

    done = browser.get("/")
    browser.submit(done.one("#done-today form[action$='/undo']"))

    assert names(done) == []
    assert "She was glad." in done.text("#done-today")
    again = browser.get("/")
    assert names(again) == ["Ploeg"]
    assert not again.has("#done-today")


def test_what_was_done_yesterday_is_not_undone(sign_in: SignIn) -> None:
    evening = make.at(clock.today(), 23) + timedelta(minutes=45)
    clock.set_source(lambda: evening)
    browser = sign_in(make.coordinator())
    send(browser, reopened(), "finish", note="")
    form = browser.get("/").one("#done-today form[action$='/undo']")
    clock.set_source(lambda: evening + timedelta(minutes=16))

    answer = browser.submit(form)

    assert answer.status == 409
    assert "done on an earlier day" in answer.text("main")
    assert names(browser.get("/")) == []


def test_what_a_colleague_did_is_not_in_what_i_did_today(sign_in: SignIn) -> None:
    send(sign_in(make.coordinator()), reopened(), "finish", note="")

    assert not sign_in(make.coordinator()).get("/").has("#done-today")


def test_only_what_ends_by_hand_is_marked_as_done(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    signal = make.task(K.SIGNAL, details=SignalDetails("A lady"))

    assert not browser.get(f"/tasks/{signal.id}").has("#finish-form")
    answer = browser.post(f"/tasks/{signal.id}/finish", {"csrf_token": browser.token})

    assert answer.status == 409
    assert db.session.get_one(Task, signal.id).is_open


@pytest.mark.parametrize("kind", TaskKind)
def test_the_page_of_a_task_that_was_done_meanwhile_says_so(
    sign_in: SignIn, kind: TaskKind
) -> None:
    task = make.task(kind, source="7:1" if kind.value.startswith("respite") else 7)
    task.closed_at = clock.now()
    make.saved(task)

    page = sign_in(make.coordinator()).get(f"/tasks/{task.id}")

    assert page.status == 200
    assert "Done" in page.text("#task-box")
    assert not page.has("#task-box form")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR, None])
def test_who_does_not_work_in_the_village_finds_no_task(
    sign_in: SignIn, role: Role | None
) -> None:
    elsewhere = make.coordinator(make.area())
    task = reopened()
    browser = sign_in(make.user(role, all_areas=True) if role else elsewhere)

    statuses = {browser.get(f"/tasks/{task.id}").status}
    for action in ("take", "give", "put-off", "finish", "undo"):
        address = f"/tasks/{task.id}/{action}"
        statuses.add(browser.post(address, {"csrf_token": browser.token}).status)

    assert statuses == {404}
    assert "Ploeg" not in browser.get("/").html
    assert db.session.get_one(Task, task.id).is_open


def test_a_number_that_is_no_task_is_not_there(sign_in: SignIn) -> None:
    assert sign_in(make.coordinator()).get("/tasks/1").status == 404


def test_opening_a_task_stands_in_the_audit_log(sign_in: SignIn) -> None:
    task = reopened()

    sign_in(make.coordinator()).get(f"/tasks/{task.id}")

    found = select(AuditEntry).where(AuditEntry.event == "task.opened")
    line = db.session.scalars(found).one()
    assert (line.contact_id, line.subject_id) == (task.contact_id, task.id)


def test_the_panel_beside_the_board_stays_one_panel(sign_in: SignIn) -> None:
    """What opens there comes into it, but for a page that is a panel itself."""
    make.signal()
    make.plan(make.contact(stage=Stage.OUTREACH))
    browser = sign_in(make.coordinator())
    board = browser.get("/")

    found = board.soup.select('#work .line a[hx-target="#sheet"]')
    for link in found:
        part = browser.get(str(link["hx-get"]), htmx=True)
        is_panel = part.has("#sheet")
        assert link["hx-swap"] == ("outerHTML" if is_panel else "innerHTML")
    assert len(found) == 4
