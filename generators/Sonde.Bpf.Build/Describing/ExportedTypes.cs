using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>The types that the macros of <c>sonde.bpf.h</c> export: what the pointers in their sections point to.</summary>
internal static class ExportedTypes
{
    private const string OwnTypes = ".sonde.types";
    private const string KernelTypes = ".sonde.kernel";

    /// <summary>The types by id, and whether the layout of each is the kernel's business, not the program's.</summary>
    public static List<(int Type, bool IsKernels)> Find(Btf btf)
    {
        List<(int Type, bool IsKernels)> found = [];
        foreach (BtfType section in btf)
        {
            if (section.Kind != BtfKind.DataSection || section.Name is not (OwnTypes or KernelTypes))
                continue;
            foreach (BtfSectionVariable entry in section.Variables)
            {
                BtfType variable = btf[entry.TypeId];
                if (variable.Kind == BtfKind.Variable && btf.SkipModifiers(variable.TargetTypeId) is { Kind: BtfKind.Pointer } pointer)
                    found.Add((pointer.TargetTypeId, section.Name == KernelTypes));
            }
        }

        return found;
    }
}
