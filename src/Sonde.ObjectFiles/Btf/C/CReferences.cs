namespace Sonde.ObjectFiles;

internal static class CReferences
{
    /// <summary>Which types others refer to. An enumeration without a name that nothing refers to is there for its values.</summary>
    public static bool[] Find(Btf btf)
    {
        bool[] referenced = new bool[btf.EndId];
        for (int id = 1; id < btf.EndId; id++)
        {
            BtfType type = btf[id];
            if (type.Kind != BtfKind.DeclarationTag)
                Mark(type.TargetTypeId);
            if (type.Kind == BtfKind.Array)
                Mark(type.Array.ElementTypeId);
            foreach (BtfMember member in type.Members)
                Mark(member.TypeId);
            foreach (BtfParameter parameter in type.Parameters)
                Mark(parameter.TypeId);
        }

        return referenced;

        void Mark(int target)
        {
            if ((uint)target < (uint)referenced.Length)
                referenced[target] = true;
        }
    }
}
