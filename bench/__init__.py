"""What the gateway costs, beside the least that each job needs: `make bench`."""
