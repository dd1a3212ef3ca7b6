using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

public sealed partial class KernelBtf
{
    /// <summary>The kernel functions that match and that <c>fentry</c> and <c>fexit</c> can be attached to, and the others with the reason.</summary>
    /// <remarks>Functions of modules are not among them: their types are not read.</remarks>
    /// <param name="pattern">What to look for.</param>
    public KernelFunctionMatches MatchFunctions(FunctionPattern pattern)
    {
        var typed = new HashSet<string>(StringComparer.Ordinal);
        foreach (BtfType type in Types)
        {
            if (type.Kind == BtfKind.Function)
                typed.Add(type.Name);
        }

        return KernelFunctions.Match(pattern, typed);
    }
}
