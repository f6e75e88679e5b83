"""How a page is read: pieces of its tree, the evidence for and against each, labels lifted on the way."""
