"""The now playing face: one flat object for dashboards, badges and overlays."""
