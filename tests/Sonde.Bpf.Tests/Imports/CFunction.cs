namespace Sonde.Bpf.Tests;

/// <summary>A function that a header declares.</summary>
internal sealed record CFunction(string Name, CType Result, CType[] Parameters, bool IsVariadic)
{
    public override string ToString() => $"{Result} {Name}({string.Join(", ", Parameters)}{(IsVariadic ? ", ..." : "")})";
}
