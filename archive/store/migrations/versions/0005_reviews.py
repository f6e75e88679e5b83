"""Remember what people put in the place of what was read, and find pages by their newest memento."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index; what was said so far changed no field."""
    op.add_column("corrections", sa.Column("changes", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("pages_by_current", "pages", ["current"], unique=False)
