"""Index numbers: issued once, gap-free per organ code and year, also when two are issued at once (clause D1)."""

from __future__ import annotations

from django.db import models


class IndexCounter(models.Model):
    """The last serial number of an organ code in a year; its row is locked until the publication is committed."""

    organ_code = models.CharField(max_length=18)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ_code", "year"], name="index_counter_once")]

    def __str__(self) -> str:
        return f"{self.organ_code}/{self.year}-{self.last:05d}"

    @classmethod
    def next_serial(cls, organ_code: str, year: int) -> int:
        """Return the next serial number, inside the caller's transaction (a rollback gives it back)."""
        cls.objects.get_or_create(organ_code=organ_code, year=year)
        counter = cls.objects.select_for_update().get(organ_code=organ_code, year=year)
        counter.last += 1
        counter.save()
        return counter.last
