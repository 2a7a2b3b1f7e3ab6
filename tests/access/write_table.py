"""Write tests/access/table.yaml anew: ``PYTHONPATH=.:site python -m tests.access.write_table``; then read its diff."""

from __future__ import annotations

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests.access import looking, table, world

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            site = world.build()
            table.write({kind: looking.answers(site, kind) for kind in world.PEOPLE})
            transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
