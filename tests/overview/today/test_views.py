import re
from datetime import timedelta

from tests import make
from tests.conftest import SignIn
from tests.house.sample_data import sample_data
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.people.contacts.rules import Stage
from thuis_app.support.referrals import actions as referrals
from thuis_app.support.referrals import queries as referral_queries
from thuis_app.support.referrals.rules import ReferralState


def test_each_line_of_the_board_says_why_it_is_there(sign_in: SignIn) -> None:
    known = sample_data()

    page = sign_in(known.coordinator).get("/")

    lines = " ".join(page.texts("#work .line"))
    assert "A neighbour: " in lines
    assert re.search(r"Soup on Thursday \d+\. Passed on since ", lines)
    assert "has not written a report yet" in lines
    assert all(reason.strip() for reason in page.texts("#work .line p.small"))


def test_a_concern_shows_to_the_safeguarding_lead_alone(sign_in: SignIn) -> None:
    known = sample_data()
    make.concern(words="The fridge was empty.")

    lead = sign_in(known.lead).get("/")
    other = sign_in(known.coordinator).get("/")

    assert "2 concerns" in lead.text("#queue-concern")
    assert "fridge" not in lead.html + other.html
    assert "Concerns" not in other.text()


def test_nothing_of_another_village_stands_on_the_board(sign_in: SignIn) -> None:
    sample_data()

    page = sign_in(make.coordinator(make.area("Elsewhere"))).get("/")

    assert page.texts("#work .line") == []
    assert "0 things wait for you." in page.text("main")


def test_an_empty_board_says_why_it_is_empty(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator()).get("/?queue=attempt")

    assert "Nobody is due for a new try today." in page.text("#work")


def test_villages_are_chosen_in_their_groups(sign_in: SignIn) -> None:
    loose, *grouped = (make.area(name) for name in ("Uithuizen", "Winsum", "Bedum"))
    for village in grouped:
        village.cluster = "South"
    make.saved(loose)
    browser = sign_in(make.coordinator())

    for address in ("/", "/people/"):
        page = browser.get(address)
        choices = "#area > option, #area > optgroup"
        found = [
            one.get("label") or one.get_text() for one in page.soup.select(choices)
        ]
        assert found == ["All villages", "Uithuizen", "South"]
        assert page.texts("#area optgroup option") == [
            *("South, all villages", "Bedum", "Winsum")
        ]


def test_one_queue_can_be_shown_alone_and_in_place(sign_in: SignIn) -> None:
    known = sample_data()

    page = sign_in(known.coordinator).get("/?queue=signal", htmx=True)

    assert not page.is_whole
    assert page.has("#queue-signal") and not page.has("#queue-referral")


def test_a_referral_that_is_answered_leaves_the_board(sign_in: SignIn) -> None:
    today = clock.today()
    referral = make.referral(
        make.contact(), ReferralState.SENT, due_on=today - timedelta(days=1)
    )
    browser = sign_in(make.coordinator())
    assert browser.get("/").has("#queue-referral")

    found = referral_queries.get(make.actor(make.coordinator()), referral.id)
    found.due_on = today + timedelta(days=5)
    referrals.schedule(SYSTEM, found)

    assert not browser.get("/").has("#queue-referral")


def test_the_day_of_a_volunteer_shows_what_is_to_report_and_what_is_ahead(
    sign_in: SignIn,
) -> None:
    known = sample_data()

    page = sign_in(known.volunteer).get("/")

    assert "Still to write" in page.text("main")
    assert len(page.soup.select("[aria-labelledby=ahead] .list > li")) == 1


def test_a_day_without_visits_says_so_kindly(sign_in: SignIn) -> None:
    page = sign_in(make.volunteer()).get("/")

    assert "No visit is planned for today." in page.text("main")


def test_a_volunteer_is_told_kindly_that_somebody_died(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    contact = make.contact("Ploeg", called_name="Trijntje")
    make.visit(
        make.match(volunteer, contact), starts_at=clock.now() + timedelta(hours=2)
    )
    contact.stage, contact.stopped_on = Stage.DECEASED, clock.today()

    page = sign_in(volunteer).get("/")

    assert "Trijntje Ploeg has died." in page.text("main")
    assert page.texts("main article") == []
