"""People who were written down, for the tests of the pages about them."""

from typing import Any

from sqlalchemy import select

from tests import make
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.people.contacts import actions
from thuis_app.people.contacts.models import Contact


def actor_of_all() -> Actor:
    return make.actor(make.coordinator())


def registered(last_name: str, **known: Any) -> Contact:
    area_id = known.pop("area_id", None) or make.area().id
    contact = actions.register(
        actor_of_all(), area_id=area_id, last_name=last_name, **known
    )
    db.session.commit()
    return contact


def everybody() -> list[Contact]:
    return list(db.session.scalars(select(Contact).order_by(Contact.id)))


def fetch(contact: Contact) -> Contact:
    return db.session.scalars(select(Contact).where(Contact.id == contact.id)).one()
