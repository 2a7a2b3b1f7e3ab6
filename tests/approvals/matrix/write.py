"""Write docs/who-may-do-what.md: ``PYTHONPATH=.:site python -m tests.approvals.matrix.write``; then read its diff."""

from __future__ import annotations

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests import factories
    from tests.approvals.matrix import page, people

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            page.PAGE.write_text(page.render(people.table(factories.make_site())), encoding="utf-8")
            transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
