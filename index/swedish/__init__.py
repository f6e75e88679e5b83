"""Swedish for every engine: tokens, lemma keys, compound parts. One analyzer reads pages and queries."""
