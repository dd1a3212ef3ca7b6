using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

/// <summary>The system's xz, which the base library lacks.</summary>
internal static unsafe partial class Lzma
{
    private const string Name = "liblzma.so.5";

    private const int LZMA_OK = 0;
    private const int LZMA_STREAM_END = 1;
    private const int LZMA_RUN = 0;
    private const ulong MemoryLimit = 256 << 20;

    /// <summary>Uncompresses one xz stream, of no more than the output takes.</summary>
    /// <returns><see langword="false"/> if the bytes are corrupt or hold more.</returns>
    /// <exception cref="DllNotFoundException">There is no such library.</exception>
    public static bool Uncompress(ReadOnlySpan<byte> packed, GrowingOutput output)
    {
        State state = default;
        if (CreateDecoder(&state, MemoryLimit, flags: 0) != LZMA_OK)
            return false;
        try
        {
            fixed (byte* start = packed)
            {
                state.Input = start;
                state.InputSize = (nuint)packed.Length;
                while (true)
                {
                    Span<byte> free = output.Free;
                    int result, count;
                    nuint left = state.InputSize;
                    fixed (byte* target = free)
                    {
                        state.Output = target;
                        state.OutputSize = (nuint)free.Length;
                        result = Code(&state, LZMA_RUN);
                        count = free.Length - (int)state.OutputSize;
                    }

                    output.Advance(count);
                    if (result != LZMA_OK)
                        return result == LZMA_STREAM_END;
                    if (count == 0 && state.InputSize == left)
                        return false;
                }
            }
        }
        finally
        {
            End(&state);
        }
    }

    [LibraryImport(Name, EntryPoint = "lzma_stream_decoder")]
    private static partial int CreateDecoder(State* state, ulong memoryLimit, uint flags);

    [LibraryImport(Name, EntryPoint = "lzma_code")]
    private static partial int Code(State* state, int action);

    [LibraryImport(Name, EntryPoint = "lzma_end")]
    private static partial void End(State* state);

    /// <summary><c>lzma_stream</c>; what the library reserves must be zero.</summary>
    private struct State
    {
        public byte* Input;
        public nuint InputSize;
        public ulong InputTotal;
        public byte* Output;
        public nuint OutputSize;
        public ulong OutputTotal;
        public nint Allocator;
        public nint Internal;
        public fixed ulong Reserved[9];
    }
}
