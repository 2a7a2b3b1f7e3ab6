"""Sections of the site (columns, special topics, what add-ons bring) from their request to their archive.

A section is a page with a contract: a unit that owns it and keeps it up. Its life stands beside the page, in
:class:`columns.models.Life`, and is moved by cases only (clauses C5, C6).
"""
