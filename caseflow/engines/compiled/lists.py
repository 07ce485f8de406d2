"""Sets of numbers, rings and heaps of tasks, in arrays."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled.state import BITS_OF_WORD, NONE, Array, Record
from caseflow.engines.compiled.world import World, zeros_at_end

# -- room ---------------------------------------------------------------------------------------------------------


@lean
def check_room(place: int, places: int) -> None:
    """Fail before anything is written beyond an array's end, which compiled code would do unnoticed."""
    if place >= places:
        raise IndexError("more happened at one tick than there is room for: state.A_TICK is too small")


# -- sets of numbers 0 .. n - 1, gone through in ascending order, in the bits of int64[n // 64 + 1] ---------------


@lean
def mark(bits: Array, number: int) -> None:
    """Put a number into a set."""
    bits[number // BITS_OF_WORD] |= 1 << number % BITS_OF_WORD


@lean
def unmark(bits: Array, number: int) -> None:
    """Take a number out of a set."""
    bits[number // BITS_OF_WORD] &= ~(1 << number % BITS_OF_WORD)


@lean
def first_from(bits: Array, number: int, end: int) -> int:
    """The first number of a set that is not below one; ``end``: there is none."""
    place, bit = number // BITS_OF_WORD, number % BITS_OF_WORD
    word = bits[place] >> bit << bit
    while word == 0:
        place += 1
        if place == len(bits):
            return end
        word = bits[place]
    return place * BITS_OF_WORD + zeros_at_end(word)


# -- sets of numbers 0 .. n - 1 in int32[2, n + 1] ----------------------------------------------------------------

MEMBERS, PLACES = 0, 1
"""Rows: the length and then the members; by number its place there, 0: it is not in the set."""


@lean
def put(numbers: Array, number: int) -> None:
    """Put a number into a set."""
    if numbers[PLACES, number] == 0:
        numbers[MEMBERS, 0] += 1
        place = numbers[MEMBERS, 0]
        numbers[MEMBERS, place] = number
        numbers[PLACES, number] = place


@lean
def take_out(numbers: Array, number: int) -> None:
    """Take a number out of a set; nothing happens if it is not there."""
    place = numbers[PLACES, number]
    if place > 0:
        last = numbers[MEMBERS, numbers[MEMBERS, 0]]
        numbers[MEMBERS, place] = last
        numbers[PLACES, last] = place
        numbers[PLACES, number] = 0
        numbers[MEMBERS, 0] -= 1


@lean
def size(numbers: Array) -> int:
    """How many numbers are in a set."""
    return numbers[MEMBERS, 0]


@lean
def in_order(w: World, numbers: Array) -> int:
    """Write a set's numbers into the first column of ``scratch`` in ascending order; how many there are.

    Who goes through ``scratch`` calls nobody who writes to it.
    """
    n = size(numbers)
    for i in range(n):
        w.scratch[i, 0] = numbers[MEMBERS, i + 1]
    if n > 1:
        sort_rows(w.scratch, n, 0, 1)
    return n


# -- sorting ------------------------------------------------------------------------------------------------------


@lean
def first_gap(n: int) -> int:
    """The widest gap of Shellsort for n rows, of 1, 4, 13, 40 ...; a third of it, rounded down, is the next."""
    gap = 1
    while 3 * gap + 1 < n:
        gap = 3 * gap + 1
    return gap


@lean
def sort_rows(rows: Array, n: int, first: int, last: int) -> None:
    """Sort the first n rows by the columns from ``first`` to before ``last``, from left to right."""
    gap = first_gap(n)
    while gap:
        for i in range(gap, n):
            j = i
            while j >= gap and is_smaller(rows, j, j - gap, first, last):
                swap(rows, j, j - gap, first, last)
                j -= gap
        gap //= 3


@lean
def is_smaller(rows: Array, a: int, b: int, first: int, last: int) -> bool:
    """Whether row a stands before row b."""
    for column in range(first, last):
        if rows[a, column] != rows[b, column]:
            return rows[a, column] < rows[b, column]
    return False


@lean
def swap(rows: Array, a: int, b: int, first: int, last: int) -> None:
    """Let two rows change places."""
    for column in range(first, last):
        rows[a, column], rows[b, column] = rows[b, column], rows[a, column]


# -- rings: doubly linked lists in int32[node, 2] ----------------------------------------------------------------

NEXT, PREVIOUS = 0, 1


@lean
def join(links: Array, head: int, node: int) -> None:
    """Put a node into the ring of a head."""
    after = links[head, NEXT]
    links[node, NEXT] = after
    links[node, PREVIOUS] = head
    links[head, NEXT] = node
    links[after, PREVIOUS] = node


@lean
def leave(links: Array, node: int) -> None:
    """Take a node out of its ring; nothing happens if it is in none."""
    before, after = links[node, PREVIOUS], links[node, NEXT]
    links[before, NEXT] = after
    links[after, PREVIOUS] = before
    links[node, NEXT] = node
    links[node, PREVIOUS] = node


# -- queues: skew heaps of tasks ---------------------------------------------------------------------------------


@lean
def is_before(a: Record, b: Record) -> bool:
    """Whether entry or task a is picked before b: by class and due tick, then by case and task number."""
    if a.order != b.order:
        return a.order < b.order
    return a.tie < b.tie


@lean
def merged(nodes: Array, a: int, b: int) -> int:
    """The heap of all entries of two heaps."""
    if a == NONE:
        return b
    if b == NONE:
        return a
    if is_before(nodes[b], nodes[a]):
        a, b = b, a
    root = a
    while True:
        right = nodes[a].right
        nodes[a].right = nodes[a].left
        if right == NONE:
            nodes[a].left = b
            return root
        if is_before(nodes[b], nodes[right]):
            right, b = b, right
        nodes[a].left = right
        a = right


@lean
def pushed(w: World, queue: int, task: int) -> int:
    """The queue with a task more."""
    if w.free_node == NONE:
        check_room(w.nodes, len(w.node))
        entry = w.nodes
        w.nodes += 1
    else:
        entry = w.free_node
        w.free_node = w.node[entry].left
    node, of = w.node[entry], w.task[task]
    node.task, node.left, node.right = task, NONE, NONE
    node.order, node.tie = of.order, of.tie
    return merged(w.node, queue, entry)


@lean
def popped(w: World, queue: int) -> int:
    """The queue without its first entry."""
    node = w.node[queue]
    rest = merged(w.node, node.left, node.right)
    node.left = w.free_node
    w.free_node = queue
    return rest


@lean
def cleaned(w: World, queue: int, worker: int) -> int:
    """The queue without those first entries whose task is no longer ready in the hands of ``worker``."""
    while queue != NONE:
        task = w.task[w.node[queue].task]
        if task.ready and task.worker == worker and task.tie == w.node[queue].tie:
            return queue
        queue = popped(w, queue)
    return queue
