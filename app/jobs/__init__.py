"""Background work: deferred in a command's transaction, run at least once after its commit, never lost."""
