from hypothesis import settings

# A busy machine must not fail a property: hypothesis' limit of time per example is off.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")
