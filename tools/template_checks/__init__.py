"""What the template promises of the real AWS, checked on what SAM makes of it (`make lint`)."""
