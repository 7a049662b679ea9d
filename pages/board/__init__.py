"""Room: pages. The Board's pages: the plan on a page, priorities, indicators, inequalities, voices, actions, what changed."""
