"""What a fault of the input is, wherever it is found, and how a list of them ends that names only the first."""

# (path in proto names, text)
Fault = tuple[str, str]

# Stands at the path of the whole value, so that nobody adds faults of what was not looked at.
MORE_FAULTS = "and more faults"
