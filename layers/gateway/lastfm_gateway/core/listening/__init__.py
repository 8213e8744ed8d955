"""What the listening face computes: ranges of time, buckets, plans, ids, rows. Pure."""
