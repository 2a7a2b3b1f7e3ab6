"""Working days and deadlines: one calendar counts every clock of the portal (law 3)."""
