"""Public pages: telling the department something, following it, and the answers that everybody sees."""
