"""Make the word table now (`python -m index.swedish`), so that nobody waits for it later."""

from index.swedish import SwedishAnalyzer

SwedishAnalyzer().prepare()
