"""Pages for the cadres of a branch."""
