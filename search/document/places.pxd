# Types for places.py when Cython compiles it; as plain Python the module never sees this file.
cimport cython

cdef int _middle, _edit

@cython.locals(place=Py_ssize_t, counted=Py_ssize_t, first=int, done=int, end=int, found=list)
cpdef list row_marks(str terms, bytes spans, str row, int length, int key)

@cython.locals(begin=int, end=int, place=int, moved=int)
cdef int _moved(bytes spans, int first, int last)

@cython.locals(pieces=list, done=int, used=int, at=int, length=int, start=int)
cpdef str rewritten(str shown, const unsigned int[::1] edits, str replacements)

@cython.locals(found=list, start=int, end=int, before=int, ending=int)
cpdef list shown_marks(object places, const unsigned int[::1] edits, int key)

@cython.locals(low=int, high=int, middle=int)
cdef int _before(const unsigned int[::1] edits, int position)

@cython.locals(at=int, end=int, original=int)
cdef int _original(const unsigned int[::1] edits, int before, int position, int side)

@cython.locals(found=list, open_start=int, open_end=int, first=int, last=int)
cpdef list merged(object marks, int start, int end)

@cython.locals(most=int, best_first=int, best_last=int, left=int, right=int, end=int, counts=dict)
cpdef tuple densest(object marks, int longest)
