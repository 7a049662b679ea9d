"""Room: pages. What is looked up: about, the design, search, data quality, explore, downloads."""
