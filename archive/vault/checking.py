"""What every vault demands of what it is given."""

from __future__ import annotations

import hashlib

from crawler.model import Capture, Revisit


def checked(visit: Capture | Revisit) -> Capture | Revisit:
    """The visit; ValueError when a capture's digest is not its body's sha256, for it could never be verified."""
    if isinstance(visit, Capture) and hashlib.sha256(visit.body).hexdigest() != visit.digest:
        raise ValueError(f"the digest of {visit.url} is not the sha256 of its body")
    return visit
