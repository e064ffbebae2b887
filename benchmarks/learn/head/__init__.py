"""The points by which titles, bylines and dates are told, fitted."""
