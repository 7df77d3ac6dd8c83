"""Delivery policies of topics and of their HTTP/S subscriptions."""
