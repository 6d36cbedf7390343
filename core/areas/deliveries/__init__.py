"""Events as they reached one recipient."""
