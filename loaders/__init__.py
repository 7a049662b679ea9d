"""How numbers come in: bytes to cells with addresses, to figures, to one submission."""
