"""The categories of participants of this act."""

from kuzbass_batch.methodology.words import CATEGORIES

EXECUTIVE, MUNICIPALITY, SUBORDINATE = CATEGORIES
