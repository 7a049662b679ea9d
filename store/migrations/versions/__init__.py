"""Room: store. One file a step; a step that has run anywhere is never edited."""
