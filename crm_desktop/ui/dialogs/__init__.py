"""Dialogs: forms, questions and wizards, shown inside the window they belong to."""
