"""Find the pages that say the same."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the digests of texts."""
    op.create_index("mementos_by_text", "mementos", ["text_digest"], unique=False)
