"""Kinds of concern with their own steps, and whom to call as settings

Revision ID: 0036_concern_kinds
Revises: 0034_calendar_names
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0036_concern_kinds"
down_revision = "0034_calendar_names"
branch_labels = None
depends_on = None

KINDS = ("danger", "harm", "frailty", "about_us")
CODE = ("map_signals", "consult", "talk", "weigh", "decide")
MORE = ("call_raiser", "speak_person", "call_doctor", "call_team", "report_behaviour")
MORE += ("look_again", "emergency_called", "call_family")
OUTCOMES = ("nothing_wrong", "help_arranged", "handed_over", "reported")
MORE_OUTCOMES = ("reported_behaviour", "emergency_came")
NUMBERS = ("safe_at_home", "worrying_behaviour", "suicide_line", "doctor_after_hours")
NUMBERS += ("neighbourhood_team", "confidential_name", "confidential_telephone")


def upgrade() -> None:
    """What was handed in before has the steps of the reporting code, and keeps them."""
    with op.batch_alter_table("concern") as concern:
        concern.add_column(sa.Column("kind", sa.String(40)))
        among = _among("kind", KINDS)
        concern.create_check_constraint(op.f("ck_concern_concernkind"), among)
    op.execute("UPDATE concern SET kind = 'harm'")
    _allow("concern", "outcome", OUTCOMES + MORE_OUTCOMES)
    _allow("concern_step", "step", CODE + MORE)
    op.create_table(
        "help_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in NUMBERS),
        sa.Column("checked_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_numbers")),
    )


def downgrade() -> None:
    """Steps and outcomes that were not known before become the nearest that were."""
    op.drop_table("help_numbers")
    op.execute(f"UPDATE concern_step SET step = 'consult' WHERE {_among('step', MORE)}")
    op.execute(
        "UPDATE concern SET outcome = 'handed_over' "
        f"WHERE {_among('outcome', MORE_OUTCOMES)}"
    )
    _allow("concern_step", "step", CODE)
    _allow("concern", "outcome", OUTCOMES)
    with op.batch_alter_table("concern") as concern:
        concern.drop_constraint(op.f("ck_concern_concernkind"), type_="check")
        concern.drop_column("kind")


def _allow(table: str, column: str, words: Iterable[str]) -> None:
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, _among(column, words))


def _among(column: str, words: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
