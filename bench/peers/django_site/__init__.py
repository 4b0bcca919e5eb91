"""The four pages in Django: the product's tables through the ORM, DTL templates, the usual layers.

Written as Django's documentation shows it, with production settings and nothing to slow it down.
"""
