"""Who may do what: the guard of every door."""
