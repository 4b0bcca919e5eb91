"""Reports: what people did together, how sure we are of the effect, and the data itself."""
