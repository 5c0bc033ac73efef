"""Thuis: visits to older people, and what comes of them.

Importing this package imports nothing of Flask: rules are plain Python, and what they
need of Thuis can be had without an application. So what `create_app` needs is imported
when it is called.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

PACKAGE = Path(__file__).parent
PROJECT_ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent

# By district, from the ground up: the order in which events are handled.
FEATURES = (
    *("organisation.foundation", "organisation.areas", "organisation.changes"),
    *("organisation.endings", "organisation.accounts", "organisation.absences"),
    *("organisation.agreements", "organisation.emergencies", "organisation.deputies"),
    *("organisation.factors", "organisation.passkeys", "organisation.unlock_codes"),
    *("organisation.sessions", "organisation.returning"),
    *("organisation.invitations", "organisation.profile"),
    *("directory.offerings", "directory.rooms"),
    *("people.tasks", "people.contacts", "people.practice", "people.relations"),
    "people.assents",
    "people.wishes",
    *("people.notes", "people.incidents"),
    *("team.volunteers", "team.trainings", "team.rates", "team.claims"),
    *("team.bank_accounts", "team.payments"),
    *("reaching.outreach_steps", "reaching.outreach"),
    *("reaching.letters", "reaching.signals"),
    *("visiting.matches", "visiting.matching", "visiting.concerns"),
    *("visiting.visits", "visiting.rhythm"),
    *("visiting.report_replies", "visiting.visit_reports"),
    "visiting.first_visits",
    *("visiting.days", "visiting.calendar_feed", "visiting.offline"),
    "activities.bookings",
    *("support.referrals", "support.respite", "support.room_pages"),
    *("accountability.audit_chain", "accountability.reports"),
    *("overview.handover", "overview.stopping", "overview.merging"),
    "overview.access_log",
    *("overview.timeline", "overview.ahead", "overview.task_lines"),
    *("overview.casefile", "overview.search", "overview.my_people"),
    *("overview.today", "overview.reminders", "overview.batches"),
    *("operations.backup", "operations.restore"),
    *("operations.jobs", "operations.demo"),
    "operations.privacy_papers",
    *("operations.checks", "operations.first_steps", "operations.serving"),
)


def create_app(settings: Mapping[str, Any] | None = None) -> "Flask":
    """The application, with all its features, on the database of its settings."""
    from flask_migrate import Migrate

    from thuis_app import web
    from thuis_app.core import config, database
    from thuis_app.core.database import db
    from thuis_app.web import features
    from thuis_app.web.transaction import Application

    app = Application(
        __name__,
        template_folder=str(PROJECT_ROOT / "templates"),
        static_folder=str(PROJECT_ROOT / "static" / "served"),
        static_url_path="/static",
    )
    app.config.from_mapping(config.fixed())
    app.config.from_mapping(settings or config.from_environment())
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    Migrate(app, db, directory=str(PROJECT_ROOT / "migrations"))
    web.init_app(app)
    found = {
        name.split(".")[1]: import_module(f"{__name__}.{name}.feature").feature
        for name in FEATURES
    }
    features.register(app, found)
    return app
