"""What a text is about, as a vector: learnt from the department's own public texts, and nothing else.

Without a trained encoder search goes by words alone. `docs/search.md` says what it is for and what it gained.
"""
