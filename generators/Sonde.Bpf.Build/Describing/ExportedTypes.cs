using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>The types that the macros of <c>sonde.bpf.h</c> export: what the pointers in their sections point to.</summary>
internal static class ExportedTypes
{
    private const string OwnTypes = ".sonde.types";
    private const string KernelTypes = ".sonde.kernel";

    /// <summary>
    /// The types by id, whether the layout of each is the kernel's business and not the program's, and the variable that exports it. One
    /// that several sources of a linked object export is there once.
    /// </summary>
    public static List<(int Type, bool IsKernels, string Variable)> Find(Btf btf) =>
        [.. Find(btf, OwnTypes, isKernels: false).Concat(Find(btf, KernelTypes, isKernels: true))
            .GroupBy(export => (export.Type, export.IsKernels)).Select(same => same.First())];

    /// <summary>The variables of the section that speaks to the build alone.</summary>
    public static IEnumerable<BtfType> Variables(Btf btf) => Variables(btf, OwnTypes);

    private static IEnumerable<(int Type, bool IsKernels, string Variable)> Find(Btf btf, string section, bool isKernels)
    {
        foreach (BtfType variable in Variables(btf, section))
        {
            if (btf.SkipModifiers(variable.TargetTypeId) is { Kind: BtfKind.Pointer } pointer)
                yield return (pointer.TargetTypeId, isKernels, variable.Name);
        }
    }

    private static IEnumerable<BtfType> Variables(Btf btf, string name)
    {
        foreach (BtfType section in btf)
        {
            if (section.Kind != BtfKind.DataSection || section.Name != name)
                continue;
            foreach (BtfSectionVariable entry in section.Variables)
            {
                BtfType variable = btf[entry.TypeId];
                if (variable.Kind == BtfKind.Variable)
                    yield return variable;
            }
        }
    }
}
