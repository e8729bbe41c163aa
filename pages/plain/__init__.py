"""Server-rendered pages that need no JavaScript."""
