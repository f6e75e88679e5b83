"""Keep those who may log in, their invitations and their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("shown", sa.Text(), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.String(32)),
    )
    op.create_index("ix_accounts_subject", "accounts", ["subject"])
    op.create_table(
        "invitations",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("account", sa.Text(), nullable=False, unique=True),
        sa.Column("ends", sa.String(32), nullable=False),
    )
    op.create_table(
        "logins",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("began", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
    )
    op.create_index("ix_logins_account", "logins", ["account"])
