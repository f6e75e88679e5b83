"""The web application: what staff, auditors and admins see, in Swedish."""

from archive.web.app import create_app

__all__ = ["create_app"]
