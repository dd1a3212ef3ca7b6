namespace Sonde.Bpf.Tests;

/// <summary>A type of C, as a calling convention sees it.</summary>
internal readonly record struct CType(CKind Kind, int Size, bool IsSigned, string Text)
{
    public override string ToString() => Text;
}
