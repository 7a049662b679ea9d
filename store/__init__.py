"""How numbers are kept: append-only, as of any date. SQLAlchemy lives here and nowhere else."""
