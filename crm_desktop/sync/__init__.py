"""Replicas of one company: what travels between them, how it is merged, and the shared file where they meet."""
