"""How often one address may ask, or try a query code."""

from portal.organisation.limits import Limit

# Above these a challenge is asked: what came from one address, and from all, within ten minutes.
CALM = Limit("calm", 3, 600)
CALM_ALL = Limit("calm-of-all", 100, 600)
WRONG_ANSWERS = Limit("challenge", 30, 600)
SUBMISSIONS = Limit("consult", 10, 3600)
SIMILAR = Limit("similar", 60, 600)
PHONE_CODES = Limit("phone-code", 20, 3600)
REAL_NAMES = Limit("real-name", 20, 3600)
# Of an address only, never of a number: whoever knows a number could lock its owner out. What makes guessing hopeless
# is the code itself: of 31**8, a million addresses would try for two years, eleven thousand times a second.
WRONG_CODES = Limit("code", 10, 900)
