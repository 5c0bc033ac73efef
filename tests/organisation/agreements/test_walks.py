"""What opens files is in force when a second person agreed, by whatever road."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.outbox import OutgoingMail
from thuis_app.organisation.accounts.models import SecondFactor, User
from thuis_app.organisation.agreements import actions
from thuis_app.organisation.agreements.models import Agreement
from thuis_app.organisation.deputies.models import Deputy
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "vier gewone losse woorden"


class Foundation:
    """Bea keeps the accounts, Marijke coordinates, Jan sits on the board; there is a
    file of one person."""

    def __init__(self, *, board: bool = True) -> None:
        self.village = make.area("Bedum")
        self.keeper = make.user(Role.ADMINISTRATOR, name="Bea Heer")
        self.marijke = make.coordinator(
            self.village, name="Marijke Vos", email="marijke@example.org"
        )
        self.contact = make.contact("Ploeg", area=self.village)
        for one in (self.keeper, self.marijke):
            one.password_hash = "set"
        self.jan = None
        if board:
            self.jan = make.user(Role.BOARD, name="Jan Bos", password_hash="set")
        db.session.commit()

    @property
    def file(self) -> str:
        return f"/people/{self.contact.id}"


def save_account(browser: Browser, user: User | None, **answers: Any) -> Page:
    page = f"/account/users/{user.id}/edit" if user else "/account/users/new"
    return browser.submit(browser.get(page).one("#user-form"), **answers)


def new_coordinator(browser: Browser, known: Foundation, **more: Any) -> User:
    shown: dict[str, Any] = {"name": "Sanne Kok", "called": "Sanne"}
    shown |= {"email": "sanne@example.org", "roles": ["coordinator"]}
    save_account(
        browser, None, **(shown | {"area_ids": [str(known.village.id)]} | more)
    )
    return db.session.scalars(select(User).filter_by(name="Sanne Kok")).one()


def press(browser: Browser, page: str, action: str, **answers: Any) -> Page:
    shown = browser.get(page)
    return browser.submit(shown.one(f"form[action$='{action}']"), **answers)


def link_for(browser: Browser, user: User) -> str:
    """The link of an invitation, as the administrator gets it."""
    answer = press(browser, f"/account/users/{user.id}/edit", "/invitation")
    text = answer.one("#link-text").get_text()
    return "/account/invitation/" + text.strip().rsplit("/", 1)[1]


def the_request(kind: str) -> Agreement:
    return db.session.scalars(select(Agreement).filter_by(kind=kind)).one()


def agree(browser: Browser, agreement: Agreement) -> Page:
    return press(browser, f"/agreements/{agreement.id}", "/agree")


def events() -> list[tuple[str, int]]:
    lines = select(AuditEntry.event, AuditEntry.actor_id).order_by(AuditEntry.id)
    return [(row[0], row[1]) for row in db.session.execute(lines)]


def test_a_new_coordinator_sees_nothing_until_somebody_agreed(sign_in: SignIn) -> None:
    known = Foundation()
    keeper = sign_in(known.keeper)
    sanne = new_coordinator(keeper, known)
    address = link_for(keeper, sanne)
    stranger = sign_in(sanne)

    assert sanne.roles == frozenset()
    assert stranger.get(known.file).status == 404
    waiting = stranger.get(address)
    assert waiting.has("#waiting")
    assert not waiting.has("#password-form")

    agree(sign_in(known.marijke), the_request("grant"))

    assert sign_in(sanne).get(known.file).status == 200
    assert sign_in(sanne).get(address).has("#password-form")


def test_a_link_that_waits_takes_no_password(sign_in: SignIn) -> None:
    known = Foundation()
    keeper = sign_in(known.keeper)
    address = link_for(keeper, known.marijke)
    agreement = the_request("link")
    agree(sign_in(known.jan or known.keeper), agreement)
    form = keeper.get(address).one("#password-form")
    address = link_for(keeper, known.marijke)
    form["action"] = address

    answer = keeper.submit(form, password=PASSWORD, again=PASSWORD)

    assert answer.status == 422 and answer.has("#waiting")
    db.session.expire_all()
    assert known.marijke.password_hash == "set"


def test_neither_who_asks_nor_whom_it_is_about_can_agree(sign_in: SignIn) -> None:
    known = Foundation()
    link_for(sign_in(known.keeper), known.marijke)
    page = f"/agreements/{the_request('link').id}"

    for user in (known.keeper, known.marijke):
        browser = sign_in(user)
        shown = browser.get(page)
        assert shown.status == 200 and not shown.has("form[action$='/agree']")
        token = {"csrf_token": str(shown.soup.select("[name=csrf_token]")[0]["value"])}
        assert browser.post(f"{page}/agree", token).status == 403


def test_who_may_agree_is_mailed_and_finds_it_in_the_menu(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    link_for(sign_in(known.keeper), known.marijke)

    mails = select(OutgoingMail.to_user_id).filter_by(kind="agreement")
    assert db.session.scalars(mails).all() == [known.jan.id]
    assert "Agree 1" in sign_in(known.jan).get("/agreements/").text(".masthead nav")
    assert "Agree" not in sign_in(known.marijke).get("/").text(".masthead nav")


def test_the_coordinator_finds_it_on_the_board_until_it_is_answered(
    sign_in: SignIn,
) -> None:
    known = Foundation()
    new_coordinator(sign_in(known.keeper), known)
    agreement = the_request("grant")
    assert "Sanne Kok" in sign_in(known.marijke).get("/").text("main")

    agree(sign_in(known.marijke), agreement)

    assert not tasks.open_task(TaskKind.AGREEMENT, agreement.id)


def test_the_page_of_an_account_says_before_who_may_agree(sign_in: SignIn) -> None:
    known = Foundation()

    page = sign_in(known.keeper).get(f"/account/users/{known.marijke.id}/edit")

    assert "Who may agree: Jan Bos" in page.text("#second-person")


def test_a_refusal_says_why_and_ends_the_link(sign_in: SignIn) -> None:
    known = Foundation()
    keeper = sign_in(known.keeper)
    sanne = new_coordinator(keeper, known)
    address = link_for(keeper, sanne)
    agreement = the_request("grant")
    page = f"/agreements/{agreement.id}"

    empty = press(sign_in(known.marijke), page, "/refuse", reason="")
    assert empty.status == 422 and "Write in a few words" in empty.text()
    press(sign_in(known.marijke), page, "/refuse", reason="We do not know Sanne.")

    assert "We do not know Sanne." in keeper.get(page).text()
    assert keeper.get(address).status == 404
    assert sanne.roles == frozenset()
    assert ("agreement.refused", known.marijke.id) in events()


def test_what_is_taken_back_cannot_be_agreed_to(sign_in: SignIn) -> None:
    known = Foundation()
    keeper, marijke = sign_in(known.keeper), sign_in(known.marijke)
    new_coordinator(keeper, known)
    agreement = the_request("grant")
    page = f"/agreements/{agreement.id}"
    form = marijke.get(page).one("form[action$='/agree']")

    press(keeper, page, "/take-back")
    answer = marijke.submit(form)

    assert "does not wait any more" in answer.text()
    assert the_request("grant").state == "taken_back"


def test_after_a_week_it_has_lapsed(sign_in: SignIn) -> None:
    known = Foundation()
    marijke = sign_in(known.marijke)
    new_coordinator(sign_in(known.keeper), known)
    agreement = the_request("grant")
    agreement.asked_at -= timedelta(days=7)
    db.session.commit()

    page = marijke.get(f"/agreements/{agreement.id}")

    assert "has lapsed" in page.text() and not page.has("form[action$='/agree']")
    assert actions.settle(SYSTEM) == 1
    assert the_request("grant").state == "lapsed"
    assert not tasks.open_task(TaskKind.AGREEMENT, agreement.id)
    assert "Agree" not in marijke.get("/").text(".masthead nav")


def test_saving_an_account_again_asks_nothing_twice(sign_in: SignIn) -> None:
    known = Foundation()
    keeper = sign_in(known.keeper)
    sanne = new_coordinator(keeper, known)

    saved = save_account(keeper, sanne, telephone="050 555 0144")
    assert saved.address == "/account/users"
    assert the_request("grant").state == "open"

    save_account(keeper, sanne, roles=["volunteer"])
    assert the_request("grant").state == "taken_back"


def test_another_address_of_somebody_new_asks_anew(sign_in: SignIn) -> None:
    """Who agreed to the one did not agree to the other."""
    known = Foundation()
    keeper = sign_in(known.keeper)
    sanne = new_coordinator(keeper, known)
    address = link_for(keeper, sanne)

    save_account(keeper, sanne, email="other@example.org")

    states = db.session.scalars(select(Agreement.state).order_by(Agreement.id)).all()
    assert states == ["taken_back", "open"]
    assert keeper.get(address).status == 404


def test_another_village_of_a_coordinator_waits(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    winsum = make.area("Winsum")
    there = make.contact("Dollard", area=winsum)
    villages = [str(known.village.id), str(winsum.id)]

    save_account(sign_in(known.keeper), known.marijke, area_ids=villages)
    assert sign_in(known.marijke).get(f"/people/{there.id}").status == 404

    agree(sign_in(known.jan), the_request("grant"))
    assert sign_in(known.marijke).get(f"/people/{there.id}").status == 200
    assert sign_in(known.marijke).get(known.file).status == 200


def test_another_address_of_a_coordinator_waits(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None

    save_account(sign_in(known.keeper), known.marijke, email="bea@example.org")
    db.session.expire_all()
    assert known.marijke.email == "marijke@example.org"

    agree(sign_in(known.jan), the_request("address"))
    db.session.expire_all()
    assert known.marijke.email == "bea@example.org"


def test_an_account_that_had_ended_waits(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    known.marijke.is_active, known.marijke.ended_on = False, clock.today()
    db.session.commit()

    press(sign_in(known.keeper), f"/account/users/{known.marijke.id}/edit", "/let-in")
    db.session.expire_all()
    assert not known.marijke.is_active

    agree(sign_in(known.jan), the_request("reopen"))
    db.session.expire_all()
    assert known.marijke.is_active


def test_the_code_of_a_telephone_is_taken_away_when_somebody_agreed(
    sign_in: SignIn,
) -> None:
    known = Foundation()
    assert known.jan is not None
    make.factor(known.marijke)
    db.session.commit()
    factor = select(SecondFactor).filter_by(user_id=known.marijke.id)

    press(sign_in(known.keeper), f"/account/users/{known.marijke.id}/edit", "/reset")
    assert db.session.scalars(factor).first() is not None

    agree(sign_in(known.jan), the_request("factor"))
    assert db.session.scalars(factor).first() is None


def test_a_deputy_whom_the_administrator_names_waits(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    keeper = sign_in(known.keeper)
    answers: dict[str, Any] = {
        "user_id": str(known.jan.id),
        "area_ids": [str(known.village.id)],
    }
    last = clock.today() + timedelta(days=7)

    form = keeper.get("/deputies/").one("#deputy-form")
    keeper.submit(form, **answers, last_on=last.isoformat())
    assert sign_in(known.jan).get(known.file).status == 404

    agreement = the_request("deputy")
    assert (
        not sign_in(known.jan)
        .get(f"/agreements/{agreement.id}")
        .has("form[action$='/agree']")
    )
    agree(sign_in(known.marijke), agreement)
    assert sign_in(known.jan).get(known.file).status == 200
    assert db.session.scalars(select(Deputy.named_by)).one() == known.keeper.id


def test_a_coordinator_names_a_deputy_alone(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    marijke = sign_in(known.marijke)
    answers: dict[str, Any] = {
        "user_id": str(known.jan.id),
        "area_ids": [str(known.village.id)],
    }
    last = clock.today() + timedelta(days=7)

    form = marijke.get("/deputies/").one("#deputy-form")
    marijke.submit(form, **answers, last_on=last.isoformat())

    assert sign_in(known.jan).get(known.file).status == 200


@pytest.mark.parametrize("role", ["board", "administrator"])
def test_nobody_makes_an_account_to_agree_with(sign_in: SignIn, role: str) -> None:
    known = Foundation()

    helper = new_coordinator(sign_in(known.keeper), known, roles=[role])

    assert helper.roles == frozenset()
    assert the_request("grant").roles == role


def test_a_link_for_a_volunteer_who_visits_waits(sign_in: SignIn) -> None:
    known = Foundation()
    volunteer = make.volunteer(known.village, email="v@example.org")
    make.match(volunteer, known.contact)
    db.session.commit()

    address = link_for(sign_in(known.keeper), volunteer)
    assert sign_in(volunteer).get(address).has("#waiting")

    agree(sign_in(known.marijke), the_request("link"))
    assert sign_in(volunteer).get(address).has("#password-form")


def test_a_link_for_a_new_volunteer_waits_for_nobody(sign_in: SignIn) -> None:
    known = Foundation()
    volunteer = make.volunteer(known.village, email="v@example.org")
    db.session.commit()

    address = link_for(sign_in(known.keeper), volunteer)

    assert sign_in(volunteer).get(address).has("#password-form")


def test_the_first_coordinator_needs_nobody_and_the_second_does(
    sign_in: SignIn,
) -> None:
    """There is no file yet, and none that another account could open."""
    village = make.area("Bedum")
    keeper = sign_in(make.user(Role.ADMINISTRATOR, password_hash="set"))
    shown: dict[str, Any] = {"roles": ["coordinator"], "area_ids": [str(village.id)]}

    save_account(keeper, None, name="A", called="A", email="a@example.org", **shown)
    first = db.session.scalars(select(User).filter_by(name="A")).one()
    assert first.roles == {Role.COORDINATOR}
    first.password_hash = "set"
    db.session.commit()

    save_account(keeper, None, name="B", called="B", email="b@example.org", **shown)
    second = db.session.scalars(select(User).filter_by(name="B")).one()
    assert second.roles == frozenset()


def test_a_successor_is_at_work_when_the_only_coordinator_is_gone(
    sign_in: SignIn,
) -> None:
    """One coordinator and one administrator: the board agrees, with codes on paper."""
    known = Foundation(board=False)
    printed = press(sign_in(known.marijke), "/agreements/", "/codes").texts(".codes li")
    keeper = sign_in(known.keeper)
    known.marijke.is_active, known.marijke.ended_on = False, clock.today()
    db.session.commit()
    sanne = new_coordinator(keeper, known)
    address = link_for(keeper, sanne)
    agreement = the_request("grant")
    page = f"/agreements/{agreement.id}"
    assert "Nobody with an account may agree" in keeper.get(page).text()

    codes = {"first": printed[0], "second": printed[0]}
    wrong = press(keeper, page, "/codes", **codes)
    assert wrong.status == 422 and "not two codes" in wrong.text()
    assert db.session.get_one(User, sanne.id).roles == frozenset()

    press(keeper, page, "/codes", **(codes | {"second": printed[1].lower()}))

    newcomer = sign_in(sanne)
    form = newcomer.get(address).one("#password-form")
    newcomer.submit(form, password=PASSWORD, again=PASSWORD)
    db.session.expire_all()
    assert sanne.password_hash
    assert sign_in(sanne).get(known.file).status == 200
    walked = [line for line in events() if line[0].startswith(("agreement", "account"))]
    assert [line for line in walked if line[0] != "account.signed_in"] == [
        ("agreement.codes_made", known.marijke.id),
        ("agreement.asked", known.keeper.id),
        ("account.created", known.keeper.id),
        ("account.invited", known.keeper.id),
        ("agreement.codes_refused", known.keeper.id),
        ("agreement.agreed_by_codes", known.keeper.id),
        ("account.changed", known.keeper.id),
        ("account.signed_out", sanne.id),
        ("account.invitation_accepted", 0),
    ]


def test_paper_codes_work_once(sign_in: SignIn) -> None:
    known = Foundation(board=False)
    printed = press(sign_in(known.marijke), "/agreements/", "/codes").texts(".codes li")
    keeper = sign_in(known.keeper)
    codes = {"first": printed[0], "second": printed[1]}
    new_coordinator(keeper, known)
    page = f"/agreements/{the_request('grant').id}"
    press(keeper, page, "/codes", **codes)
    link_for(keeper, known.marijke)
    other = f"/agreements/{the_request('link').id}"

    assert not keeper.get(other).has("form[action$='/codes']")
    token = keeper.get(other).soup.select("[name=csrf_token]")[0]["value"]
    answer = keeper.post(f"{other}/codes", {"csrf_token": str(token)} | codes)

    assert answer.status == 422
    assert the_request("link").state == "open"


def test_an_administrator_prints_no_codes_once_there_is_a_file(
    sign_in: SignIn,
) -> None:
    known = Foundation()
    keeper = sign_in(known.keeper)
    page = keeper.get("/agreements/")
    assert not page.has("form[action$='/codes']")

    token = {"csrf_token": str(page.soup.select("[name=csrf_token]")[0]["value"])}
    assert keeper.post("/agreements/codes", token).status == 403


def test_a_coordinator_agrees_to_nothing_about_concerns(sign_in: SignIn) -> None:
    known = Foundation()
    both = ["coordinator", "safeguarding_lead"]
    new_coordinator(sign_in(known.keeper), known, roles=both)

    page = f"/agreements/{the_request('grant').id}"

    assert sign_in(known.marijke).get(page).status == 404
    assert known.jan is not None
    assert sign_in(known.jan).get(page).has("form[action$='/agree']")
