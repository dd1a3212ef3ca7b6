using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A function whose body the compiler put in the place of its call.</summary>
/// <param name="Name">The function, readable.</param>
/// <param name="File">The source file that the code is from, or null.</param>
/// <param name="Line">The line in it, from 1: of the code itself for the innermost function, of the next call for the others; 0 where it is not known.</param>
/// <param name="Column">The column in the line, from 1; 0 where it is not known.</param>
public sealed record InlinedFunction(string Name, string? File, int Line, int Column)
{
    /// <summary>All but the outermost of the functions at an address, the innermost first.</summary>
    internal static IReadOnlyList<InlinedFunction> Of(ReadOnlySpan<DwarfFrame> frames)
    {
        if (frames.Length < 2)
            return [];
        var inlined = new InlinedFunction[frames.Length - 1];
        for (int i = 0; i < inlined.Length; i++)
            inlined[i] = new InlinedFunction(Demangler.Readable(frames[i].Function ?? "[unnamed]"), frames[i].File, frames[i].Line, frames[i].Column);
        return inlined;
    }
}
