using System.Diagnostics.CodeAnalysis;

namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
    /// <summary>
    /// Opens the ELF file that a stripped one may carry in its section <c>.gnu_debugdata</c>, compressed with xz: the symbols of the
    /// functions that <see cref="DynamicSymbols"/> lacks.
    /// </summary>
    /// <param name="carried">The file, in memory of its own.</param>
    /// <param name="reason">Why it cannot be had.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="ElfFormatException">The section is corrupt, or holds no ELF file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public bool TryOpenMiniDebugInfo([NotNullWhen(true)] out ElfFile? carried, out ElfUnavailable reason, long limit = ElfSection.DefaultContentLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        reason = OpenMiniDebugInfo(limit, out carried);
        return carried is not null;
    }

    private ElfUnavailable OpenMiniDebugInfo(long limit, out ElfFile? carried)
    {
        carried = null;
        if (!TryGetSection(".gnu_debugdata"u8, out ElfSection? section))
            return ElfUnavailable.NoSection;
        ReadOnlySpan<byte> packed = section.Data.Span;
        int most = (int)Math.Min(limit, Array.MaxLength);
        var output = new GrowingOutput(most, packed.Length);
        try
        {
            if (!Lzma.Uncompress(packed, output))
            {
                return output.IsFull ? ElfUnavailable.TooLarge
                    : throw new ElfFormatException($"section {section.Index} is corrupt: it does not uncompress");
            }
        }
        catch (DllNotFoundException)
        {
            return ElfUnavailable.MissingLzma;
        }

        carried = Parse(output.Bytes);
        return ElfUnavailable.None;
    }
}
