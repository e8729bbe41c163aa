"""Pages for committees and the district."""
