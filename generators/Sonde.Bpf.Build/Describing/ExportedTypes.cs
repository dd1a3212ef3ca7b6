using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>The types that <c>SONDE_EXPORT</c> of <c>sonde.bpf.h</c> names: what the pointers in its section point to.</summary>
internal static class ExportedTypes
{
    private const string Section = ".sonde.types";

    public static List<int> Find(Btf btf)
    {
        List<int> found = [];
        foreach (BtfType variable in Variables(btf))
        {
            if (btf.SkipModifiers(variable.TargetTypeId) is { Kind: BtfKind.Pointer } pointer)
                found.Add(pointer.TargetTypeId);
        }

        return found;
    }

    /// <summary>The variables of the section that speaks to the build alone.</summary>
    public static IEnumerable<BtfType> Variables(Btf btf)
    {
        foreach (BtfType section in btf)
        {
            if (section.Kind != BtfKind.DataSection || section.Name != Section)
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
