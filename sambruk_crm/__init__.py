"""Sambruk CRM: the relations of a membership organisation, kept by the people who live them."""
