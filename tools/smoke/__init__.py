"""A deployed gateway against what the docs promise (`make smoke URL=… KEY=…`)."""
