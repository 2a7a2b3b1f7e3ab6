"""List the accounts of the demonstration department: `manage.py demo_accounts [--json]`."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand

from portal.demonstration import people


class Command(BaseCommand):
    help = "List the accounts of the demonstration department with their passwords."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args, **options) -> None:
        accounts = people.accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=1))
            return
        for account in accounts:
            posts = "、".join(str(post["title"]) for post in account["posts"])
            self.stdout.write(f"{account['username']:<16} {account['password']:<16} {account['full_name']}  {posts}")
