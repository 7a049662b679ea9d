"""Room: indicators. The one door through which a number leaves for a reader."""
