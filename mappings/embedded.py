"""The schema of the embedded index (tantivy)."""

import tantivy

from mappings.fields import FIELDS, Role


def build_schema() -> tantivy.Schema:
    """A tantivy schema of every field: words split at spaces only, keywords whole, numbers as fast columns.

    tantivy takes unknown fields in a document silently, so search/engines/embedded/index.py adds none by hand.
    """
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        match field.role:
            case Role.WORDS:
                builder.add_text_field(field.name, tokenizer_name="whitespace", index_option="position")
            case Role.KEYWORD:
                builder.add_text_field(field.name, tokenizer_name="raw", fast=True, index_option="basic")
            case Role.NUMBER:
                builder.add_unsigned_field(field.name, indexed=True, fast=True)
            case Role.STORED:
                builder.add_bytes_field(field.name, stored=True)
    return builder.build()
