"""Smoke test of a deployed gateway against the docs (`make smoke URL=… KEY=…`)."""
