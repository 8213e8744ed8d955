"""What `make run` needs: the local stack and the Last.fm simulator."""
