"""Refuse changes of the audit log on PostgreSQL, too, and let numbers grow beyond two thousand million there."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE OR REPLACE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$
"""
_TRIGGER = """
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
"""
_NUMBERS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type = 'integer'
AND (table_name, column_name) IN (
  ('site_models', 'id'), ('frontier', 'id'), ('captures', 'seq'), ('pages', 'current'), ('mementos', 'id'),
  ('facts', 'id'), ('facts', 'memento'), ('changes', 'id'), ('journal', 'seq'), ('run_events', 'id'))
"""


def upgrade() -> None:
    """SQLite has both already: its triggers (0009), and numbers of 64 bits."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    op.execute(_REFUSE)
    op.execute(_TRIGGER)
    for table, column in bind.execute(sa.text(_NUMBERS)).all():
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE bigint')
        if column in {"id", "seq"}:
            op.execute(f'ALTER SEQUENCE "{table}_{column}_seq" AS bigint')
