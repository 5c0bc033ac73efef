"""The local directory, and people brought to it."""

import sqlalchemy as sa
from alembic import op

revision = "0005_offerings_and_referrals"
down_revision = "0004_outreach_and_visits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('offering',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('own', 'other', name='offeringkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sentence', sa.String(), nullable=False),
    sa.Column('for_whom', sa.String(), nullable=False),
    sa.Column('opening', sa.String(), nullable=False),
    sa.Column('cost', sa.String(), nullable=False),
    sa.Column('accessibility', sa.String(), nullable=False),
    sa.Column('contact_person', sa.String(), nullable=False),
    sa.Column('telephone', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('reached_by', sa.Enum('telephone', 'mail', 'ourselves', name='reachedby', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('may_know', sa.String(), nullable=False),
    sa.Column('places_free', sa.Integer(), nullable=True),
    sa.Column('all_areas', sa.Boolean(), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('sort_name', sa.String(), nullable=False),
    sa.Column('search_text', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offering')),
    sa.UniqueConstraint('name', name=op.f('uq_offering_name'))
    )
    op.create_index(op.f('ix_offering_sort_name_id'), 'offering', ['sort_name', 'id'], unique=False)
    op.create_table('offering_area',
    sa.Column('offering_id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_offering_area_area_id_area')),
    sa.ForeignKeyConstraint(['offering_id'], ['offering.id'], name=op.f('fk_offering_area_offering_id_offering')),
    sa.PrimaryKeyConstraint('offering_id', 'area_id', name=op.f('pk_offering_area'))
    )
    op.create_index(op.f('ix_offering_area_area_id'), 'offering_area', ['area_id'], unique=False)
    op.create_table('referral',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('offering_id', sa.Integer(), nullable=False),
    sa.Column('wish_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'agreed', 'sent', 'received', 'started', 'landed', 'not_landed', 'declined', 'no_place', 'not_suitable', 'withdrawn', name='referralstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_since', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('share_words', sa.String(), nullable=False),
    sa.Column('shared', sa.String(), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('agreed_how', sa.Enum('spoken', 'paper', 'telephone', name='givenhow', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('consent_id', sa.Integer(), nullable=True),
    sa.Column('sent_how', sa.Enum('telephone', 'mail', 'ourselves', name='reachedby', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('companion', sa.String(), nullable=False),
    sa.Column('first_time_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_says_landed', sa.Boolean(), nullable=False),
    sa.Column('offering_says_landed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_referral_consent_id_consent')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_referral_contact_id_contact')),
    sa.ForeignKeyConstraint(['offering_id'], ['offering.id'], name=op.f('fk_referral_offering_id_offering')),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name=op.f('fk_referral_owner_id_user')),
    sa.ForeignKeyConstraint(['wish_id'], ['wish.id'], name=op.f('fk_referral_wish_id_wish')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral'))
    )
    op.create_index(op.f('ix_referral_contact_id'), 'referral', ['contact_id'], unique=False)
    op.create_index(op.f('ix_referral_due_on_id'), 'referral', ['due_on', 'id'], unique=False)
    op.create_index(op.f('ix_referral_offering_id'), 'referral', ['offering_id'], unique=False)
    op.create_index(op.f('ix_referral_owner_id'), 'referral', ['owner_id'], unique=False)
    op.create_index(op.f('ix_referral_state_due_on_id'), 'referral', ['state', 'due_on', 'id'], unique=False)
    op.create_index(op.f('ix_referral_state_state_since_id'), 'referral', ['state', 'state_since', 'id'], unique=False)
    op.create_index(op.f('ix_referral_wish_id'), 'referral', ['wish_id'], unique=False)
    op.create_table('referral_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('referral_id', sa.Integer(), nullable=False),
    sa.Column('taken_by', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'agreed', 'sent', 'received', 'started', 'landed', 'not_landed', 'declined', 'no_place', 'not_suitable', 'withdrawn', name='referralstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_note', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_step_referral_id_referral')),
    sa.ForeignKeyConstraint(['taken_by'], ['user.id'], name=op.f('fk_referral_step_taken_by_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_step'))
    )
    op.create_index(op.f('ix_referral_step_referral_id'), 'referral_step', ['referral_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_referral_step_referral_id'), table_name='referral_step')
    op.drop_table('referral_step')
    op.drop_index(op.f('ix_referral_wish_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_state_state_since_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_state_due_on_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_owner_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_offering_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_due_on_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_contact_id'), table_name='referral')
    op.drop_table('referral')
    op.drop_index(op.f('ix_offering_area_area_id'), table_name='offering_area')
    op.drop_table('offering_area')
    op.drop_index(op.f('ix_offering_sort_name_id'), table_name='offering')
    op.drop_table('offering')
