"""The line model, trained anew and measured on domains that it has not seen."""
