"""Two people who edit one topic at the same time: what both did is put together, or they are asked."""
