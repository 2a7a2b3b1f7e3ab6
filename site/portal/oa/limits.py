"""How often a system may ask, and how often an address may fail to prove itself."""

from portal.organisation.limits import Limit

REQUESTS = Limit("oa", 300, 60)
DENIED = Limit("oa-denied", 30, 300)
