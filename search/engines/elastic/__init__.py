"""The Elasticsearch engine: the same answers from a cluster."""
