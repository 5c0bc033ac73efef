"""Reports that come from a tablet."""

import sqlalchemy as sa
from alembic import op

revision = "0013_tablet"
down_revision = "0012_outbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tablet_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('written', 'attention', 'waiting', 'handed_back', 'set_aside', name='keptstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Enum('form', 'unfinished', 'not_yet', 'second', 'cancelled', 'stopped', 'match_ended', 'other_visitor', 'unreadable', name='reason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answers', sa.String(), nullable=False),
    sa.Column('sealed', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_by', sa.Integer(), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_tablet_report_user_id_user')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_tablet_report_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tablet_report')),
    sa.UniqueConstraint('user_id', 'key', name=op.f('uq_tablet_report_user_id_key'))
    )
    op.create_index(op.f('ix_tablet_report_state_visit_id'), 'tablet_report', ['state', 'visit_id'], unique=False)
    op.create_index(op.f('ix_tablet_report_visit_id'), 'tablet_report', ['visit_id'], unique=False)
    op.create_table('tablet_count',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('unsent', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_tablet_count_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', 'device', name=op.f('pk_tablet_count'))
    )


def downgrade() -> None:
    op.drop_table('tablet_count')
    op.drop_index(op.f('ix_tablet_report_visit_id'), table_name='tablet_report')
    op.drop_index(op.f('ix_tablet_report_state_visit_id'), table_name='tablet_report')
    op.drop_table('tablet_report')
