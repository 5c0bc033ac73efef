"""When a Thuis kamer is open, and how many it has room for."""
