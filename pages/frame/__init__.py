"""Room: pages. What every page is made of and how it leaves the house: parts, addresses, the shell, forms, headers."""
