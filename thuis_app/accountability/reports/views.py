from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from thuis_app.accountability.reports import forms, queries, rules
from thuis_app.core import clock
from thuis_app.web import request_args
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render

bp = Blueprint("reports", __name__, url_prefix="/reports")
FIRST_YEAR = 2000


@bp.get("/")
def index() -> ResponseReturnValue:
    now = clock.now()
    figures = queries.published_figures(actor(), clock.local(now).date())
    most = max((*figures.visits_by_month, *figures.visits_by_month_then))
    return render(
        "accountability/reports/index.html",
        "report",
        figures=figures,
        rows=forms.totals(figures),
        then_label=forms.so_far(figures),
        waited=forms.WAITED,
        marks=rules.marks(most),
        months=[month.first for month in rules.months(figures.periods[0].first.year)],
        now=now,
    )


@bp.get("/totals.csv")
def export() -> ResponseReturnValue:
    """The totals of the page as a spreadsheet, without names."""
    today = clock.today()
    sheet = forms.as_sheet(queries.published_figures(actor(), today))
    kept = {"Content-Disposition": f"attachment; filename=cijfers-{today}.csv"}
    return Response(sheet, mimetype="text/csv", headers=kept)


@bp.get("/evidence")
def evidence() -> ResponseReturnValue:
    today = clock.today()
    year = request.args.get("year", today.year, type=request_args.year)
    year = min(max(year, FIRST_YEAR), today.year)
    wanted = "together" in request.args
    summed = queries.evidence_together(actor(), today) if wanted else None
    found = summed or queries.evidence(actor(), year, today)
    return render(
        "accountability/reports/evidence.html",
        "evidence",
        found=found,
        year=rules.years_over(found.years) if summed else year,
        span=rules.years_over(found.years),
        bands=rules.BANDS,
        is_over=bool(summed) or rules.is_over(year, today),
    )
