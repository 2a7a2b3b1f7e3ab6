"""What the portal knows about Chinese official text: pure functions without Django, settings or a database."""
