"""Widgets that know nothing of the business."""
