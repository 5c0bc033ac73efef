from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.statements import statements_of
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.accounts import actions
from thuis_app.organisation.accounts.models import User, UserArea

PASSWORD = "four plain words here"


def keeper() -> User:
    return make.user(Role.ADMINISTRATOR)


def form_of(browser: Browser, user: User) -> Tag:
    return browser.get(f"/account/users/{user.id}/edit").one("#user-form")


def new_account(browser: Browser, **answers: Any) -> Page:
    form = browser.get("/account/users/new").one("#user-form")
    shown: dict[str, Any] = {"name": "Aaltje Bos", "called": "Aaltje"}
    shown |= {"email": "aaltje@example.org", "roles": ["board"]}
    return browser.submit(form, **(shown | answers))


@pytest.mark.parametrize(
    "role", [Role.VOLUNTEER, Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.BOARD]
)
def test_the_accounts_are_for_the_administrator_alone(
    sign_in: SignIn, role: Role
) -> None:
    someone, browser = make.user(), sign_in(make.user(role, all_areas=True))

    assert browser.get("/account/users").status == 403
    assert browser.get("/account/users/new").status == 403
    assert browser.get(f"/account/users/{someone.id}/edit").status == 404
    assert browser.get(f"/account/users/{someone.id}/end").status == 404


@pytest.mark.parametrize(
    "action", ["new", "1/edit", "1/end", "1/let-in", "1/invitation", "1/sign-out"]
)
def test_what_an_administrator_does_nobody_else_can_send(
    sign_in: SignIn, action: str
) -> None:
    browser = sign_in(make.coordinator())
    page = browser.get("/account/")
    token = str(page.soup.select("[name=csrf_token]")[0]["value"])

    answer = browser.post(f"/account/users/{action}", {"csrf_token": token})

    assert answer.status in (403, 404)


def test_the_list_says_who_can_come_in_and_as_what(sign_in: SignIn) -> None:
    make.coordinator(make.area(), name="Bea Bos", password_hash="set")

    page = sign_in(keeper()).get("/account/users")

    assert "Bea Bos" in page.texts(".name")
    assert any("Coordinator 1 village" in line for line in page.texts(".line"))


def test_a_name_is_found_however_it_is_spelled(sign_in: SignIn) -> None:
    make.user(name="Asli Özdemir")
    make.user(name="Bea Bos")

    page = sign_in(keeper()).get("/account/users?q=ozdemir")

    assert page.texts(".name") == ["Asli Özdemir"]


def test_nobody_found_says_so(sign_in: SignIn) -> None:
    assert "Nobody found" in sign_in(keeper()).get("/account/users?q=zzz").text()


def test_after_25_accounts_there_are_more_and_each_is_shown_once(
    sign_in: SignIn,
) -> None:
    for number in range(30):
        make.user(name=f"Aaltje {number:02}")
    browser = sign_in(keeper())

    first = browser.get("/account/users?q=aaltje")
    rest = browser.get(str(first.one(".more a")["href"]), htmx=True)

    assert len(first.texts(".name")) == 25
    assert not rest.is_whole
    assert len({*first.texts(".name"), *rest.texts(".name")}) == 30


def test_a_long_list_takes_no_more_questions_than_a_short_one(
    sign_in: SignIn,
) -> None:
    browser = sign_in(keeper())
    make.user()

    def listed() -> None:
        assert browser.get("/account/users").status == 200

    listed()
    short = statements_of(listed)
    for _ in range(30):
        make.coordinator(make.area())

    assert statements_of(listed) == short


def test_a_new_account_is_made_with_its_roles_and_villages(sign_in: SignIn) -> None:
    village, browser = make.area("Bedum"), sign_in(keeper())

    answer = new_account(
        browser, roles=["coordinator", "board"], area_ids=[str(village.id)]
    )

    made = db.session.scalars(select(User).filter_by(name="Aaltje Bos")).one()
    assert answer.address == f"/account/users/{made.id}/edit"
    assert made.roles == {Role.COORDINATOR, Role.BOARD}
    assert not made.all_areas
    villages = select(UserArea.area_id).filter_by(user_id=made.id)
    assert db.session.scalars(villages).all() == [village.id]
    assert "still needs a link" in browser.get("/account/users").text()


def test_a_form_sent_twice_makes_one_account(sign_in: SignIn) -> None:
    browser = sign_in(keeper())
    form = browser.get("/account/users/new").one("#user-form")
    shown: dict[str, Any] = {"name": "A", "called": "A", "roles": ["board"]}
    shown |= {"email": "a@example.org"}

    first, second = browser.submit(form, **shown), browser.submit(form, **shown)

    assert first.address == second.address
    assert db.session.scalar(select(func.count()).where(User.name == "A")) == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": ""}, "Write the name."),
        ({"name": "\u200b \u200b"}, "Write the name."),
        ({"name": "a" * 121}, "under 120"),
        ({"called": ""}, "Write what we call them."),
        ({"email": ""}, "Write the e-mail address."),
        ({"email": "aaltje"}, "like name@example.nl"),
        ({"telephone": "12"}, "Count the digits"),
        ({"roles": []}, "Tick at least one."),
        ({"roles": ["boss"]}, "Choose one of these"),
        ({"roles": ["safeguarding_lead"]}, "Tick both"),
        ({"roles": ["coordinator"]}, "Tick the villages"),
        ({"roles": ["volunteer"]}, "Tick the villages"),
        ({"called": "111222333"}, "BSN"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    sign_in: SignIn, answers: dict[str, object], sentence: str
) -> None:
    make.area()

    answer = new_account(sign_in(keeper()), **answers)

    assert answer.status == 422
    assert sentence in " ".join(answer.errors())
    if "email" not in answers:
        assert answer.one("[name=email]")["value"] == "aaltje@example.org"
    assert db.session.scalar(select(func.count(User.id))) == 1


def test_somebody_elses_address_is_not_given_twice(sign_in: SignIn) -> None:
    browser = sign_in(keeper())
    new_account(browser)

    answer = new_account(browser, name="Another", email="AALTJE@example.org")

    assert answer.status == 422
    assert "Another account has this address." in answer.errors()[0]


def test_two_volunteers_may_be_without_an_address_and_get_no_link(
    sign_in: SignIn,
) -> None:
    village, browser = make.area(), sign_in(keeper())
    said = {"roles": ["volunteer"], "area_ids": [str(village.id)], "email": ""}

    answers = [new_account(browser, name=name, **said) for name in ("Riek", "Harm")]
    page = browser.get(f"/account/users/{_id_of('Riek')}/edit")

    assert [answer.status for answer in answers] == [303, 303]
    assert not page.has("form[action$='/invitation']")
    with pytest.raises(RuleBroken) as refused:
        actions.invite(make.actor(keeper()), db.session.get_one(User, _id_of("Harm")))
    assert refused.value.code == "account.no_address"


@pytest.mark.parametrize("role", ["coordinator", "board", "administrator"])
def test_who_works_in_thuis_needs_an_address(sign_in: SignIn, role: str) -> None:
    browser = sign_in(keeper())

    answer = new_account(browser, roles=[role], all_areas="y", email="")

    assert answer.status == 422
    assert answer.errors() == ["Write the e-mail address."]


def _id_of(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.name == name)).one()


def test_a_village_that_does_not_exist_is_refused(sign_in: SignIn) -> None:
    village, browser = make.area(), sign_in(keeper())

    answer = new_account(browser, roles=["volunteer"], area_ids=[str(village.id + 9)])

    assert answer.status == 422


def test_an_account_changes_and_keeps_what_was_not_asked(sign_in: SignIn) -> None:
    village = make.area()
    someone, browser = make.volunteer(village), sign_in(keeper())

    answer = browser.submit(
        form_of(browser, someone), telephone="050-1234567", all_areas="y"
    )

    assert answer.address == "/account/users"
    assert someone.telephone == "+31501234567"
    assert someone.all_areas and someone.roles == {Role.VOLUNTEER}


def test_villages_of_an_account_that_works_in_none_are_taken_away(
    sign_in: SignIn,
) -> None:
    someone, browser = make.coordinator(make.area()), sign_in(keeper())
    make.coordinator()

    browser.submit(form_of(browser, someone), roles=["board"])

    assert db.session.scalar(select(func.count()).select_from(UserArea)) == 0


def test_who_was_second_sees_both_versions_and_keeps_the_own_text(
    sign_in: SignIn,
) -> None:
    village, other = make.area("Bedum"), make.area("Baflo")
    someone = make.coordinator(village)
    make.coordinator()
    browser = sign_in(keeper())
    form = form_of(browser, someone)
    browser.submit(form_of(browser, someone), name="First", area_ids=[str(other.id)])

    answer = browser.submit(form, name="Second")

    assert answer.status == 409
    assert answer.one("[name=name]")["value"] == "Second"
    assert "First" in answer.text("#name-theirs")
    taken = [one["value"] for one in answer.soup.select("[name=area_ids][checked]")]
    assert taken == [str(other.id)] and not answer.has("#area_ids-theirs")
    assert db.session.get_one(User, someone.id).name == "First"


def test_nobody_gives_themselves_more(sign_in: SignIn) -> None:
    me = keeper()
    browser = sign_in(me)

    answer = browser.submit(
        form_of(browser, me), roles=["administrator", "coordinator"], all_areas="y"
    )

    assert answer.status == 422
    assert "Ask another administrator" in answer.errors()[0]
    assert me.roles == {Role.ADMINISTRATOR}


def test_the_last_administrator_keeps_the_role(sign_in: SignIn) -> None:
    me = make.user(Role.ADMINISTRATOR, Role.BOARD)
    browser = sign_in(me)

    answer = browser.submit(form_of(browser, me), roles=["board"])

    assert answer.status == 409
    assert "Nobody else who signs in" in answer.text()
    assert Role.ADMINISTRATOR in me.roles


def test_the_last_administrator_does_not_end(sign_in: SignIn) -> None:
    me = keeper()
    browser = sign_in(me)

    page = browser.get(f"/account/users/{me.id}/end")
    answer = browser.submit(page.one("#end-form"))

    assert answer.status == 409
    assert "Nobody else who signs in" in answer.text()
    assert me.is_active


def test_the_first_administrator_reads_what_comes_first(sign_in: SignIn) -> None:
    browser = sign_in(keeper())

    page = browser.get("/account/users")

    for address in ("/foundation/", "/areas/", "/account/users/new", "/jobs/"):
        assert page.has(f"main ol a[href='{address}']")
    assert not browser.get("/account/users?q=a").has("main ol")
    make.user()
    assert not browser.get("/account/users").has("main ol")
