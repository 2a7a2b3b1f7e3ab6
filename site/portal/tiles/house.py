"""What belongs to the portal itself and what an add-on brought."""

PACKAGES = ("portal", "home", "columns", "search", "interaction", "special_topics")


def is_of_the_house(model: type) -> bool:
    """Tell whether a model belongs to the portal itself and not to an add-on."""
    return model.__module__.split(".")[0] in PACKAGES
