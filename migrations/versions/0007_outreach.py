"""Outreach by the foundation's own table, and its own words on paper.

Whoever was in outreach without a next step gets one: nobody falls off.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0007_outreach"
down_revision = "0006_rooms_and_respite"
branch_labels = None
depends_on = None

CHANNEL = sa.Enum('door', 'telephone', 'card', 'letter', 'flowers', 'via_somebody', 'activity', name='channel', native_enum=False, create_constraint=True, length=40)
KIND = sa.Enum('card', 'letter', name='paperkind', native_enum=False, create_constraint=True, length=40)

GAPS = (3, 7, 14, 28, 56)
WAYS = (("card", False), ("door", False), ("telephone", True), ("via_somebody", True), ("flowers", False), ("letter", False))

CARD = """\
Beste {aanhef},

Op {dag} was ik bij u aan de deur. Ik trof u niet thuis.

Ik ben van {stichting}. Wij drinken graag een kop koffie met mensen uit het dorp. Het kost niets en u hoeft niets.

Ik kom nog eens langs. Belt u liever eerst? Dat kan: {telefoon}.

Hartelijke groet,
{vrijwilliger}"""

LETTER = """\
{dag}

Beste {aanhef},

Mijn naam is {vrijwilliger}. Ik ben vrijwilliger bij {stichting}. Wij komen graag bij mensen langs: voor een kop koffie, een praatje, of om samen iets te doen.

Ik zou graag eens kennismaken. Binnenkort kom ik bij u aan de deur. U zit nergens aan vast en het kost niets.

Wilt u liever eerst bellen, of wilt u dat ik niet kom? Bel dan {telefoon}. Wij nemen graag de tijd.

Met hartelijke groet,

{vrijwilliger}
{stichting}"""

contact = sa.table("contact", sa.column("id"), sa.column("stage"), sa.column("next_step_on", sa.Date()), sa.column("next_step"))
attempt = sa.table("attempt", sa.column("contact_id"), sa.column("made_on", sa.Date()))
plan = sa.table(
    "outreach_plan",
    *(sa.column(name) for name in ("contact_id", "version", "channel", "day_part", "reason", "attempts", "resting_because", "stopped_because")),
    sa.column("is_open", sa.Boolean()),
    sa.column("resting", sa.Boolean()),
    sa.column("next_on", sa.Date()),
)


EVIDENCE = ["made_on", "channel", "day_part", "outcome", "contact_id"]


def upgrade() -> None:
    op.drop_index(op.f('ix_attempt_made_on'), table_name='attempt')
    op.create_index(op.f('ix_attempt_made_on_channel_day_part_outcome_contact_id'), 'attempt', EVIDENCE, unique=False)
    table = op.create_table('outreach_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('minimum_gap', sa.Integer(), nullable=False),
    sa.Column('after_a_talk', sa.Integer(), nullable=False),
    sa.Column('not_now_rests', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach_table'))
    )
    gap = op.create_table('outreach_gap',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['table_id'], ['outreach_table.id'], name=op.f('fk_outreach_gap_table_id_outreach_table')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_outreach_gap'))
    )
    way = op.create_table('outreach_way',
    sa.Column('channel', CHANNEL, nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('morning', sa.Boolean(), nullable=False),
    sa.Column('afternoon', sa.Boolean(), nullable=False),
    sa.Column('evening', sa.Boolean(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['table_id'], ['outreach_table.id'], name=op.f('fk_outreach_way_table_id_outreach_table')),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_outreach_way'))
    )
    text = op.create_table('outreach_text',
    sa.Column('kind', KIND, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_outreach_text'))
    )
    op.bulk_insert(table, [{"id": 1, "version": 1, "minimum_gap": 3, "after_a_talk": 7, "not_now_rests": 28}])
    op.bulk_insert(gap, [{"number": at, "days": days, "table_id": 1} for at, days in enumerate(GAPS, 1)])
    op.bulk_insert(way, [
        {"channel": channel, "place": at, "morning": True, "afternoon": True, "evening": evening, "table_id": 1}
        for at, (channel, evening) in enumerate(WAYS, 1)
    ])
    op.bulk_insert(text, [{"kind": "card", "version": 1, "text": CARD}, {"kind": "letter", "version": 1, "text": LETTER}])
    _give_everybody_a_next_step()


def downgrade() -> None:
    op.drop_index(op.f('ix_attempt_made_on_channel_day_part_outcome_contact_id'), table_name='attempt')
    op.create_index(op.f('ix_attempt_made_on'), 'attempt', ['made_on'], unique=False)
    op.drop_table('outreach_text')
    op.drop_table('outreach_way')
    op.drop_table('outreach_gap')
    op.drop_table('outreach_table')


def _give_everybody_a_next_step() -> None:
    """Also whoever was reopened into outreach before that began with a step."""
    connection = op.get_bind()
    known = sa.outerjoin(contact, plan, plan.c.contact_id == contact.c.id)
    adrift = sa.select(contact.c.id, plan.c.contact_id).select_from(known).where(
        contact.c.stage == "outreach", sa.or_(plan.c.contact_id.is_(None), sa.not_(plan.c.is_open))
    )
    for contact_id, has_plan in connection.execute(adrift).all():
        mine = sa.select(sa.func.count(), sa.func.max(attempt.c.made_on)).where(attempt.c.contact_id == contact_id)
        attempts, last = connection.execute(mine).one()
        on = max(date.today(), last + timedelta(days=3)) if last else date.today()
        step = {"next_on": on, "channel": "card", "day_part": "morning", "reason": "first", "attempts": attempts}
        step |= {"is_open": True, "resting": False, "resting_because": "", "stopped_because": ""}
        if has_plan is None:
            connection.execute(sa.insert(plan).values(contact_id=contact_id, version=1, **step))
        else:
            connection.execute(sa.update(plan).where(plan.c.contact_id == contact_id).values(version=plan.c.version + 1, **step))
        shown = {"next_step_on": on, "next_step": f"attempt:{attempts + 1}:card:morning"}
        connection.execute(sa.update(contact).where(contact.c.id == contact_id).values(**shown))
