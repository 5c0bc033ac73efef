"""Where nobody else can agree, who keeps the server does; the audit log says so."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User

pytestmark = pytest.mark.usefixtures("database")


def test_on_the_server_somebody_agrees_to_what_waits(app: Flask) -> None:
    keeper = make.user(Role.ADMINISTRATOR, name="Bea Heer")
    newcomer = make.user(name="Sanne Kok")
    asked = make.agreement(keeper, make.area(), user_id=newcomer.id)
    db.session.commit()
    run = app.test_cli_runner()

    listed = run.invoke(args=["agreements", "list"])
    wrong = run.invoke(args=["agreements", "agree", str(asked.id + 1)])
    right = run.invoke(args=["agreements", "agree", str(asked.id)])

    assert f"{asked.id}: grant, Sanne Kok (by Bea Heer)" in listed.output
    assert wrong.exit_code == 1 and "Nothing with this number" in wrong.output
    assert right.exit_code == 0
    db.session.expire_all()
    assert Role.COORDINATOR in db.session.get_one(User, newcomer.id).roles
    line = select(AuditEntry).filter_by(event="agreement.agreed_on_server")
    assert db.session.scalars(line).one().actor_id == 0
