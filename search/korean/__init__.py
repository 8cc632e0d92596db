"""Korean: normalisation, the nori analyzer, names."""
