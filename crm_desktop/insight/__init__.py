"""What the numbers mean: metrics computed from what a viewer may see, off the window's process."""
