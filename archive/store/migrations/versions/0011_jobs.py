"""Jobs with leases, what people tell them, and who works."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")
_BEGUN = sa.text("state IN ('leased', 'aside')")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("due", sa.String(32), nullable=False),
        sa.Column("covers", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.String(32), nullable=True),
        sa.Column("not_before", sa.String(32), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("begun", sa.String(32), nullable=True),
        sa.Column("ended", sa.String(32), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "due", name="one_job_per_moment"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_waiting_per_source", "jobs", ["source"], unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_index(
        "one_begun_per_source", "jobs", ["source"], unique=True, sqlite_where=_BEGUN, postgresql_where=_BEGUN
    )
    op.create_index("jobs_by_state", "jobs", ["state", "due"])
    op.create_table(
        "steering",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("paused", sa.String(32), nullable=True),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        sa.Column("busy_with", sa.Text(), nullable=True),
        sa.Column("left", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
