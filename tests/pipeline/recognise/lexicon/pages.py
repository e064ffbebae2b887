"""A paragraph of prose, for the tests of this folder."""

STORY = (
    "The members of the rowing club met in the old boat house to talk about the summer, and after a long debate "
    "in which everyone spoke twice they agreed to buy a second eight out of the money they had put aside for a roof."
)
