"""What the numbers mean. Pure: values in, values out; no file, clock, database or network."""
