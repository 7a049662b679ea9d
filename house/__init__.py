"""The house: puts the rooms together. Settings, files that arrive, what is decided, what is kept, the commands."""
