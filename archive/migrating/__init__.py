"""Moving an archive to another home, whose settings may say that its parts stand elsewhere; and back, the same way.

rows (archive.store.copying) > WARC files > index, built anew. Each is verified against the source before the next
begins. Killed anywhere, the next call goes on; until all is done nobody can open the target.
"""

from archive.migrating.moving import migrate
from archive.migrating.report import FileSum, Report

__all__ = ["FileSum", "Report", "migrate"]
