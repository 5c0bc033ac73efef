import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.people.contacts.people import registered
from tests.statements import statements_of
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.people.contacts import actions
from thuis_app.people.contacts.rules import ContactRoleKind, Stage


def searched(browser: Browser, words: str, *, htmx: bool = False) -> Page:
    form = browser.get("/search/").one("form.search-box")
    return browser.submit(form, words=words, htmx=htmx)


def test_a_person_is_found_with_street_village_number_and_who_it_is(
    sign_in: SignIn,
) -> None:
    bedum = make.area("Bedum")
    registered(
        "Wiersma",
        called_name="Sjoerd",
        area_id=bedum.id,
        street="Havenweg",
        house_number="62",
        telephones=[("+31505552133", "")],
        roles=[ContactRoleKind.CARER],
    )

    page = searched(sign_in(make.coordinator()), "havenweg62")

    line = page.text("main .line")
    assert "Sjoerd Wiersma" in line and "Havenweg 62, Bedum" in line
    assert "050 555 2133" in line and "Carer" in line
    assert page.one("main .line a[href^='tel:']")


def test_who_sounds_so_stands_apart(sign_in: SignIn) -> None:
    registered("Wiersma")

    page = searched(sign_in(make.coordinator()), "Wirsma")

    assert page.texts("main h2") == ["Sounds alike"]


def test_father_and_son_in_one_house_are_told_apart_by_year(sign_in: SignIn) -> None:
    home = {"street": "Kerkpad", "house_number": "4", "area_id": make.area().id}
    for year in (1934, 1961):
        registered("Proefstra", called_name="Jan", birth_year=year, **home)
    registered("Proefstra", called_name="Tea", birth_year=1970, **home)

    page = searched(sign_in(make.coordinator()), "Proefstra")

    assert page.texts("main .name") == [
        "Jan Proefstra (1934)",
        "Jan Proefstra (1961)",
        "Tea Proefstra",
    ]


def test_volunteers_and_offerings_are_found_too(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")
    make.volunteer(bedum, name="Wiersma Wietske", telephone="+31505550001")
    make.offering(name="Wiersma's workshop")

    page = searched(sign_in(make.coordinator()), "wiersma")

    assert page.texts("main h2") == ["People", "Volunteers", "Local map"]
    assert "Bedum" in page.text("main") and "050 555 0001" in page.text("main")


def test_a_volunteer_finds_only_whom_they_visit(sign_in: SignIn) -> None:
    volunteer, village = make.volunteer(name="Griet"), make.area()
    mine, other = registered("Ploeg", area_id=village.id), registered("Ploegstra")
    actions.change_stage(
        make.actor(make.coordinator()), mine, Stage.PARTICIPANT, because=""
    )
    make.match(volunteer, mine)

    page = searched(sign_in(volunteer), "ploeg")

    assert page.texts("main .name") == [mine.full_name]
    assert other.last_name not in page.text("main")


def test_nobody_of_another_village_is_found(sign_in: SignIn) -> None:
    registered("Ploeg")

    page = searched(sign_in(make.coordinator(make.area("Elsewhere"))), "ploeg")

    assert "Nothing found for 'ploeg'." in page.text("main")


def test_nobody_calls_who_asked_for_no_more_contact(sign_in: SignIn) -> None:
    contact = registered("Ploeg", telephones=[("+31505552133", "")])
    coordinator = make.coordinator()
    actions.change_stage(make.actor(coordinator), contact, Stage.NO_CONTACT)
    db.session.commit()

    page = searched(sign_in(coordinator), "2133")

    assert "No more contact" in page.text("main .line")
    assert "2133" not in page.text("main .line").replace(" ", "")


@pytest.mark.parametrize("words", ["x" * 60_000, "<img src=/x onerror=x>", "' --"])
@pytest.mark.parametrize("htmx", [False, True])
def test_any_words_are_only_words(sign_in: SignIn, words: str, htmx: bool) -> None:
    page = searched(sign_in(make.coordinator()), words, htmx=htmx)

    assert page.status == 200
    assert not page.has("img, [onerror]")


@pytest.mark.parametrize("words", ["", " ", "🙂", "?!", "p", "\x00"])
def test_nothing_to_look_for_finds_nobody(sign_in: SignIn, words: str) -> None:
    registered("Ploeg")

    page = searched(sign_in(make.coordinator()), words)

    assert page.status == 200
    assert not page.has("main .line")
    assert "Write a name" in page.text("main")


def test_the_live_list_is_a_list_of_options(sign_in: SignIn) -> None:
    contact = registered("Ploeg", street="Kerkstraat", house_number="3")

    fragment = searched(sign_in(make.coordinator()), "plo", htmx=True)

    assert not fragment.is_whole
    option = fragment.one("#search-hits [role=listbox] a[role=option]")
    assert option["href"] == f"/people/{contact.id}"
    assert "Kerkstraat 3" in option.text
    assert fragment.text("[role=status]") == "1 found"


def test_the_words_stand_in_no_address(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    box = browser.get("/").one("form.search-box")

    assert box["method"] == "post" and box["action"] == "/search/"
    assert "Ploeg" not in searched(browser, "Ploeg").address


def test_each_search_is_written_down_with_whom_it_showed(sign_in: SignIn) -> None:
    contact = registered("Ploeg")

    searched(sign_in(make.coordinator()), "ploeg")

    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "search.searched")
    ).one()
    assert line.shown == str(contact.id)


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_who_does_not_work_with_people_has_no_box(sign_in: SignIn, role: Role) -> None:
    page = sign_in(make.user(role)).get("/account/")

    assert not page.has(".search-box")


def test_a_search_asks_as_often_for_one_hit_as_for_many(sign_in: SignIn) -> None:
    browser, village = sign_in(make.coordinator()), make.area()
    registered("Ploeg", area_id=village.id)
    box = browser.get("/search/").one("form.search-box")
    few = statements_of(lambda: browser.submit(box, words="ploeg"))
    for _number in range(8):
        registered("Ploeg", area_id=village.id)

    many = statements_of(lambda: browser.submit(box, words="ploeg"))

    assert many <= few <= 12
