"""Swedish for every engine: tokens, lemma keys, compound parts. One analyzer reads pages and queries."""

from index.swedish.analyzer import SwedishAnalyzer

__all__ = ["SwedishAnalyzer"]
