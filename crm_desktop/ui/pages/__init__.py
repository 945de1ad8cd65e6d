"""The pages of the window, one a subject: mostly declaration."""
