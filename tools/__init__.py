"""Programs for the people who work on the gateway, or run one."""
