"""Room: pages. What may be decided here, by whom, with reason and date: baseline, target, trajectory, definition, phase, judgement."""
