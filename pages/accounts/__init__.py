"""Room: pages. Who comes in and what they may do: sign-in, account, people, the record."""
