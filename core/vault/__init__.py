"""The vault: secrets that are stored to be read back."""
