using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>Works out the expressions of unwind tables (DWARF 5, 2.5) over registers and a copied stack.</summary>
/// <remarks>Steps and depth have limits: an expression can jump back.</remarks>
internal static class FrameExpression
{
    private const int MostSteps = 1000;
    private const int MostValues = 32;

    public static FrameStep Evaluate(
        ReadOnlySpan<byte> code, ulong initial, bool hasInitial, in FrameRegisters registers, in StackCopy memory, out ulong result)
    {
        Span<ulong> values = stackalloc ulong[MostValues];
        int depth = 0;
        if (hasInitial)
            values[depth++] = initial;
        int at = 0;
        result = 0;
        for (int step = 0; at < code.Length; step++)
        {
            if (step == MostSteps)
                return FrameStep.BadRule;
            byte operation = code[at++];
            switch (operation)
            {
                case >= 0x30 and <= 0x4f: // lit0 to lit31
                    if (!Push(values, ref depth, operation - 0x30u))
                        return FrameStep.BadRule;
                    break;
                case >= 0x50 and <= 0x6f: // reg0 to reg31: a place that is no memory
                    return FrameStep.BadRule;
                case >= 0x70 and <= 0x8f or 0x92: // breg0 to breg31, bregx
                {
                    ulong register = operation - 0x70u;
                    if ((operation == 0x92 && !TryUnsigned(code, ref at, out register)) || !TrySigned(code, ref at, out long offset) || register > int.MaxValue)
                        return FrameStep.BadRule;
                    if (!registers.TryGet((int)register, out ulong value))
                        return FrameStep.UnknownRegister;
                    if (!Push(values, ref depth, unchecked(value + (ulong)offset)))
                        return FrameStep.BadRule;
                    break;
                }

                case 0x06 or 0x94: // deref, deref_size
                {
                    int size = 8;
                    if (operation == 0x94)
                        size = at < code.Length ? code[at++] : 0;
                    if (depth == 0)
                        return FrameStep.BadRule;
                    if (!memory.TryRead(values[depth - 1], size, out ulong value))
                        return memory.IsBeyond(values[depth - 1]) ? FrameStep.StackTooShort : FrameStep.BadRule;
                    values[depth - 1] = value;
                    break;
                }

                case 0x2f or 0x28: // skip, bra
                {
                    if (code.Length - at < 2)
                        return FrameStep.BadRule;
                    int target = at + 2 + BinaryPrimitives.ReadInt16LittleEndian(code.Slice(at));
                    at += 2;
                    if (operation == 0x28 && (depth == 0 || values[--depth] == 0))
                        break;
                    if ((uint)target > (uint)code.Length)
                        return FrameStep.BadRule;
                    at = target;
                    break;
                }

                default:
                    if (!(TryConstant(operation, code, ref at, values, ref depth) || TryShuffle(operation, code, ref at, values, ref depth)
                        || TryCompute(operation, code, ref at, values, ref depth)))
                    {
                        return FrameStep.BadRule;
                    }

                    break;
            }
        }

        if (depth == 0)
            return FrameStep.BadRule;
        result = values[depth - 1];
        return FrameStep.Done;
    }

    private static bool Push(Span<ulong> values, ref int depth, ulong value)
    {
        if (depth == values.Length)
            return false;
        values[depth++] = value;
        return true;
    }

    private static bool TryConstant(byte operation, ReadOnlySpan<byte> code, ref int at, Span<ulong> values, ref int depth)
    {
        int size = operation switch { 0x08 or 0x09 => 1, 0x0a or 0x0b => 2, 0x0c or 0x0d => 4, 0x03 or 0x0e or 0x0f => 8, _ => 0 };
        if (size > code.Length - at)
            return false;
        ReadOnlySpan<byte> bytes = code.Slice(at);
        at += size;
        ulong value;
        switch (operation)
        {
            case 0x08: value = bytes[0]; break;
            case 0x09: value = (ulong)(sbyte)bytes[0]; break;
            case 0x0a: value = BinaryPrimitives.ReadUInt16LittleEndian(bytes); break;
            case 0x0b: value = (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes); break;
            case 0x0c: value = BinaryPrimitives.ReadUInt32LittleEndian(bytes); break;
            case 0x0d: value = (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes); break;
            case 0x0e or 0x0f: value = BinaryPrimitives.ReadUInt64LittleEndian(bytes); break;
            case 0x10: // constu
                if (!TryUnsigned(code, ref at, out value))
                    return false;
                break;
            case 0x11: // consts
                if (!TrySigned(code, ref at, out long signed))
                    return false;
                value = (ulong)signed;
                break;
            default: // addr (0x03) would have to be moved to where the module is loaded
                at -= size;
                return false;
        }

        return Push(values, ref depth, value);
    }

    private static bool TryShuffle(byte operation, ReadOnlySpan<byte> code, ref int at, Span<ulong> values, ref int depth)
    {
        switch (operation)
        {
            case 0x12: // dup
                return depth > 0 && Push(values, ref depth, values[depth - 1]);
            case 0x13: // drop
                return depth-- > 0;
            case 0x14: // over
                return depth > 1 && Push(values, ref depth, values[depth - 2]);
            case 0x15: // pick
                if (at >= code.Length || code[at] >= depth)
                    return false;
                return Push(values, ref depth, values[depth - 1 - code[at++]]);
            case 0x16 when depth > 1: // swap
                (values[depth - 1], values[depth - 2]) = (values[depth - 2], values[depth - 1]);
                return true;
            case 0x17 when depth > 2: // rot
                (values[depth - 1], values[depth - 2], values[depth - 3]) = (values[depth - 2], values[depth - 3], values[depth - 1]);
                return true;
            case 0x96: // nop
                return true;
            default:
                return false;
        }
    }

    private static bool TryCompute(byte operation, ReadOnlySpan<byte> code, ref int at, Span<ulong> values, ref int depth)
    {
        if (depth == 0)
            return false;
        ref ulong top = ref values[depth - 1];
        switch (operation)
        {
            case 0x19: top = (long)top < 0 ? unchecked(0 - top) : top; return true; // abs
            case 0x1f: top = unchecked(0 - top); return true; // neg
            case 0x20: top = ~top; return true; // not
            case 0x23: // plus_uconst
                if (!TryUnsigned(code, ref at, out ulong added))
                    return false;
                top = unchecked(top + added);
                return true;
        }

        if (depth < 2 || !TryCombine(operation, values[depth - 2], top, out ulong value))
            return false;
        values[--depth - 1] = value;
        return true;
    }

    private static bool TryCombine(byte operation, ulong left, ulong right, out ulong value)
    {
        unchecked
        {
            value = 0;
            switch (operation)
            {
                case 0x1a: value = left & right; return true;
                case 0x1b: // div, of numbers with a sign
                    if (right == 0 || ((long)left == long.MinValue && (long)right == -1))
                        return false;
                    value = (ulong)((long)left / (long)right);
                    return true;
                case 0x1c: value = left - right; return true;
                case 0x1d: // mod
                    if (right == 0)
                        return false;
                    value = left % right;
                    return true;
                case 0x1e: value = left * right; return true;
                case 0x21: value = left | right; return true;
                case 0x22: value = left + right; return true;
                case 0x24: value = right > 63 ? 0 : left << (int)right; return true;
                case 0x25: value = right > 63 ? 0 : left >> (int)right; return true;
                case 0x26: value = (ulong)((long)left >> (int)Math.Min(right, 63)); return true;
                case 0x27: value = left ^ right; return true;
                case 0x29: value = Flag(left == right); return true;
                case 0x2a: value = Flag((long)left >= (long)right); return true;
                case 0x2b: value = Flag((long)left > (long)right); return true;
                case 0x2c: value = Flag((long)left <= (long)right); return true;
                case 0x2d: value = Flag((long)left < (long)right); return true;
                case 0x2e: value = Flag(left != right); return true;
                default: return false;
            }
        }
    }

    private static ulong Flag(bool value) => value ? 1UL : 0;

    private static bool TryUnsigned(ReadOnlySpan<byte> code, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; at < code.Length; shift += 7)
        {
            byte part = code[at++];
            if (shift < 64)
                value |= (ulong)(part & 0x7f) << shift;
            if ((part & 0x80) == 0)
                return true;
        }

        return false;
    }

    private static bool TrySigned(ReadOnlySpan<byte> code, ref int at, out long value)
    {
        value = 0;
        for (int shift = 0; at < code.Length; shift += 7)
        {
            byte part = code[at++];
            if (shift < 64)
                value |= (long)(part & 0x7f) << shift;
            if ((part & 0x80) != 0)
                continue;
            if (shift + 7 < 64 && (part & 0x40) != 0)
                value |= -1L << (shift + 7);
            return true;
        }

        return false;
    }
}
