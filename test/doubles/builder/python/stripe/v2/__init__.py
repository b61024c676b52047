"""Holds `core`, as in stripe-python."""
