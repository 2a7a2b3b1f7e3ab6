"""How often one address may ask."""

from portal.organisation.limits import Limit

REQUESTS = Limit("public-api", 300, 60)
