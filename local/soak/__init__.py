"""Soak test: bounded load with upstream faults on the local stack. `make soak` runs it."""
