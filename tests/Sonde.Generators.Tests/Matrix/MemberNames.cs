using Sonde.Generators.Skeletons;
using Sonde.ObjectFiles;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>The members of a C structure by the names that they have in C#.</summary>
internal static class MemberNames
{
    /// <summary>Those with bytes, each with the bit where it begins; the members of an anonymous one count as the structure's.</summary>
    public static IEnumerable<(string Name, BtfMember Member, long Bit)> Of(Btf btf, BtfType composite, Type type) =>
        Of(btf, composite, new NameScope("Value", type.Name), bit: 0);

    private static IEnumerable<(string Name, BtfMember Member, long Bit)> Of(Btf btf, BtfType composite, NameScope names, long bit)
    {
        foreach (BtfMember member in composite.Members)
        {
            BtfType type = btf.SkipModifiersAndTypedefs(member.TypeId);
            if (member.Name.Length == 0)
            {
                foreach (var lifted in Of(btf, type, names, bit + member.BitOffset))
                    yield return lifted;
            }
            else if (btf.ResolveSize(member.TypeId) == 0)
            {
                // A flexible array is a method, which takes a name too.
                if (type.Kind == BtfKind.Array && btf.ResolveSize(type.Array.ElementTypeId) != 0)
                    names.Claim("Get" + CSharpName.Pascal(member.Name));
            }
            else
            {
                yield return (names.Claim(CSharpName.Pascal(member.Name)), member, bit + member.BitOffset);
            }
        }
    }
}
