# Types for viterbi.py when Cython compiles it; as plain Python the module never sees this file.
cimport cython

cdef int _system, _user, _unknown
cdef int _digit, _group, _invoke, _nonspacing, _punctuation, _space
cdef int _max_gap, _max_unknown, _user_left, _user_cost, _no_cost

cdef class Lattice:
    cdef object dictionary, characters, user_words
    cdef str text
    cdef list path
    cdef const unsigned short[::1] units
    cdef const int[::1] trie
    cdef const unsigned short[::1] tokens
    cdef const short[::1] costs
    cdef const int[::1] penalties
    cdef const unsigned int[::1] order
    cdef const unsigned char[::1] counts
    cdef const unsigned int[::1] table
    cdef const unsigned char[::1] user_starts
    cdef const int[::1] unknown_left
    cdef const int[::1] unknown_right
    cdef const int[::1] unknown_cost
    cdef int[::1] head, tail, count
    cdef int[::1] arc_cost, arc_right, arc_back, arc_from, arc_start, arc_kind, arc_token, arc_next
    cdef int size, rows, furthest, committed, capacity, arcs

    @cython.locals(position=int, user_end=int, arc=int, start=int, end=int, token=int, right=int, following=int, matched=bint)
    cpdef list best_path(self)

    cdef void _restart(self, int position, int right)

    @cython.locals(other=int)
    cdef void _prune(self, int position)

    @cython.locals(bits="unsigned int")
    cdef unsigned int _bits(self, int position)

    @cython.locals(matched=bint, base=int, here=int, unit=int, trimmed=int)
    cdef bint _add_system_words(self, int position, int start)

    cdef int _after_unit(self, int base, int unit)

    @cython.locals(place=int)
    cdef int _after_byte(self, int base, int byte)

    @cython.locals(value=int, first=int, index=int, token=int, cost=int)
    cdef bint _add_group(self, int position, int start, int end, int base)

    @cython.locals(bits="unsigned int", following="unsigned int", kind=int, end=int, script=int, other=int, left=int, right=int, cost=int)
    cdef void _add_unknown(self, int position, int start)

    @cython.locals(cheapest=int, back=int, column=int, arc=int, cost=int)
    cdef void _add(self, int position, int start, int end, int left, int right, int word_cost, int kind, int token)

    cdef void _grow(self)

    @cython.locals(cheapest=int, other=int, arc=int, best_position=int, best_arc=int)
    cdef tuple _cheapest_from(self, int position)

    @cython.locals(start=int, speaks=bint)
    cdef bint _commit(self, int position, int arc)

    @cython.locals(cheapest=int, best=int, arc=int, cost=int)
    cdef void _finish(self)
