"""Room: pages. A lead's quarter: the template, the file that comes back, what it would change, the receipt, the way back, what is due."""
