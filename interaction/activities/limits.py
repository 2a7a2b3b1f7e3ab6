"""How often one address may send something in, or try a query code, whatever the activity."""

from portal.organisation.limits import Limit

SUBMISSIONS = Limit("activity", 60, 3600)
ENTRIES = Limit("activity-entry", 20, 3600)
WRONG_CODES = Limit("activity-code", 10, 900)
