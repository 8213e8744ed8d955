"""The benchmarks of `make bench`: the gateway beside the least that each job needs."""
