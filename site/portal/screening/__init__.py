"""What must not be in a published official document (clause D10 and more), found in the bytes of its files."""
