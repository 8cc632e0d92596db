"""tantivy's errors → ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from search.errors import IndexDamagedError, IndexNotReadableError, IndexNotWritableError, SearchUnavailableError
from search.korean.particles import particle


@contextmanager
def reading(where: object) -> Iterator[None]:
    """Errors while an index is opened or searched come out as IndexDamagedError or IndexNotReadableError."""
    try:
        yield
    except OSError as error:
        raise unreadable(where, error) from error
    except ValueError as error:
        raise IndexDamagedError(_damaged(error)) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise IndexDamagedError(_damaged(error)) from error


def unreadable(where: object, error: OSError) -> SearchUnavailableError:
    """A file that is gone is damage; one that may not or cannot be read now says nothing about the index."""
    if isinstance(error, FileNotFoundError):
        return IndexDamagedError(f"{where} 파일이 없습니다")
    return IndexNotReadableError(
        f"색인 {where}{particle(str(where), '을/를')} 읽을 수 없습니다({error.strerror or error}). "
        "이 프로세스의 읽기 권한과 디스크를 확인하세요. 다른 폴더는 TRIPS_DATA로 정합니다."
    )


@contextmanager
def writing(where: object) -> Iterator[None]:
    """Errors while files are written under `where` come out as IndexNotWritableError."""
    try:
        yield
    except OSError as error:
        raise IndexNotWritableError(_unwritable(where, error.strerror or str(error))) from error
    except ValueError as error:
        raise IndexNotWritableError(_unwritable(where, str(error))) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise IndexNotWritableError(_unwritable(where, str(error))) from error


def _is_panic(error: BaseException) -> bool:
    """A Rust panic arrives as pyo3_runtime.PanicException, a BaseException of a module that cannot be imported."""
    return type(error).__name__ == "PanicException"


def _damaged(error: BaseException) -> str:
    return f"색인을 읽을 수 없습니다({error})"


def _unwritable(where: object, why: str) -> str:
    return (
        f"색인 폴더 {where}에 쓸 수 없습니다({why}). 제공 중인 색인은 그대로입니다. "
        "폴더의 쓰기 권한과 남은 공간을 확인한 뒤 다시 실행하세요. 다른 폴더는 TRIPS_DATA로 정합니다."
    )
