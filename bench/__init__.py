"""What the gateway costs, measured side by side with the least that each job needs: `make bench`."""
