"""The same pages, served by what most people would have built them with: what is ours worth?

Peers have their own lock and environment (`make bench-peers`); nothing of theirs is in the product.
"""
