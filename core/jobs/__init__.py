"""What is to be done every so often, by one process of all."""
