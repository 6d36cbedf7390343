"""Tags: names that label things of a workspace, whatever their kind."""
