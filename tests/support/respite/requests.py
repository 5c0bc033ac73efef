"""People who ask for respite, for the tests of its pages."""

from typing import Any

from sqlalchemy import select

from tests import make
from tests.pages import Browser, Page
from thuis_app.core.database import db
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.support.respite.models import RespiteRequest


def couple(area: Area | None = None) -> tuple[Contact, Contact]:
    """Fenna, and Sietse whom she cares for."""
    village = area or make.area()
    fenna = make.contact("Mulder", called_name="Fenna", area=village)
    sietse = make.contact("Mulder", called_name="Sietse", area=village)
    make.saved(
        Relation(contact_id=fenna.id, other_id=sietse.id, kind=RelationKind.CARED_FOR)
    )
    return fenna, sietse


def asked(browser: Browser, carer: Contact, **answers: Any) -> Page:
    form = browser.get(f"/respite/of/{carer.id}/new").one("#ask-form")
    return browser.submit(form, **answers)


def kept() -> list[RespiteRequest]:
    return list(db.session.scalars(select(RespiteRequest)))
