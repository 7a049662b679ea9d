"""Published files, one module a publisher's format."""
