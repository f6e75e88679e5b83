"""Make the word table now (`python -m index.swedish`), so that nobody waits for it later."""

from index.swedish.analyzer import default_folder, open_lexicon

open_lexicon(default_folder())
