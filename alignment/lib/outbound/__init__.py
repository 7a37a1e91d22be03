"""The only way out of the building: asks an address that was checked, and no other."""
