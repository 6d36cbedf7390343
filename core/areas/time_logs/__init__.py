"""Time logs: how long tasks took before they were automated, and after."""
