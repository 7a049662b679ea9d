"""Room: indicators. `priorities.yaml` read into frozen objects, with every mistake at once."""
