"""The only package that imports whoosh."""

from index.whoosh_engine.engine import WhooshIndex

__all__ = ["WhooshIndex"]
