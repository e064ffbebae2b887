"""Everything that learns from gold: the line model and the points of the head. Nothing at run time needs it."""
