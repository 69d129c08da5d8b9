"""People, groups, absence, sessions, and who may do what."""
