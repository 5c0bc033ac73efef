"""Thuis: visits to older people, and what comes of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from thuis_app import web
from thuis_app.accountability.reports import policy as reports_policy
from thuis_app.accountability.reports import views as reports
from thuis_app.activities.bookings import views as bookings
from thuis_app.core import config, database
from thuis_app.core.database import db
from thuis_app.directory.offerings import policy as offerings_policy
from thuis_app.directory.offerings import views as offerings
from thuis_app.directory.rooms import policy as rooms_policy
from thuis_app.directory.rooms import views as rooms
from thuis_app.operations.demo import commands as demo
from thuis_app.operations.jobs import commands as jobs_commands
from thuis_app.operations.jobs import policy as jobs_policy
from thuis_app.operations.jobs import views as jobs
from thuis_app.organisation.accounts import commands as accounts_commands
from thuis_app.organisation.accounts import policy as accounts_policy
from thuis_app.organisation.accounts import views as accounts
from thuis_app.organisation.areas import policy as areas_policy
from thuis_app.organisation.areas import views as areas
from thuis_app.organisation.foundation import policy as foundation_policy
from thuis_app.organisation.foundation import views as foundation
from thuis_app.overview.casefile import policy as casefile_policy
from thuis_app.overview.casefile import views as casefile
from thuis_app.overview.reminders import policy as reminders_policy
from thuis_app.overview.today import views as today
from thuis_app.people.contacts import policy as contacts_policy
from thuis_app.people.contacts import views as contacts
from thuis_app.people.wishes import policy as wishes_policy
from thuis_app.people.wishes import views as wishes
from thuis_app.reaching.outreach import policy as outreach_policy
from thuis_app.reaching.outreach import views as outreach
from thuis_app.reaching.signals import commands as signals_commands
from thuis_app.reaching.signals import policy as signals_policy
from thuis_app.reaching.signals import views as signals
from thuis_app.support.referrals import policy as referrals_policy
from thuis_app.support.referrals import views as referrals
from thuis_app.support.respite import policy as respite_policy
from thuis_app.support.respite import views as respite
from thuis_app.team.hours import policy as hours_policy
from thuis_app.team.hours import views as hours
from thuis_app.team.trainings import policy as trainings_policy
from thuis_app.team.trainings import views as trainings
from thuis_app.team.volunteers import policy as volunteers_policy
from thuis_app.team.volunteers import views as volunteers
from thuis_app.visiting.concerns import policy as concerns_policy
from thuis_app.visiting.concerns import views as concerns
from thuis_app.visiting.matches import policy as matches_policy
from thuis_app.visiting.matches import views as matches
from thuis_app.visiting.tablet import policy as tablet_policy
from thuis_app.visiting.tablet import views as tablet
from thuis_app.visiting.visits import policy as visits_policy
from thuis_app.visiting.visits import views as visits
from thuis_app.web import serve
from thuis_app.web.transaction import Application

PACKAGE = Path(__file__).parent
HOUSE = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent

BLUEPRINTS = (
    foundation.bp,
    areas.bp,
    accounts.bp,
    contacts.bp,
    offerings.bp,
    rooms.bp,
    volunteers.bp,
    trainings.bp,
    wishes.bp,
    signals.bp,
    outreach.bp,
    matches.bp,
    concerns.bp,
    visits.bp,
    hours.bp,
    tablet.bp,
    referrals.bp,
    respite.bp,
    bookings.bp,
    reports.bp,
    casefile.bp,
    today.bp,
    jobs.bp,
)

COMMANDS = (
    accounts_commands.group,
    signals_commands.group,
    jobs_commands.group,
    demo.group,
    serve.command,
)

POLICIES = {
    "foundation": foundation_policy,
    "areas": areas_policy,
    "accounts": accounts_policy,
    "contacts": contacts_policy,
    "offerings": offerings_policy,
    "rooms": rooms_policy,
    "volunteers": volunteers_policy,
    "trainings": trainings_policy,
    "wishes": wishes_policy,
    "signals": signals_policy,
    "outreach": outreach_policy,
    "matches": matches_policy,
    "concerns": concerns_policy,
    "visits": visits_policy,
    "hours": hours_policy,
    "tablet": tablet_policy,
    "referrals": referrals_policy,
    "respite": respite_policy,
    "reports": reports_policy,
    "casefile": casefile_policy,
    "reminders": reminders_policy,
    "jobs": jobs_policy,
}


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application, with all its features, on the database of its settings."""
    app = Application(
        __name__,
        template_folder=str(HOUSE / "templates"),
        static_folder=str(HOUSE / "static" / "served"),
        static_url_path="/static",
    )
    app.config.from_mapping(config.fixed())
    app.config.from_mapping(settings or config.from_environment())
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    Migrate(app, db, directory=str(HOUSE / "migrations"))
    web.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
    app.jinja_env.globals["policy"] = POLICIES
    return app
