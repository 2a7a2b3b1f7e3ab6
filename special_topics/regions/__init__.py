"""Regions: tiles of a topic's own stream that other units edit, while the topic stays its owner's."""
