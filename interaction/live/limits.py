"""How often one address may send a question for interviews."""

from portal.organisation.limits import Limit

QUESTIONS = Limit("live-question", 5, 3600)
