"""Compiles the analyzer's inner loop where Cython and a C compiler are; without them the same file runs as Python."""

from setuptools import Extension, setup

SOURCE = "search/korean/nori/viterbi.py"


def extensions() -> list[Extension]:
    """The one extension, optional: a failing compiler costs speed, not the installation."""
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - absent where the build tools are
    except ImportError:
        return []
    made: list[Extension] = cythonize(
        [Extension("search.korean.nori.viterbi", [SOURCE])],
        compiler_directives={
            "language_level": 3,
            "boundscheck": False,  # the loop's own conditions keep every index inside
            "wraparound": False,
            "initializedcheck": False,
            "annotation_typing": False,  # viterbi.pxd gives the types
        },
        build_dir="build",
    )
    for extension in made:
        extension.optional = True  # cythonize drops it
    return made


setup(ext_modules=extensions())
