"""Answers sent smaller to whom says what they can unpack: Brotli, zstandard, gzip."""

from flask import Flask
from flask_compress import Compress


def register_compression(app: Flask) -> None:
    """The last thing that becomes of an answer: what names it sees it whole."""
    # Twenty hits take 12 kB by Brotli's fifth level, a tenth more by its fourth or by zstandard. What is packed once is
    # kept (`kept.py`).
    app.config["COMPRESS_ALGORITHM"] = ["br", "zstd", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 5
    # What is written while it is sent is given up where its reader leaves, and a packer between would not let go of it.
    # A workbook is packed as it is; what stands in front of the site may pack the other files.
    app.config["COMPRESS_STREAMS"] = False
    Compress(app)
