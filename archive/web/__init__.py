"""The web application: what staff, auditors and admins see, in Swedish."""
