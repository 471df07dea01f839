"""Taking over a register kept by hand: read it as it is, guess nothing in silence, report every row."""
