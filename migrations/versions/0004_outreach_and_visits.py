"""Attempts, matches, visits with their reports, and concerns."""

import sqlalchemy as sa
from alembic import op

revision = "0004_outreach_and_visits"
down_revision = "0003_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('day_part', sa.Enum('morning', 'afternoon', 'evening', name='daypart', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('channel', sa.Enum('door', 'telephone', 'card', 'letter', 'flowers', 'via_somebody', 'activity', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('outcome', sa.Enum('nobody_home', 'heard_somebody', 'talk_at_door', 'not_now', 'refused', 'appointment', 'good_talk', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('left_behind', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_attempt_contact_id_contact')),
    sa.ForeignKeyConstraint(['made_by'], ['user.id'], name=op.f('fk_attempt_made_by_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    op.create_index(op.f('ix_attempt_contact_id_made_on'), 'attempt', ['contact_id', 'made_on'], unique=False)
    op.create_index(op.f('ix_attempt_made_on'), 'attempt', ['made_on'], unique=False)
    op.create_table('concern',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('new', 'acknowledged', 'closed', name='concernstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_urgent', sa.Boolean(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('raised_by', sa.Integer(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_by', sa.Integer(), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('nothing_wrong', 'help_arranged', 'handed_over', 'reported', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('closing_words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_concern_contact_id_contact')),
    sa.ForeignKeyConstraint(['raised_by'], ['user.id'], name=op.f('fk_concern_raised_by_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concern'))
    )
    op.create_index(op.f('ix_concern_contact_id'), 'concern', ['contact_id'], unique=False)
    op.create_table('match',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('home_visit', 'buddy', name='matchkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('introduced', 'active', 'paused', 'closing', 'ended', name='matchstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rhythm', sa.Enum('weekly', 'fortnightly', 'monthly', name='rhythm', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_because', sa.Enum('goal_reached', 'volunteer_stops', 'no_fit', 'person_stops', 'moved', 'deceased', name='endreason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_match_contact_id_contact')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['user.id'], name=op.f('fk_match_volunteer_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match'))
    )
    op.create_index(op.f('ix_match_contact_id_ended_on'), 'match', ['contact_id', 'ended_on'], unique=False)
    op.create_index(op.f('ix_match_volunteer_id_contact_id'), 'match', ['volunteer_id', 'contact_id'], unique=False)
    op.create_index('uq_match_open', 'match', ['contact_id', 'volunteer_id', 'kind'], unique=True, sqlite_where=sa.text("state <> 'ended'"), postgresql_where=sa.text("state <> 'ended'"))
    op.create_table('outreach_plan',
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('channel', sa.Enum('door', 'telephone', 'card', 'letter', 'flowers', 'via_somebody', 'activity', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('day_part', sa.Enum('morning', 'afternoon', 'evening', name='daypart', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('resting', sa.Boolean(), nullable=False),
    sa.Column('resting_because', sa.String(), nullable=False),
    sa.Column('assigned_to', sa.Integer(), nullable=True),
    sa.Column('stopped_because', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['assigned_to'], ['user.id'], name=op.f('fk_outreach_plan_assigned_to_user')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_outreach_plan_contact_id_contact')),
    sa.PrimaryKeyConstraint('contact_id', name=op.f('pk_outreach_plan'))
    )
    op.create_index(op.f('ix_outreach_plan_assigned_to'), 'outreach_plan', ['assigned_to'], unique=False)
    op.create_index(op.f('ix_outreach_plan_is_open_next_on_contact_id'), 'outreach_plan', ['is_open', 'next_on', 'contact_id'], unique=False)
    op.create_table('concern_step',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('concern_id', sa.String(), nullable=False),
    sa.Column('step', sa.Enum('map_signals', 'consult', 'talk', 'weigh', 'decide', name='step', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('taken_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['concern_id'], ['concern.id'], name=op.f('fk_concern_step_concern_id_concern')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concern_step'))
    )
    op.create_index(op.f('ix_concern_step_concern_id'), 'concern_step', ['concern_id'], unique=False)
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('match_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'reported', 'cancelled', name='visitstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('cancelled_by', sa.Enum('person', 'volunteer', 'foundation', name='cancelledby', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('cancelled_because', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_visit_contact_id_contact')),
    sa.ForeignKeyConstraint(['match_id'], ['match.id'], name=op.f('fk_visit_match_id_match')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['user.id'], name=op.f('fk_visit_volunteer_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    op.create_index(op.f('ix_visit_contact_id_starts_at'), 'visit', ['contact_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_visit_match_id'), 'visit', ['match_id'], unique=False)
    op.create_index(op.f('ix_visit_state_starts_at'), 'visit', ['state', 'starts_at'], unique=False)
    op.create_index(op.f('ix_visit_volunteer_id_state_starts_at'), 'visit', ['volunteer_id', 'state', 'starts_at'], unique=False)
    op.create_table('visit_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.String(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_visit_draft_author_id_user')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_draft_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_draft')),
    sa.UniqueConstraint('visit_id', 'author_id', name=op.f('uq_visit_draft_visit_id_author_id'))
    )
    op.create_index(op.f('ix_visit_draft_author_id'), 'visit_draft', ['author_id'], unique=False)
    op.create_table('visit_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('happened', sa.Enum('yes', 'nobody_home', 'cancelled', name='happened', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mood', sa.Enum('good', 'so_so', 'hard', name='mood', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('activity_words', sa.String(), nullable=False),
    sa.Column('wish_words', sa.String(), nullable=False),
    sa.Column('wish_text', sa.String(), nullable=False),
    sa.Column('agreed', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_report_visit_id_visit')),
    sa.ForeignKeyConstraint(['written_by'], ['user.id'], name=op.f('fk_visit_report_written_by_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_report')),
    sa.UniqueConstraint('visit_id', 'number', name=op.f('uq_visit_report_visit_id_number'))
    )


def downgrade() -> None:
    op.drop_table('visit_report')
    op.drop_index(op.f('ix_visit_draft_author_id'), table_name='visit_draft')
    op.drop_table('visit_draft')
    op.drop_index(op.f('ix_visit_volunteer_id_state_starts_at'), table_name='visit')
    op.drop_index(op.f('ix_visit_state_starts_at'), table_name='visit')
    op.drop_index(op.f('ix_visit_match_id'), table_name='visit')
    op.drop_index(op.f('ix_visit_contact_id_starts_at'), table_name='visit')
    op.drop_table('visit')
    op.drop_index(op.f('ix_concern_step_concern_id'), table_name='concern_step')
    op.drop_table('concern_step')
    op.drop_index(op.f('ix_outreach_plan_is_open_next_on_contact_id'), table_name='outreach_plan')
    op.drop_index(op.f('ix_outreach_plan_assigned_to'), table_name='outreach_plan')
    op.drop_table('outreach_plan')
    op.drop_index('uq_match_open', table_name='match', sqlite_where=sa.text("state <> 'ended'"), postgresql_where=sa.text("state <> 'ended'"))
    op.drop_index(op.f('ix_match_volunteer_id_contact_id'), table_name='match')
    op.drop_index(op.f('ix_match_contact_id_ended_on'), table_name='match')
    op.drop_table('match')
    op.drop_index(op.f('ix_concern_contact_id'), table_name='concern')
    op.drop_table('concern')
    op.drop_index(op.f('ix_attempt_made_on'), table_name='attempt')
    op.drop_index(op.f('ix_attempt_contact_id_made_on'), table_name='attempt')
    op.drop_table('attempt')
