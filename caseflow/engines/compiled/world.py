"""The world of compiled code: one pointer to all tables and to all that changes.

Compiled functions take it as their first argument. Its attributes are the arrays of Tables and State, and the numbers
of COUNTERS. To numba it is a type of its own, without reference counts: who calls an entry point owns the arrays, and
nothing that runs inside makes or frees one.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.imputils import lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, models, register_model

from caseflow.engines.compiled.state import COUNTERS, RECORDS, WIDE, State
from caseflow.engines.compiled.tables import DIMENSIONS, FLAGS, Tables

World: TypeAlias = Any


def _type_of(name: str) -> types.Type:
    return types.Array(_dtype_of(name), DIMENSIONS.get(name, 1), "C")


def _dtype_of(name: str) -> types.Type:
    if name in RECORDS:
        return from_dtype(RECORDS[name])
    if name in FLAGS:
        return types.boolean
    return types.int64 if name in WIDE or name in Tables._fields else types.int32


ARRAYS = {name: _type_of(name) for name in Tables._fields + State._fields}


class WorldType(types.Type):
    """The type of the pointer."""


class PayloadType(types.Type):
    """The type of what it points to: a struct of arrays."""


WORLD, PAYLOAD = WorldType("World"), PayloadType("Payload")

register_model(WorldType)(models.OpaqueModel)


@register_model(PayloadType)
class _PayloadModel(models.StructModel):
    def __init__(self, manager: Any, of: types.Type):
        super().__init__(manager, of, list(ARRAYS.items()))


@infer_getattr
class _Attributes(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, _: types.Type, name: str) -> Any:  # type: ignore[override]
        if COUNTERS.names and name in COUNTERS.names:
            return types.int64
        return ARRAYS.get(name)


@lower_getattr_generic(WorldType)  # type: ignore[untyped-decorator]
def _get(context: Any, builder: Any, _: types.Type, world: Any, name: str) -> Any:
    payload = _payload(context, builder, world)
    if name in ARRAYS:
        return _array(context, builder, payload, name)
    return builder.load(_counter(context, builder, payload, name))


def _array(context: Any, builder: Any, payload: Any, name: str) -> Any:
    """An array of the payload: where it lies is not looked up anew after each store."""
    return _constant(builder, payload._get_ptr_by_name(name), context.get_value_type(ARRAYS[name]))


def _constant(builder: Any, place: Any, of_type: Any) -> Any:
    """What lies at a place, loaded part by part and marked as never changing while the world is there."""
    if not isinstance(of_type, (ir.LiteralStructType, ir.ArrayType)):
        loaded = builder.load(place)
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded
    whole = ir.Constant(of_type, ir.Undefined)
    parts = of_type.elements if isinstance(of_type, ir.LiteralStructType) else [of_type.element] * of_type.count
    for number, part in enumerate(parts):
        inner = builder.gep(place, [ir.IntType(32)(0), ir.IntType(32)(number)], inbounds=True)
        whole = builder.insert_value(whole, _constant(builder, inner, part), number)
    return whole


@lower_setattr_generic(WorldType)  # type: ignore[untyped-decorator]
def _set(context: Any, builder: Any, signature: Any, args: Any, name: str) -> None:
    world, value = args
    number = context.cast(builder, value, signature.args[1], types.int64)
    builder.store(number, _counter(context, builder, _payload(context, builder, world), name))


def _payload(context: Any, builder: Any, world: Any) -> Any:
    pointer = builder.bitcast(world, context.get_value_type(PAYLOAD).as_pointer())
    return cgutils.create_struct_proxy(PAYLOAD)(context, builder, ref=pointer)


def _counter(context: Any, builder: Any, payload: Any, name: str) -> Any:
    """Pointer to a number of the one record of counters."""
    assert COUNTERS.fields is not None
    counters = context.make_array(ARRAYS["counters"])(context, builder, _array(context, builder, payload, "counters"))
    start = builder.bitcast(counters.data, ir.IntType(8).as_pointer())
    place = builder.gep(start, [ir.IntType(64)(COUNTERS.fields[name][1])])
    return builder.bitcast(place, ir.IntType(64).as_pointer())


def _world_of(_: Any, tables: Any, state: Any) -> Any:
    """The world of some tables and a state; it is gone when the function that made it returns."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        payload = cgutils.create_struct_proxy(PAYLOAD)(context, builder)
        for of, value in zip(signature.args, args, strict=True):
            for name, array in zip(of.fields, cgutils.unpack_tuple(builder, value), strict=True):
                setattr(payload, name, array)
        return _opaque(builder, builder.bitcast(payload._getpointer(), ir.IntType(8).as_pointer()))

    return WORLD(tables, state), build


def _opaque(builder: Any, pointer: Any) -> Any:
    """The same pointer, of which LLVM does not know whence it comes: no load from it stands before a store to it."""
    of_type = ir.FunctionType(pointer.type, [pointer.type])
    return builder.asm(of_type, "", "=r,0,~{memory}", [pointer], side_effect=True)


world_of: Any = intrinsic(_world_of)


def _zeros_at_end(_: Any, number: Any) -> Any:
    """How many zero bits stand below the lowest bit that is set."""

    def build(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.IntType(1)(1))

    return types.int64(number), build


zeros_at_end: Any = intrinsic(_zeros_at_end)
