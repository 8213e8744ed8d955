"""A bounded load with faults over the deployed local stack: `make soak`."""
