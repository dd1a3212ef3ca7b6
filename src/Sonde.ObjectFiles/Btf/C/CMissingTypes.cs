namespace Sonde.ObjectFiles;

/// <summary>Types that GCC has built in for arm64 and that clang's BPF target does not know.</summary>
internal static class CMissingTypes
{
    private static readonly (string Name, string Meaning)[] Known =
    [
        ("__Poly8_t", "unsigned char"),
        ("__Poly16_t", "unsigned short"),
        ("__Poly64_t", "unsigned long long"),
        ("__Poly128_t", "unsigned __int128"),
    ];

    public static void Write(Btf btf, CText text)
    {
        foreach ((string name, string meaning) in Known)
        {
            if (btf.TryFindType(name, BtfKind.Int, out _))
                text.Write("typedef ").Write(meaning).Write(' ').Write(name).Write(";\n\n");
        }
    }
}
