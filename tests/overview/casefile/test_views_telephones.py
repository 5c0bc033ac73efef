"""Whom a file lets somebody call."""

from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.casefile import policy
from thuis_app.people.contacts import queries
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind

STOPPED = {
    Stage.NO_CONTACT: "No more contact",
    Stage.MOVED: "Moved away",
    Stage.DECEASED: "Passed away",
}
NUMBER = "+31595123456"


def reachable(area: Area | None = None, **more: Any) -> Contact:
    someone = make.contact("Boer", area=area, called_name="Wiebe", **more)
    make.saved(ContactPhone(contact_id=someone.id, number=NUMBER))
    return someone


def tied(contact: Contact, other: Contact, **more: Any) -> None:
    kind = RelationKind.NEIGHBOUR
    make.saved(Relation(contact_id=contact.id, other_id=other.id, kind=kind, **more))


def file_with(sign_in: SignIn, role: Role, neighbour: Contact) -> Page:
    """The file of Mrs Ploeg beside this neighbour, as her visitor or coordinator."""
    contact, volunteer = make.contact("Ploeg"), make.volunteer()
    make.match(volunteer, contact)
    tied(contact, neighbour)
    user = volunteer if role is Role.VOLUNTEER else make.coordinator()
    return sign_in(user).get(f"/people/{contact.id}")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
def test_who_is_around_somebody_can_be_called(sign_in: SignIn, role: Role) -> None:
    page = file_with(sign_in, role, reachable())

    [button] = page.texts(f"a[href='tel:{NUMBER}']")
    assert button == "Call Wiebe Boer: 0595 123 456"


@pytest.mark.parametrize("stage", STOPPED)
def test_who_may_not_be_approached_is_not_called(sign_in: SignIn, stage: Stage) -> None:
    page = file_with(sign_in, Role.COORDINATOR, reachable(stage=stage))

    assert NUMBER not in page.html
    assert f"Wiebe Boer Neighbour {STOPPED[stage]}" in page.text(".who")


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED])
def test_a_volunteer_is_not_told_where_a_neighbour_stands(
    sign_in: SignIn, stage: Stage
) -> None:
    page = file_with(sign_in, Role.VOLUNTEER, reachable(stage=stage))

    assert NUMBER not in page.html and "Wiebe Boer" in page.text(".who")
    assert STOPPED[stage] not in page.html


def test_a_volunteer_is_told_that_a_neighbour_died(sign_in: SignIn) -> None:
    page = file_with(sign_in, Role.VOLUNTEER, reachable(stage=Stage.DECEASED))

    assert NUMBER not in page.html
    assert "Wiebe Boer Neighbour Passed away" in page.text(".who")


def test_volunteers_of_one_person_do_not_get_each_others_numbers(
    sign_in: SignIn,
) -> None:
    contact, volunteer = make.contact(), make.volunteer()
    make.match(volunteer, contact)
    make.match(make.volunteer(name="Ineke Kuiper", telephone=NUMBER), contact)

    of_hers = sign_in(volunteer).get(f"/people/{contact.id}")
    of_all = sign_in(make.coordinator()).get(f"/people/{contact.id}")

    assert "Ineke Kuiper" in of_hers.text(".who") and NUMBER not in of_hers.html
    assert of_all.has(f"a[href='tel:{NUMBER}']")


@pytest.mark.parametrize("stage", STOPPED)
def test_the_list_of_relations_says_why_there_is_no_number(
    sign_in: SignIn, stage: Stage
) -> None:
    contact = make.contact("Ploeg")
    tied(contact, reachable())
    tied(reachable(stage=stage), contact)

    page = sign_in(make.coordinator()).get(f"/people/{contact.id}/ties/new")

    [called, stopped] = page.soup.select("ul.list > li")
    assert called.select(f"a[href='tel:{NUMBER}']")
    assert not stopped.select("a[href^='tel:']")
    assert STOPPED[stage] in stopped.get_text()


def test_a_number_needs_a_relation_that_stands_to_a_person_one_may_see(
    database: None,
) -> None:
    volunteer, other, coordinator = make.volunteer(), reachable(), make.coordinator()
    hers, formerly, elsewhere = make.contact(), make.contact(), make.contact()
    make.match(volunteer, hers)
    actor, today = make.actor(volunteer), clock.today()

    def number() -> bool:
        ground = policy.callable_in_file(actor)
        return other.id in queries.telephones(actor, [other.id], ground)

    tied(elsewhere, other)
    tied(hers, other, until=today)
    tied(other, formerly)
    assert not number()
    assert queries.telephones(actor, [other.id]) == {}
    assert other.id in queries.telephones(make.actor(coordinator), [other.id])
    tied(other, hers)
    assert number()


def test_a_safeguarding_lead_calls_nobody_who_asked_for_no_contact(
    sign_in: SignIn,
) -> None:
    lead = sign_in(make.user(Role.SAFEGUARDING_LEAD))
    shown = []
    for stage in (Stage.PARTICIPANT, Stage.NO_CONTACT):
        concern = make.concern(reachable(stage=stage))
        shown.append(lead.get(f"/concerns/{concern.id}"))

    assert shown[0].has(f"a[href='tel:{NUMBER}']")
    assert NUMBER not in shown[1].html and "No more contact" in shown[1].text()


def test_after_a_death_the_daughter_can_be_called(sign_in: SignIn) -> None:
    mother = make.contact("Ploeg", stage=Stage.DECEASED)
    daughter = reachable()
    kind = RelationKind.CHILD
    make.saved(Relation(contact_id=mother.id, other_id=daughter.id, kind=kind))

    page = sign_in(make.coordinator()).get(f"/people/{mother.id}")

    assert "Wiebe Boer, child: 0595 123 456" in page.text()
