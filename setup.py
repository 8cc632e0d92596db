"""Compiles the inner loops of the analyzer and of marks; without Cython and a C compiler they run as Python."""

from setuptools import Extension, setup

MODULES = ("search.korean.nori.viterbi", "search.document.places")


def extensions() -> list[Extension]:
    """They are optional: a failing compiler costs speed, not the installation."""
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - absent where the build tools are
    except ImportError:
        return []
    made: list[Extension] = cythonize(
        [Extension(module, [f"{module.replace('.', '/')}.py"]) for module in MODULES],
        compiler_directives={
            "language_level": 3,
            "boundscheck": False,  # the loops' own conditions keep every index inside
            "wraparound": False,
            "initializedcheck": False,
            "annotation_typing": False,  # the .pxd beside each gives the types
        },
        build_dir="build",
    )
    for extension in made:
        extension.optional = True  # cythonize drops it
    return made


setup(ext_modules=extensions())
