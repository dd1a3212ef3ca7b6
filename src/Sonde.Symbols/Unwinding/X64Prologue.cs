using System.Buffers.Binary;

namespace Sonde.Symbols;

/// <summary>Finds the caller from inside of a function's prologue or epilogue on x86-64, where the frame pointer is not the function's.</summary>
/// <remarks>
/// It follows the instructions from the one that was interrupted on, as compilers write them: pushes, room for variables, and the frame pointer set
/// from the stack pointer; or the room given back, pops and a return. At anything else it is neither, and the frame pointer is to be trusted.
/// </remarks>
internal static class X64Prologue
{
    public const int LongestCode = 64;

    private const int MostInstructions = 16;

    /// <summary>Where the return address is.</summary>
    /// <param name="code">The instructions from the interrupted one on.</param>
    /// <param name="stackPointer">The stack pointer there.</param>
    /// <param name="framePointer">The frame pointer there.</param>
    /// <param name="returnAddressAt">Where the return address is.</param>
    /// <param name="framePointerAt">Where the caller's frame pointer is; 0 when it is in its register.</param>
    /// <returns>False outside of prologues and epilogues.</returns>
    public static bool TryFind(ReadOnlySpan<byte> code, ulong stackPointer, ulong framePointer, out ulong returnAddressAt, out ulong framePointerAt)
    {
        ulong stack = stackPointer;
        returnAddressAt = framePointerAt = 0;
        for (int i = 0; i < MostInstructions && !code.IsEmpty; i++)
        {
            unchecked
            {
                int length = 1;
                bool isLong = code[0] == 0x41 && code.Length > 1;
                byte operation = isLong ? code[1] : code[0];
                if (operation is >= 0x50 and <= 0x57)
                {
                    // The first push of all is the frame pointer's: before it, the return address is on top.
                    if (operation == 0x55 && !isLong)
                        return Found(stackPointer, 0, out returnAddressAt, out framePointerAt);
                    stack -= 8;
                    length = isLong ? 2 : 1;
                }
                else if (operation is >= 0x58 and <= 0x5f)
                {
                    if (operation == 0x5d && !isLong)
                        framePointerAt = stack;
                    stack += 8;
                    length = isLong ? 2 : 1;
                }
                else if (operation is 0xc3 or 0xc2 || code.StartsWith((ReadOnlySpan<byte>)[0xf3, 0xc3]))
                {
                    return Found(stack, framePointerAt, out returnAddressAt, out framePointerAt);
                }
                else if (code.StartsWith((ReadOnlySpan<byte>)[0x48, 0x89, 0xe5]) || code.StartsWith((ReadOnlySpan<byte>)[0x48, 0x8b, 0xec])) // mov rbp, rsp
                {
                    return Found(stack + 8, stack, out returnAddressAt, out framePointerAt);
                }
                else if (TryDisplacement(code, [0x48, 0x8d, 0x6c, 0x24], [0x48, 0x8d, 0xac, 0x24], out long frame, out _)) // lea rbp, [rsp+frame]
                {
                    stack += (ulong)frame;
                    return Found(stack + 8, stack, out returnAddressAt, out framePointerAt);
                }
                else if (TryDisplacement(code, [0x48, 0x83, 0xec], [0x48, 0x81, 0xec], out long room, out length)) // sub rsp, room
                {
                    stack -= (ulong)room;
                }
                else if (TryDisplacement(code, [0x48, 0x83, 0xc4], [0x48, 0x81, 0xc4], out room, out length)) // add rsp, room
                {
                    stack += (ulong)room;
                }
                else if (TryDisplacement(code, [0x48, 0x8d, 0x65], [0x48, 0x8d, 0xa5], out room, out length)) // lea rsp, [rbp+room]
                {
                    stack = framePointer + (ulong)room;
                }
                else if (code[0] == 0xc9) // leave
                {
                    framePointerAt = framePointer;
                    stack = framePointer + 8;
                    length = 1;
                }
                else if (code.StartsWith((ReadOnlySpan<byte>)[0xc5, 0xf8, 0x77])) // vzeroupper
                {
                    length = 3;
                }
                else if (code.StartsWith((ReadOnlySpan<byte>)[0xf3, 0x0f, 0x1e, 0xfa])) // endbr64
                {
                    length = 4;
                }
                else
                {
                    return false;
                }

                code = code[Math.Min(length, code.Length)..];
            }
        }

        return false;
    }

    private static bool Found(ulong returnAddress, ulong framePointer, out ulong returnAddressAt, out ulong framePointerAt)
    {
        returnAddressAt = returnAddress;
        framePointerAt = framePointer;
        return true;
    }

    /// <summary>An instruction that ends in a number of 1 or 4 bytes.</summary>
    private static bool TryDisplacement(ReadOnlySpan<byte> code, ReadOnlySpan<byte> narrow, ReadOnlySpan<byte> wide, out long value, out int length)
    {
        value = 0;
        length = narrow.Length + 1;
        if (code.Length >= length && code.StartsWith(narrow))
        {
            value = (sbyte)code[narrow.Length];
            return true;
        }

        length = wide.Length + 4;
        if (code.Length < length || !code.StartsWith(wide))
            return false;
        value = BinaryPrimitives.ReadInt32LittleEndian(code[wide.Length..]);
        return true;
    }
}
