"""The Whoosh engine; the only package that imports whoosh."""

from index.whoosh_engine.engine import WhooshIndex, open_index

__all__ = ["WhooshIndex", "open_index"]
