from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import registered
from tests.statements import statements_of
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.people.contacts.models import ContactRole
from thuis_app.people.contacts.rules import ContactRoleKind
from thuis_app.people.tasks.rules import TaskKind

PAGES = [
    "/people/",
    "/people/new",
    "/people/doubles?last_name=Vries",
    "/people/{id}/edit",
    "/people/{id}/ties/new",
    "/people/{id}/assents",
    "/people/{id}/consents",
    "/people/{id}/stop",
    "/people/{id}/reopen",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_coordinator_of_the_village_opens_every_page(
    sign_in: SignIn, address: str
) -> None:
    contact = registered("Vries")
    browser = sign_in(make.coordinator())

    assert browser.get(address.format(id=contact.id)).status == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_opens_any_of_them(
    sign_in: SignIn, address: str, role: Role
) -> None:
    contact = registered("Vries")
    browser = sign_in(make.user(role, all_areas=True))

    answer = browser.get(address.format(id=contact.id))

    assert answer.status == (404 if "{id}" in address else 403)
    assert not answer.has("form[method=post][action*='/people/']")
    assert "Vries" not in answer.text("main")


@pytest.mark.parametrize("address", [one for one in PAGES if "{id}" in one])
def test_somebody_in_a_village_of_others_does_not_exist(
    sign_in: SignIn, address: str
) -> None:
    contact = registered("Vries")
    browser = sign_in(make.coordinator(make.area("Winsum", "9951")))

    assert browser.get(address.format(id=contact.id)).status == 404


def test_the_list_shows_what_comes_next_and_leaves_a_line(sign_in: SignIn) -> None:
    contact = make.contact(
        "Ploeg",
        prefix="van der",
        called_name="Trijntje",
        volunteer_name="Griet Huis",
        open_referrals=2,
    )
    make.task(TaskKind.ATTEMPT, contact, number=4)
    browser = sign_in(make.coordinator())

    page = browser.get("/people/")

    row = page.text("#contact-list .line")
    assert "Trijntje van der Ploeg" in row
    assert "Attempt 4" in row
    assert "Griet Huis" in row
    assert page.text("#contact-list .line td.figures") == "2"
    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "contacts.listed")
    ).one()
    assert line.shown == str(contact.id)


def test_more_gives_the_next_rows_alone(sign_in: SignIn) -> None:
    village = make.area()
    for number in range(30):
        make.contact(f"N{number}", area=village)
    browser = sign_in(make.coordinator())

    first = browser.get("/people/")
    second = browser.get(str(first.one("tr.more a")["href"]), htmx=True)

    assert len(first.soup.select(".line")) == 25
    assert len(second.soup.select(".line")) == 5
    assert not second.has("li.more")
    assert not second.has("#contact-list")


def test_more_keeps_the_filters(sign_in: SignIn) -> None:
    village, other = make.area(), make.area()
    for number in range(30):
        make.contact(f"N{number}", area=village)
        make.contact(f"O{number}", area=other)
    browser = sign_in(make.coordinator())

    first = browser.get(f"/people/?area={village.id}")
    second = browser.get(str(first.one("tr.more a")["href"]))

    names = second.texts(".line .name")
    assert len(names) == 5
    assert all(name.startswith("N") for name in names)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "Nobody is written down here yet."),
        ("?stage=moved", "Nobody fits all of this."),
    ],
)
def test_an_empty_list_says_why_it_is_empty(
    sign_in: SignIn, question: str, says: str
) -> None:
    assert says in sign_in(make.coordinator()).get(f"/people/{question}").text("main")


@pytest.mark.parametrize(
    "question",
    [
        "?volunteer=%00",
        "?volunteer=" + "a" * 5000,
        "?after=x.y",
        "?area=99999999999999",
        "?volunteer=%F0%9F%99%82",
    ],
)
def test_the_list_bears_any_question(sign_in: SignIn, question: str) -> None:
    make.contact("Ploeg")

    assert sign_in(make.coordinator()).get(f"/people/{question}").status == 200


def test_the_list_asks_as_often_for_five_rows_as_for_twenty_five(
    sign_in: SignIn,
) -> None:
    village = make.area()
    browser = sign_in(make.coordinator())
    for number in range(5):
        make.contact(f"N{number}", area=village)
    browser.get("/people/")
    few = statements_of(lambda: browser.get("/people/"))
    for number in range(25):
        make.contact(f"M{number}", area=village)

    assert statements_of(lambda: browser.get("/people/")) == few


def test_namesakes_in_one_village_are_told_apart_by_year(sign_in: SignIn) -> None:
    winsum, elsewhere = make.area("Winsum"), make.area("Bedum")
    for year, area in ((1934, winsum), (1961, winsum), (1950, elsewhere)):
        make.contact("Proefstra", called_name="Jan", birth_year=year, area=area)

    page = sign_in(make.coordinator()).get("/people/")

    found = sorted(page.texts(".line .name"))
    assert found == ["Jan Proefstra", "Jan Proefstra (1934)", "Jan Proefstra (1961)"]


def test_a_namesake_on_another_page_of_the_list_counts_too(sign_in: SignIn) -> None:
    village = make.area()
    for number, year in ((1, 1934), (2, 1961)):
        next_step = clock.today() + timedelta(days=number)
        make.contact(
            "Proefstra",
            called_name="Jan",
            birth_year=year,
            area=village,
            next_step_on=next_step,
        )
        for _other in range(25):
            make.contact(area=village, next_step_on=next_step)

    page = sign_in(make.coordinator()).get("/people/")

    found = [name for name in page.texts(".line .name") if "Proefstra" in name]
    assert found == ["Jan Proefstra (1934)"]


def test_a_father_and_his_son_of_unknown_age_are_told_apart_by_who_cares(
    sign_in: SignIn,
) -> None:
    village = make.area()
    home: dict[str, Any] = {"street": "Kerkpad", "house_number": "4"}
    make.contact("Proefstra", area=village, called_name="Jan", **home)
    son = make.contact("Proefstra", area=village, called_name="Jan", **home)
    carer = ContactRole(
        contact_id=son.id, role=ContactRoleKind.CARER, since=clock.today()
    )
    make.saved(carer)

    page = sign_in(make.coordinator()).get("/people/")

    assert sorted(page.texts(".line .name")) == [
        "Jan Proefstra (Kerkpad 4)",
        "Jan Proefstra (Kerkpad 4, carer)",
    ]
