"""One file per step, named after its revision; a released step is never edited."""
