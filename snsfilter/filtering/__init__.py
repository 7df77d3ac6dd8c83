"""Does this message match this policy?"""
