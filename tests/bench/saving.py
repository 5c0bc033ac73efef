"""Goal 1 too: a report and an attempt saved over HTTP, beside a bare page."""

from collections.abc import Iterator
from itertools import islice
from statistics import median
from time import perf_counter

from sqlalchemy import select

from tests.bench import report_saved
from tests.bench.figures import Figure
from tests.bench.page_times import ROUNDS, Side
from tests.drills.visitor import signed_in
from tests.drills.writers import Job, attempts, reports
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.reaching.outreach.models import OutreachPlan

MOST, WARM_UP = 8.0, 2
TIMES = ROUNDS + WARM_UP


def saving(side: Side) -> Iterator[Figure]:
    """What each save takes: the request of its form, and not the page before it."""
    with side.served.example.app.app_context():
        volunteer = select(User).where(User.email == report_saved.VOLUNTEER)
        visits = report_saved.visits(db.session.scalars(volunteer).one())
        to_report = [visit_id for visit_id, _contact in islice(visits, TIMES)]
        to_reach = select(OutreachPlan.contact_id).where(OutreachPlan.is_open)
        people = list(db.session.scalars(to_reach.limit(TIMES)))
        db.session.remove()
    yield _saved(side, "report", "vrijwilliger", reports(to_report))
    yield _saved(side, "attempt", "coordinator", attempts(people))


def _saved(side: Side, name: str, account: str, jobs: Iterator[Job]) -> Figure:
    visitor, ours, theirs = signed_in(side.served.address, account), [], []
    for job in islice(jobs, TIMES):
        fields = job.fill(visitor.get(job.path), "bench")
        start = perf_counter()
        answer = visitor.post(job.path, fields)
        ours.append(perf_counter() - start)
        assert answer.status == 303, f"{job.path}: {answer.status}"
        theirs.append(side.bare.get("/").seconds)
    page, bare = median(ours[WARM_UP:]), median(theirs[WARM_UP:])
    note = f"{page * 1000:.1f} ms beside {bare * 1000:.1f} ms"
    return Figure("1", f"{name} saved", page / bare, "x bare", MOST, note)
