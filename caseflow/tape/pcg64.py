"""numpy's random generator, for many streams at once: the same numbers as ``Generator(PCG64(SeedSequence(...)))``.

Making one of numpy's generators takes longer than drawing all that most streams give. A stream's state is made here as
numpy's SeedSequence does (O'Neill 2015, "Developing a seed_seq alternative"), and its numbers as PCG64 XSL-RR 128/64
does (O'Neill 2014, "PCG: a family of simple fast space-efficient statistically good algorithms"). 128-bit numbers are
pairs (high, low). Compiled; all arithmetic is modulo 2^64, so that callers ignore overflow.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.compiling import compiled, entry_point

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
UInt64 = npt.NDArray[np.uint64]
U = np.uint64

POOL = 4
"""Words of 32 bits in a pool of entropy."""

LARGEST = 0xFFFFFFFF
LOW = U(LARGEST)
WORD = U(32)
INIT_A, MULTIPLIER_A = U(0x43B0D7E5), U(0x931E8875)
INIT_B, MULTIPLIER_B = U(0x8B51F9DD), U(0x58F38DED)
MIX_LEFT, MIX_RIGHT = U(0xCA01F9DD), U(0x4973F715)
SHIFT = U(16)
ONE, ZERO = U(1), U(0)
STEP_HIGH, STEP_LOW = U(2549297995355413924), U(4865540595714422341)
ROTATION, BITS = U(58), U(64)
UNUSED_BITS, UNIT = U(11), 1.0 / 9007199254740992.0


# -- seeds --------------------------------------------------------------------------------------------------------


@compiled
def _hashed(word: np.uint64, constant: UInt64) -> np.uint64:
    """A word hashed; ``constant`` [1] goes on to the next one."""
    word ^= constant[0]
    constant[0] = (constant[0] * MULTIPLIER_A) & LOW
    word = (word * constant[0]) & LOW
    return word ^ (word >> SHIFT)


@compiled
def _mixed(one: np.uint64, other: np.uint64) -> np.uint64:
    word = (MIX_LEFT * one - MIX_RIGHT * other) & LOW
    return word ^ (word >> SHIFT)


@compiled
def _pool_of(words: UInt64, constant: UInt64) -> UInt64:
    """uint64[POOL]: the pool after the first words of a key, at least POOL of them."""
    pool = np.empty(POOL, dtype=np.uint64)
    for i in range(POOL):
        pool[i] = _hashed(words[i], constant)
    for source in range(POOL):
        for target in range(POOL):
            if source != target:
                pool[target] = _mixed(pool[target], _hashed(pool[source], constant))
    for i in range(POOL, len(words)):
        _stir(pool, words[i], constant)
    return pool


@compiled
def _stir(pool: UInt64, word: np.uint64, constant: UInt64) -> None:
    """Take one more word of the key into the pool."""
    for target in range(POOL):
        pool[target] = _mixed(pool[target], _hashed(word, constant))


@compiled
def _seed(pool: UInt64) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """The stream's state before its first number, and its increment."""
    constant, words = INIT_B, np.empty(2 * POOL, dtype=np.uint64)
    for i in range(len(words)):
        word = pool[i % POOL] ^ constant
        constant = (constant * MULTIPLIER_B) & LOW
        word = (word * constant) & LOW
        words[i] = word ^ (word >> SHIFT)
    high, low = words[0] | (words[1] << WORD), words[2] | (words[3] << WORD)
    step_high, step_low = words[4] | (words[5] << WORD), words[6] | (words[7] << WORD)
    step_high, step_low = (step_high << ONE) | (step_low >> U(63)), (step_low << ONE) | ONE
    high, low = _sum(step_high, step_low, high, low)
    high, low = _next(high, low, step_high, step_low)
    return high, low, step_high, step_low


# -- numbers of 128 bits ------------------------------------------------------------------------------------------


@compiled
def _sum(a_high: np.uint64, a_low: np.uint64, b_high: np.uint64, b_low: np.uint64) -> tuple[np.uint64, np.uint64]:
    low = a_low + b_low
    return a_high + b_high + (ONE if low < a_low else ZERO), low


@compiled
def _product(a_high: np.uint64, a_low: np.uint64, b_high: np.uint64, b_low: np.uint64) -> tuple[np.uint64, np.uint64]:
    a0, a1, b0, b1 = a_low & LOW, a_low >> WORD, b_low & LOW, b_low >> WORD
    low, left, right = a0 * b0, a1 * b0, a0 * b1
    middle = (low >> WORD) + (left & LOW) + (right & LOW)
    carried = a1 * b1 + (left >> WORD) + (right >> WORD) + (middle >> WORD)
    return carried + a_high * b_low + a_low * b_high, a_low * b_low


@compiled
def _next(high: np.uint64, low: np.uint64, step_high: np.uint64, step_low: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The state after this one."""
    high, low = _product(high, low, STEP_HIGH, STEP_LOW)
    return _sum(high, low, step_high, step_low)


@compiled
def _leap(n: int) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """What ``n`` steps at once come to: the state is multiplied by one number, and as many of its stream's steps added.

    Source: Brown 1994, "Random number generation with arbitrary strides".
    """
    times_high, times_low, plus_high, plus_low = ZERO, ONE, ZERO, ZERO
    by_high, by_low, more_high, more_low = STEP_HIGH, STEP_LOW, ZERO, ONE
    while n > 0:
        if n % 2:
            times_high, times_low = _product(times_high, times_low, by_high, by_low)
            plus_high, plus_low = _product(plus_high, plus_low, by_high, by_low)
            plus_high, plus_low = _sum(plus_high, plus_low, more_high, more_low)
        again_high, again_low = _product(more_high, more_low, by_high, by_low)
        more_high, more_low = _sum(again_high, again_low, more_high, more_low)
        by_high, by_low = _product(by_high, by_low, by_high, by_low)
        n //= 2
    return times_high, times_low, plus_high, plus_low


# -- streams ------------------------------------------------------------------------------------------------------


@compiled
def _are_equal(keys: Int64, one: int, other: int) -> bool:
    n_equal = 0
    for word in range(keys.shape[1]):
        n_equal += keys[one, word] == keys[other, word]
    return bool(n_equal == keys.shape[1])


@entry_point
def uniforms(
    prefix: UInt64, keys: Int64, begins: Int64, counts: Int64, order: Int64, places: Int64, stride: int, size: int
) -> Float64:
    """float64[size]: numbers uniform on [0, 1) of parts of streams, where they are put; elsewhere anything.

    Args:
        prefix: Words of 32 bits with which every key begins, at least POOL.
        keys: [part, word]: the other words of its stream's key.
        begins: [part]: the place of the first number in the stream.
        counts: [part]: how many numbers.
        order: The parts in the order in which they are drawn: quickest where those of a stream follow one another.
        places: [part]: where the first number is put.
        stride: From there to where the next one is put.
        size: How many places there are.
    """
    drawn = np.empty(size, dtype=np.float64)
    first_constant = np.full(1, INIT_A)
    first_pool = _pool_of(prefix, first_constant)
    pool, constant = first_pool.copy(), first_constant.copy()
    high, low, step_high, step_low = ZERO, ZERO, ZERO, ZERO
    leap, times_high, times_low, steps_high, steps_low = 0, ONE, ZERO, ZERO, ZERO
    before, at = -1, 0
    for part in order:
        if before < 0 or begins[part] < at or not _are_equal(keys, part, before):
            pool[:], constant[:] = first_pool, first_constant
            for word in keys[part]:
                assert 0 <= word <= LARGEST, "a part of a key is a word of 32 bits"
                _stir(pool, U(word), constant)
            high, low, step_high, step_low = _seed(pool)
            at = 0
        if begins[part] > at:
            if begins[part] - at != leap:
                leap = begins[part] - at
                times_high, times_low, steps_high, steps_low = _leap(leap)
            high, low = _product(high, low, times_high, times_low)
            high, low = _sum(high, low, *_product(steps_high, steps_low, step_high, step_low))
        for i in range(counts[part]):
            high, low = _next(high, low, step_high, step_low)
            word, rotation = high ^ low, high >> ROTATION
            word = (word >> rotation) | (word << ((BITS - rotation) % BITS))
            drawn[places[part] + i * stride] = (word >> UNUSED_BITS) * UNIT
        before, at = part, begins[part] + counts[part]
    return drawn


@entry_point
def points_until(until: Float64, logs: Float64, counts: Int64, rows: Float64) -> tuple[Int64, Float64, Bool]:
    """The points of some processes before a moment of each.

    Returns int64[n], whose each point is; float64[column, n], the rows of these points with their moments in the first
    column; and bool[process], whether a process may have more points before its moment than are given.

    Args:
        until: [process].
        logs: [point]: less the time from the point before, or from 0; each process's points stand together, in order.
        counts: [process]: its points.
        rows: [point, column].
    """
    whose, points = np.empty(len(logs), dtype=np.int64), np.empty(rows.shape[::-1], dtype=np.float64)
    is_short = np.empty(len(counts), dtype=np.bool_)
    n, begin = 0, 0
    for process in range(len(counts)):
        moment = 0.0
        for point in range(begin, begin + counts[process]):
            moment -= logs[point]
            if moment >= until[process]:
                break
            whose[n], points[0, n] = process, moment
            for column in range(1, rows.shape[1]):
                points[column, n] = rows[point, column]
            n += 1
        is_short[process] = moment < until[process]
        begin += counts[process]
    return whose[:n], points[:, :n], is_short
