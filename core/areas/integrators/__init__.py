"""Who publishes events in a workspace, each in a namespace of its own."""
