"""Lines of the trail are added, never changed or taken out; the database sees to it."""

from alembic import op

revision = "0002_trail_only_grows"
down_revision = "0001_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER trail_entry_no_{deed.lower()} "
                f"BEFORE {deed} ON trail_entry "
                "BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER trail_entry_only_grows BEFORE UPDATE OR DELETE ON trail_entry "
        "FOR EACH ROW EXECUTE FUNCTION trail_only_grows()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER trail_entry_no_update")
        op.execute("DROP TRIGGER trail_entry_no_delete")
        return
    op.execute("DROP TRIGGER trail_entry_only_grows ON trail_entry")
    op.execute("DROP FUNCTION trail_only_grows()")
