"""The pure core: no I/O, no clock of its own; times are passed in, in unix seconds."""
