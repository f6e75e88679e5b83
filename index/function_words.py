"""Words that carry little meaning of their own. They are indexed and searched like all others, but not demanded."""

from __future__ import annotations

from index.tree import Node, Word

_LISTED = (
    "och i att det som en på är av för med till den de har om ett han hon men var jag från vi så kan när hur eller ska "
    "blev där efter vid in ut upp under mot över vad vilka vilken vilket vem hos utan också inte dem denna detta dessa "
    "bli blir finns sin sitt sina varför alla hade nu kommer våra vår vårt ny nya nytt man mer samt enligt genom inom"
)
FUNCTION_WORDS = frozenset(_LISTED.split())


def is_function_word(node: Node) -> bool:
    """A single word of the list, in no field of its own."""
    return isinstance(node, Word) and node.field is None and node.text.lower() in FUNCTION_WORDS
