"""Pages for people: what this deployment is, its documentation, its status."""
