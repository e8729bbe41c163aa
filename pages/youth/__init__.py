"""Pages for youth, on a phone, without an account."""
