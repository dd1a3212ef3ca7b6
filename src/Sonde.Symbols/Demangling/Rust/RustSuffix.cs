using System.Buffers;

namespace Sonde.Symbols;

/// <summary>What LLVM appends to Rust names.</summary>
internal static class RustSuffix
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789ABCDEFabcdef@"u8);

    /// <summary>What is worth keeping of it: the number that makes a private name unique in a link says nothing.</summary>
    public static ReadOnlySpan<byte> Kept(ReadOnlySpan<byte> suffix)
    {
        int llvm = suffix.IndexOf(".llvm."u8);
        if (llvm < 0)
            return suffix;
        ReadOnlySpan<byte> number = suffix[(llvm + 6)..];
        return number.IndexOfAnyExcept(Digits) < 0 ? suffix[..llvm] : suffix;
    }
}
